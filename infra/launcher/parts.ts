import { apps } from './apps.ts';
import { servers } from './servers.ts';
import type { Part } from './services/part.ts';

/** Everything that `up` starts, each part after those it needs. */
export const allParts: readonly Part[] = [...Object.values(servers), ...apps];

/** The part of that name. @throws Error — naming those there are. */
export function partNamed(name: string): Part {
  const found = allParts.find((part) => part.name === name);
  if (!found) throw new Error(`there is no part "${name}"; there are: ${allParts.map((part) => part.name).join(', ')}`);
  return found;
}
