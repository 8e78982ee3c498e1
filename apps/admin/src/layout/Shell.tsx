import { Suspense, useEffect, useState, type ComponentType, type ReactElement, type ReactNode } from 'react';
import { BottomNavigation, BottomNavigationAction, Box, Button, Drawer, MenuItem, Skeleton, TextField, Typography, useTheme } from '@mui/material';
import type { SvgIconProps } from '@mui/material';
import { LinkBase, useLocation, useNavigate, useTranslate } from 'react-admin';
import DutyLog from '@mui/icons-material/EditNoteOutlined';
import Roster from '@mui/icons-material/CalendarMonthOutlined';
import Shift from '@mui/icons-material/BadgeOutlined';
import Visitors from '@mui/icons-material/MeetingRoomOutlined';
import Approval from '@mui/icons-material/HowToRegOutlined';
import Authorities from '@mui/icons-material/LocalPoliceOutlined';
import Badge from '@mui/icons-material/BadgeOutlined';
import Board from '@mui/icons-material/DashboardOutlined';
import Camera from '@mui/icons-material/VideocamOutlined';
import Controls from '@mui/icons-material/RuleOutlined';
import District from '@mui/icons-material/DomainOutlined';
import Facts from '@mui/icons-material/HistoryEduOutlined';
import Gap from '@mui/icons-material/TimelineOutlined';
import Gateway from '@mui/icons-material/HubOutlined';
import Live from '@mui/icons-material/LiveTvOutlined';
import Incident from '@mui/icons-material/ReportOutlined';
import Ledger from '@mui/icons-material/VerifiedOutlined';
import Assets from '@mui/icons-material/Inventory2Outlined';
import Devices from '@mui/icons-material/BuildCircleOutlined';
import Faults from '@mui/icons-material/ReportProblemOutlined';
import Changes from '@mui/icons-material/PublishedWithChangesOutlined';
import More from '@mui/icons-material/MoreHoriz';
import Mine from '@mui/icons-material/AssignmentOutlined';
import Inspect from '@mui/icons-material/ChecklistOutlined';
import Own from '@mui/icons-material/AssignmentIndOutlined';
import People from '@mui/icons-material/GroupsOutlined';
import Policy from '@mui/icons-material/TuneOutlined';
import Rectify from '@mui/icons-material/AssignmentReturnOutlined';
import Register from '@mui/icons-material/MenuBookOutlined';
import Requests from '@mui/icons-material/FactCheckOutlined';
import { AGENCY_ROLES } from '@guardroom/domain';
import { forReadersOnly } from '../theme/theme.ts';
import { useBureauRoles, usePost, useSession } from '../providers/session.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { Mark } from './Mark.tsx';
import { PageGuard } from './PageGuard.tsx';
import { PrintFoot, PrintHead } from './PrintFrame.tsx';
import { placesOf, type PlaceName } from './places.ts';
import { SchoolOnly } from './SchoolOnly.tsx';

const icons: Record<PlaceName, ComponentType<SvgIconProps>> = {
  decide: Approval,
  room: Board,
  'my-shift': Shift,
  visitors: Visitors,
  roster: Roster,
  'duty-log': DutyLog,
  live: Live,
  'live-views': Register,
  'my-requests': Mine,
  'footage-requests': Requests,
  'authority-requests': Authorities,
  gaps: Gap,
  cameras: Camera,
  gateways: Gateway,
  devices: Devices,
  assets: Assets,
  'fault-tickets': Faults,
  'change-orders': Changes,
  'viewing-register': Register,
  'control-results': Controls,
  'violation-cases': Policy,
  incidents: Incident,
  appointments: People,
  clearances: Badge,
  'my-posts': Own,
  district: District,
  'district-results': Controls,
  inspections: Inspect,
  'district-orders': Rectify,
  'district-policy': Policy,
  rectification: Rectify,
  policy: Policy,
  ledger: Ledger,
  'district-facts': Facts,
  cases: Authorities,
};

const railPx = 200;
const barPx = 52;

