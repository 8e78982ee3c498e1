import type { Call, Routes } from '@guardroom/contracts';
import type { Role } from '@guardroom/domain';
import type { Scene } from '../world.ts';

/** Beside path, query and body: a proof for the address, and what keeps the call valid until it is sent. */
export type Extras = {
  readonly proof?: (path: string, token: string) => Promise<string>;
  /** Brings what runs out back, such as presence; called before a call that shall succeed. */
  readonly freshen?: () => Promise<unknown>;
};

/** How an operation is called validly: by whom, and with rows that `make` builds anew each time. */
export type Example<K extends keyof Routes> = {
  readonly as: Role | 'gateway' | 'public' | 'nobody special';
  /** True where the call reaches things of the caller alone: a colleague without a post that serves all is refused too. */
  readonly personal?: true;
  make(scene: Scene): Promise<Call<Routes[K]> & Extras>;
};

/** Examples of some operations. */
export type Examples<K extends keyof Routes> = { readonly [P in K]: Example<P> };

/** The path of a school's operation. */
export const at = ({ school }: Scene) => ({ schoolId: school.schoolId });
/** An instant some minutes ago. */
export const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
