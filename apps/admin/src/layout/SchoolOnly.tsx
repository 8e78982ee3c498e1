import type { ReactElement, ReactNode } from 'react';
import { Box, Button } from '@mui/material';
import { LinkBase, Navigate, useLocation, useTranslate } from 'react-admin';
import { PageHead } from '../components/Page.tsx';
import { Why } from '../components/why/Why.tsx';
import { usePost, useSession } from '../providers/session.tsx';
import { isOfSchool } from './places.ts';

/** Shows a page of a school to people who have one; the bureau's people are told instead why there is nothing for them. */
export function SchoolOnly({ children }: { readonly children: ReactNode }): ReactElement {
  const translate = useTranslate();
  const { pathname } = useLocation();
  const { post } = usePost();
  const { me } = useSession();
  if (post || !isOfSchool(pathname)) return <>{children}</>;
  if (me.agency) return <Navigate to="/cases" replace />;
  return (
    <Box role="alert" sx={{ maxWidth: 560, '&:only-child': { mx: 'auto' } }}>
      <PageHead title={translate('shell.school_only')} intro={<>{translate('shell.school_only_help')} <Why rule="no_footage_for_bureau" /></>} />
      <Button variant="contained" component={LinkBase} to="/district">
        {translate('shell.to_district')}
      </Button>
    </Box>
  );
}
