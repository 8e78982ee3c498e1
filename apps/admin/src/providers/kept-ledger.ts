import type { Client } from '@guardroom/client';
import { type Instant, systemClock } from '@guardroom/kernel';

/** The key of a district's ledger, and since when this browser knows it. */
export type KnownKey = { readonly key: string; readonly since: Instant };
/** What this browser remembers of a district's ledger: its key as it first saw it, and the last signed checkpoint that a check found intact. */
type Kept = { readonly known?: KnownKey; readonly checkpoint?: string };

/** Apart from the framework's store, which signing out empties: nothing here is about a person, and only what lasts can tell that something changed. */
const placeOf = (districtId: string): string => `Guardroom.ledger.${districtId}`;

function keptOf(districtId: string): Kept {
  try {
    return JSON.parse(localStorage.getItem(placeOf(districtId)) ?? '{}') as Kept;
  } catch {
    return {}; // a browser that keeps nothing, or something that is not ours: nothing is known
  }
}

function keep(districtId: string, part: Kept): void {
  try {
    localStorage.setItem(placeOf(districtId), JSON.stringify({ ...keptOf(districtId), ...part }));
  } catch {
    // a browser that keeps nothing learns it anew at each visit
  }
}

/** The last checkpoint of the ledger that this browser saw found intact. */
export const keptCheckpoint = (districtId: string): string | undefined => keptOf(districtId).checkpoint;

/** Remembers a checkpoint that was found intact. */
export const keepCheckpoint = (districtId: string, checkpoint: string): void => keep(districtId, { checkpoint });

/** The key of the district's ledger: asked for once and believed, then the one that this browser remembers and no other. */
export async function ledgerKey(client: Client, districtId: string): Promise<KnownKey> {
  const { known } = keptOf(districtId);
  if (known) return known;
  const key = (await (await client.getLedgerKey({ params: { districtId } })).text()).trim();
  const learned = { key, since: systemClock.now() };
  keep(districtId, { known: learned });
  return learned;
}
