import { useEffect, useId, useRef, type ComponentType, type ReactElement } from 'react';
import { BottomNavigation, BottomNavigationAction, Box, useTheme } from '@mui/material';
import type { SvgIconProps } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import Approval from '@mui/icons-material/HowToRegOutlined';
import Assets from '@mui/icons-material/Inventory2Outlined';
import Authorities from '@mui/icons-material/LocalPoliceOutlined';
import Board from '@mui/icons-material/DashboardOutlined';
import Camera from '@mui/icons-material/VideocamOutlined';
import Changes from '@mui/icons-material/PublishedWithChangesOutlined';
import Clearances from '@mui/icons-material/VerifiedUserOutlined';
import Controls from '@mui/icons-material/RuleOutlined';
import Devices from '@mui/icons-material/BuildCircleOutlined';
import District from '@mui/icons-material/DomainOutlined';
import DutyLog from '@mui/icons-material/EditNoteOutlined';
import Facts from '@mui/icons-material/HistoryEduOutlined';
import Faults from '@mui/icons-material/ReportProblemOutlined';
import Gap from '@mui/icons-material/TimelineOutlined';
import Gateway from '@mui/icons-material/HubOutlined';
import Incident from '@mui/icons-material/ReportOutlined';
import Inspect from '@mui/icons-material/ChecklistOutlined';
import Ledger from '@mui/icons-material/VerifiedOutlined';
import Live from '@mui/icons-material/LiveTvOutlined';
import LiveViews from '@mui/icons-material/PreviewOutlined';
import Mine from '@mui/icons-material/AssignmentOutlined';
import More from '@mui/icons-material/MoreHoriz';
import Own from '@mui/icons-material/AssignmentIndOutlined';
import People from '@mui/icons-material/GroupsOutlined';
import Policy from '@mui/icons-material/TuneOutlined';
import Rectify from '@mui/icons-material/AssignmentReturnOutlined';
import Register from '@mui/icons-material/MenuBookOutlined';
import Requests from '@mui/icons-material/FactCheckOutlined';
import Roster from '@mui/icons-material/CalendarMonthOutlined';
import Shift from '@mui/icons-material/BadgeOutlined';
import Violations from '@mui/icons-material/GavelOutlined';
import Visitors from '@mui/icons-material/MeetingRoomOutlined';
import type { NavigationGroup, PlaceName } from './places.ts';

const icons: Record<PlaceName, ComponentType<SvgIconProps>> = {
  decide: Approval,
  'my-shift': Shift,
  room: Board,
  incidents: Incident,
  'footage-requests': Requests,
  'authority-requests': Authorities,
  'viewing-register': Register,
  cases: Authorities,
  live: Live,
  visitors: Visitors,
  roster: Roster,
  'duty-log': DutyLog,
  'live-views': LiveViews,
  devices: Devices,
  'fault-tickets': Faults,
  gaps: Gap,
  cameras: Camera,
  gateways: Gateway,
  assets: Assets,
  'change-orders': Changes,
  appointments: People,
  clearances: Clearances,
  'control-results': Controls,
  rectification: Rectify,
  'violation-cases': Violations,
  policy: Policy,
  district: District,
  'district-results': Controls,
  inspections: Inspect,
  'district-orders': Rectify,
  'district-policy': Policy,
  representatives: People,
  officials: Authorities,
  ledger: Ledger,
  'district-facts': Facts,
  'my-requests': Mine,
  'my-posts': Own,
};

type Props = { readonly navigation: readonly NavigationGroup[]; readonly here: PlaceName | undefined };

/** Every place of a person under the headings of their navigation; two abreast on a phone. */
export function Navigation({ navigation, here }: Props): ReactElement {
  return (
    <Box sx={{ px: 2, pt: 2, pb: 4, display: 'grid', gap: { xs: 3, md: 4 }, alignContent: 'start' }}>
      {navigation.map((group) => (
        <Group key={group.name ?? ''} group={group} here={here} />
      ))}
    </Box>
  );
}

function Group({ group: { name, places }, here }: { readonly group: NavigationGroup; readonly here: PlaceName | undefined }): ReactElement {
  const translate = useTranslate();
  const id = useId();
  return (
    <div>
      {name && (
        <Box component="h2" id={id} sx={{ px: 2.5, pb: 0.5, fontSize: 12, lineHeight: '20px', fontWeight: 500, color: 'text.secondary' }}>
          {translate(`place_group.${name}`)}
        </Box>
      )}
      <Box component="ul" aria-labelledby={name && id} sx={{ listStyle: 'none', p: 0, display: 'grid', gap: '2px', gridTemplateColumns: { xs: name ? '1fr 1fr' : '1fr', md: '1fr' } }}>
        {places.map((place) => (
          <li key={place}>
            <Place name={place} isHere={place === here} />
          </li>
        ))}
      </Box>
    </div>
  );
}

function Place({ name, isHere }: { readonly name: PlaceName; readonly isHere: boolean }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isHere) link.current?.scrollIntoView({ block: 'nearest' });
  }, [isHere]);
  const Icon = icons[name];
  return (
    <Box
      component={LinkBase}
      ref={link}
      to={`/${name}`}
      aria-current={isHere ? 'page' : undefined}
      sx={{ display: 'flex', alignItems: 'center', gap: 2.5, minHeight: { xs: 44, md: 34 }, lineHeight: 1.3, scrollMarginBlock: 40, px: 2.5, borderRadius: 1, textDecoration: 'none', color: isHere ? colours.actionDeep : colours.ink, bgcolor: isHere ? colours.actionWash : 'transparent', fontWeight: isHere ? 600 : 400, '&:hover': { bgcolor: colours.actionWash }, '&:focus-visible': { outlineOffset: -2 } }}
    >
      <Icon sx={{ fontSize: 19, color: isHere ? colours.action : colours.slate }} />
      {translate(`place.${name}`)}
    </Box>
  );
}

/** The places that a thumb reaches, and the way to the rest. */
export function ThumbBar({ navigation, here, onMore }: Props & { readonly onMore: () => void }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const places = navigation.flatMap((group) => group.places);
  const reached = places.slice(0, places.length > 4 ? 3 : 4);
  const isReached = here !== undefined && reached.includes(here);
  return (
    <Box component="nav" data-print="no" aria-label={translate('shell.navigation')} sx={{ display: { md: 'none' }, position: 'fixed', zIndex: 10, insetInline: 0, bottom: 0, borderTop: `1px solid ${colours.hairline}`, bgcolor: colours.sheet, pb: 'env(safe-area-inset-bottom)' }}>
      <BottomNavigation showLabels value={isReached ? here : here && 'more'} sx={{ bgcolor: 'transparent', height: 56 }}>
        {reached.map((name) => {
          const Icon = icons[name];
          return <BottomNavigationAction key={name} component={LinkBase} to={`/${name}`} value={name} aria-current={name === here ? 'page' : undefined} label={translate(`place.${name}`)} icon={<Icon fontSize="small" />} sx={{ px: 0, minWidth: 0, whiteSpace: 'nowrap' }} />;
        })}
        {places.length > reached.length && <BottomNavigationAction value="more" aria-haspopup="dialog" label={translate('shell.more')} icon={<More fontSize="small" />} onClick={onMore} />}
      </BottomNavigation>
    </Box>
  );
}
