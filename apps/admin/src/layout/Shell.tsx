import { Suspense, useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { Box, Button, Drawer, MenuItem, TextField, Typography, useTheme } from '@mui/material';
import { useLocation, useTranslate } from 'react-admin';
import { AGENCY_ROLES, type Role } from '@guardroom/domain';
import { PageSkeleton } from '../components/PageSkeleton.tsx';
import { forReadersOnly } from '../theme/theme.ts';
import { railPx, topBarPx } from '../theme/tokens.ts';
import { useBureauRoles, usePost, useSession } from '../providers/session.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { Mark } from './Mark.tsx';
import { Navigation, ThumbBar } from './Navigation.tsx';
import { PageGuard } from './PageGuard.tsx';
import { PrintFoot, PrintHead } from './PrintFrame.tsx';
import { navigationOf, placeAt } from './places.ts';
import { SchoolOnly } from './SchoolOnly.tsx';

/** The frame of every page on paper: slim navigation with words, the school and the person on top, a bottom bar on a phone. */
export function Shell({ children }: { readonly children?: ReactNode }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const location = useLocation();
  const { me } = useSession();
  const { post } = usePost();
  const bureau = useBureauRoles();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [location.pathname]);
  const navigation = navigationOf(post?.roles ?? [], bureau, me.agency !== null);
  const here = placeAt(location.pathname, navigation);

  return (
    <Box sx={{ minHeight: '100dvh', display: 'grid', gridTemplateColumns: { xs: '1fr', md: `${railPx}px minmax(0, 1fr)` }, gridTemplateRows: `${topBarPx}px 1fr`, '@media print': { display: 'block' } }}>
      <Box component="a" href="#content" onClick={(event) => (event.preventDefault(), document.getElementById('content')?.focus())} sx={{ ...forReadersOnly, '&:focus': { position: 'fixed', top: 8, left: 8, zIndex: 2000, width: 'auto', height: 'auto', clip: 'auto', p: 3, bgcolor: colours.sheet } }}>
        {translate('ra.navigation.skip_nav')}
      </Box>
      <Box component="nav" aria-label={translate('shell.navigation')} data-print="no" sx={{ display: { xs: 'none', md: 'block' }, gridRow: '1 / -1', borderRight: `1px solid ${colours.hairline}` }}>
        <Box sx={{ position: 'sticky', top: 0, height: '100dvh', display: 'grid', gridTemplateRows: `${topBarPx}px minmax(0, 1fr)` }}>
          <Box sx={{ px: 4, display: 'flex', alignItems: 'center' }}>
            <Mark />
          </Box>
          <Box sx={{ overflowY: 'auto', overscrollBehavior: 'contain', scrollbarWidth: 'thin' }}>
            <Navigation navigation={navigation} here={here} />
          </Box>
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
      {(navigation.length > 1 || (navigation[0]?.places.length ?? 0) > 1) && <ThumbBar navigation={navigation} here={here} onMore={() => setOpen(true)} />}
      <Drawer anchor="bottom" open={isOpen} onClose={() => setOpen(false)} slotProps={{ paper: { 'aria-label': translate('shell.navigation'), sx: { borderRadius: '16px 16px 0 0', maxHeight: '85dvh', pt: 2, overscrollBehavior: 'contain' } } }}>
        <Navigation navigation={navigation} here={here} />
      </Drawer>
    </Box>
  );
}

function TopBar(): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const { me, signIn } = useSession();
  const { post, choose } = usePost();
  const [isAsking, setAsking] = useState(false);
  const roles: readonly Role[] = post ? post.roles : me.agency ? AGENCY_ROLES : me.district.roles;
  const ownPost = roles.find((role) => role !== 'staff') ?? roles[0]; // everybody is staff: a post says more
  return (
    <Box component="header" data-print="no" sx={{ position: 'sticky', top: 0, zIndex: 5, height: topBarPx, bgcolor: colours.ground, borderBottom: `1px solid ${colours.hairline}`, display: 'flex', alignItems: 'center', gap: 3, px: { xs: 4, sm: 6, lg: 8 } }}>
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
            {ownPost && translate(`role.${ownPost}`)}
          </Box>
        </Button>
      </Box>
      <Drawer anchor="right" open={isAsking} onClose={() => setAsking(false)} slotProps={{ paper: { 'aria-label': me.name, sx: { width: 320, maxWidth: '90vw', p: 6, display: 'grid', alignContent: 'start', gap: 4 } } }}>
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
