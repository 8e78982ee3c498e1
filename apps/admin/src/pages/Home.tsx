import type { ReactElement } from 'react';
import { Navigate } from 'react-admin';
import { homeOf } from '../layout/places.ts';
import { useBureauRoles, usePost, useSession } from '../providers/session.tsx';

/** Leads each person to the screen where their one thing to do is. */
export default function Home(): ReactElement {
  const { post } = usePost();
  return <Navigate to={`/${homeOf(post?.roles ?? [], useBureauRoles(), useSession().me.agency !== null)}`} replace />;
}
