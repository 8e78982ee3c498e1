import { apps } from './apps.ts';
import { servers } from './servers.ts';
import type { Part } from './services/part.ts';

/** Everything that `up` starts, each part after those it needs. */
export const allParts: readonly Part[] = [...Object.values(servers), ...apps];
