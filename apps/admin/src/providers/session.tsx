import { createContext, useContext, type ReactElement, type ReactNode } from 'react';
import { useStore } from 'react-admin';
import type { z } from 'zod';
import type { me as meView } from '@guardroom/contracts';
import type { Client } from '@guardroom/client';
import type { BureauRole, SchoolRole } from '@guardroom/domain';
import type { SignIn } from './sign-in.ts';

/** Who is signed in, and where they hold which posts. */
export type Me = z.output<typeof meView>;

/** What every page may rely on. */
export type Session = {
  readonly me: Me;
  readonly client: Client;
  readonly signIn: SignIn;
};

/** The school that the pages speak of now, and the person's posts there. */
export type Post = { readonly schoolId: string; readonly schoolName: string; readonly roles: readonly SchoolRole[] };

const SessionContext = createContext<Session | undefined>(undefined);

/** Gives the session to the pages below. */
export function SessionProvider({ session, children }: { readonly session: Session; readonly children: ReactNode }): ReactElement {
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

/** Who is signed in, with the client of the API. @throws Error — outside the provider */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('no session above this component');
  return session;
}

/** The client of the API. */
export const useApi = (): Client => useSession().client;

const schoolKey = 'school';

/** The chosen school as it is remembered between visits, for providers that live outside the components. */
export const chosenSchool = (me: Me, remembered: string | undefined): Me['schools'][number] | undefined => me.schools.find((school) => school.id === remembered) ?? me.schools[0];

/** The school that the pages speak of, and how to change it; undefined for people of the bureau. */
export function usePost(): { post: Post | undefined; choose: (schoolId: string) => void } {
  const { me } = useSession();
  const [remembered, choose] = useStore<string>(schoolKey);
  const school = chosenSchool(me, remembered);
  return { post: school && { schoolId: school.id, schoolName: school.name, roles: school.roles }, choose };
}

/** The school's id on pages that exist for schools only. @throws Error — for people without a school */
export function useSchoolId(): string {
  const { post } = usePost();
  if (!post) throw new Error('this page belongs to a school');
  return post.schoolId;
}

/** True when the person holds one of these posts at the present school. */
export function useHolds(...roles: readonly SchoolRole[]): boolean {
  const { post } = usePost();
  return roles.some((role) => post?.roles.includes(role));
}

/** The person's posts at the bureau. */
export const useBureauRoles = (): readonly BureauRole[] => useSession().me.district.roles;