/** The frame of every page on paper: slim navigation with words, the school and the person on top, a bottom bar on a phone. */
export function Shell({ children }: { readonly children?: ReactNode }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const location = useLocation();
  const navigate = useNavigate();
  const { me } = useSession();
  const { post } = usePost();
  const bureau = useBureauRoles();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [location.pathname]);
  const places = placesOf(post?.roles ?? [], bureau, me.agency !== null);
  const here = places.find((name) => location.pathname === `/${name}` || location.pathname.startsWith(`/${name}/`));
  const onPhone = places.slice(0, places.length > 4 ? 3 : 4);

  return (
    <Box sx={{ minHeight: '100dvh', display: 'grid', gridTemplateColumns: { xs: '1fr', md: `${railPx}px minmax(0, 1fr)` }, gridTemplateRows: `${barPx}px 1fr`, '@media print': { display: 'block' } }}>
      <Box component="a" href="#content" onClick={(event) => (event.preventDefault(), document.getElementById('content')?.focus())} sx={{ ...forReadersOnly, '&:focus': { position: 'fixed', top: 8, left: 8, zIndex: 2000, width: 'auto', height: 'auto', clip: 'auto', p: 3, bgcolor: colours.sheet } }}>
        {translate('ra.navigation.skip_nav')}
      </Box>
      <Box data-print="no" sx={{ display: { xs: 'none', md: 'block' }, gridRow: '1 / -1', borderRight: `1px solid ${colours.hairline}` }}>
        <Box sx={{ position: 'sticky', top: 0, maxHeight: '100dvh', overflowY: 'auto' }}>
          <Box sx={{ height: barPx, px: 4, display: 'flex', alignItems: 'center' }}>
            <Mark />
          </Box>
          <Places places={places} here={here} />
        </Box>
      </Box>
      <TopBar />
      <Box component="main" id="content" tabIndex={-1} data-print="sheet" sx={{ minWidth: 0, px: { xs: 4, sm: 6, lg: 8 }, pt: { xs: 4, md: 6 }, pb: { xs: 24, md: 12 }, maxWidth: 1240, width: '100%', outline: 'none' }}>
        <PrintHead place={post?.schoolName ?? me.agency?.name ?? me.district.name} person={me.name} />
        <PageGuard key={location.pathname}>
          <Suspense fallback={<PageSkeleton />}>
            <SchoolOnly>{children}</SchoolOnly>
          </Suspense>
        </PageGuard>
        <PrintFoot />
      </Box>
      {places.length > 1 && (
        <Box component="nav" data-print="no" aria-label={translate('shell.navigation')} sx={{ display: { md: 'none' }, position: 'fixed', zIndex: 10, insetInline: 0, bottom: 0, borderTop: `1px solid ${colours.hairline}`, bgcolor: colours.sheet, pb: 'env(safe-area-inset-bottom)' }}>
          <BottomNavigation showLabels value={here && onPhone.includes(here) ? here : 'more'} sx={{ bgcolor: 'transparent', height: 56 }}>
            {onPhone.map((name) => {
              const Icon = icons[name];
              return <BottomNavigationAction key={name} value={name} label={translate(`place.${name}`)} icon={<Icon fontSize="small" />} onClick={() => navigate(`/${name}`)} sx={{ px: 0, minWidth: 0, whiteSpace: 'nowrap' }} />;
            })}
            {places.length > onPhone.length && <BottomNavigationAction value="more" label={translate('shell.more')} icon={<More fontSize="small" />} onClick={() => setOpen(true)} />}
          </BottomNavigation>
        </Box>
      )}
      <Drawer anchor="bottom" open={isOpen} onClose={() => setOpen(false)} slotProps={{ paper: { sx: { borderRadius: '16px 16px 0 0', pb: 4, pt: 2 } } }}>
        <Places places={places} here={here} />
      </Drawer>
    </Box>
  );
}

function Places({ places, here }: { readonly places: readonly PlaceName[]; readonly here: PlaceName | undefined }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  return (
    <Box component="nav" aria-label={translate('shell.navigation')} sx={{ px: 2, pt: 2, display: 'grid', gap: '2px', alignContent: 'start' }}>
      {places.map((name) => {
        const Icon = icons[name];
        const isHere = name === here;
        return (
          <Box
            key={name}
            component={LinkBase}
            to={`/${name}`}
            aria-current={isHere ? 'page' : undefined}
            sx={{ display: 'flex', alignItems: 'center', gap: 2.5, minHeight: 40, px: 2.5, borderRadius: 1, textDecoration: 'none', color: isHere ? colours.actionDeep : colours.ink, bgcolor: isHere ? colours.actionWash : 'transparent', fontWeight: isHere ? 600 : 400, '&:hover': { bgcolor: colours.actionWash } }}
          >
            <Icon sx={{ fontSize: 19, color: isHere ? colours.action : colours.slate }} />
            {translate(`place.${name}`)}
          </Box>
        );
      })}
    </Box>
  );
}

function TopBar(): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const { me, signIn } = useSession();
  const { post, choose } = usePost();
  const [isAsking, setAsking] = useState(false);
  const roles = post ? post.roles : me.agency ? AGENCY_ROLES : me.district.roles;
  return (
    <Box component="header" data-print="no" sx={{ position: 'sticky', top: 0, zIndex: 5, height: barPx, bgcolor: colours.ground, borderBottom: `1px solid ${colours.hairline}`, display: 'flex', alignItems: 'center', gap: 3, px: { xs: 4, sm: 6, lg: 8 } }}>
      <Box sx={{ display: { md: 'none' }, lineHeight: 0 }}>
        <Mark isShort />
      </Box>
      {me.schools.length > 1 && post ? (
        <TextField select variant="standard" value={post.schoolId} onChange={(event) => choose(event.target.value)} slotProps={{ input: { disableUnderline: true }, select: { SelectDisplayProps: { 'aria-label': translate('shell.school') } } }} sx={{ '& .MuiSelect-select': { fontWeight: 600 } }}>
          {me.schools.map((school) => (
            <MenuItem key={school.id} value={school.id}>
              {school.name}
            </MenuItem>
          ))}
        </TextField>
      ) : (
        <Typography sx={{ fontWeight: 600, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{post?.schoolName ?? me.agency?.name ?? me.district.name}</Typography>
      )}
      <Box sx={{ ml: 'auto', display: 'flex', alignItems: 'center', gap: { xs: 1, sm: 3 }, flex: 'none' }}>
        <LanguageSwitch />
        <Button variant="text" onClick={() => setAsking(true)} sx={{ color: 'text.primary', fontWeight: 400, px: 2, gap: 2 }} aria-haspopup="dialog">
          {me.name}
          <Box component="span" sx={{ display: { xs: 'none', sm: 'inline' }, color: 'text.secondary', fontSize: 13 }}>
            {roles[0] && translate(`role.${roles[0]}`)}
          </Box>
        </Button>
      </Box>
      <Drawer anchor="right" open={isAsking} onClose={() => setAsking(false)} slotProps={{ paper: { sx: { width: 320, maxWidth: '90vw', p: 6, display: 'grid', alignContent: 'start', gap: 4 } } }}>
        <Box>
          <Typography variant="h2">{me.name}</Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {translate(me.secondFactor ? 'shell.second_factor' : 'shell.one_factor')}
          </Typography>
        </Box>
        {me.schools.map((school) => (
          <Box key={school.id}>
            <Typography variant="h3">{school.name}</Typography>
            <Typography variant="body2">{school.roles.map((role) => translate(`role.${role}`)).join(' · ')}</Typography>
          </Box>
        ))}
        {me.district.roles.length > 0 && (
          <Box>
            <Typography variant="h3">{me.district.name}</Typography>
            <Typography variant="body2">{me.district.roles.map((role) => translate(`role.${role}`)).join(' · ')}</Typography>
          </Box>
        )}
        <Button variant="outlined" onClick={() => void signIn.leave()}>
          {translate('ra.auth.logout')}
        </Button>
      </Drawer>
    </Box>
  );
}

/** What stands where a page will be: quiet blocks of its shape. */
export function PageSkeleton(): ReactElement {
  return (
    <Box aria-busy sx={{ display: 'grid', gap: 4 }}>
      <Skeleton variant="rounded" width={220} height={32} />
      <Skeleton variant="rounded" height={120} />
      <Skeleton variant="rounded" height={240} />
    </Box>
  );
}
