import { askHolder } from '../home-lock.ts';

/** What an agent tells of itself. */
export type Health = {
  /** Without an identity yet; bringing spool and journal together after its last end; at its work. */
  readonly stage: 'enrolling' | 'recovering' | 'working';
  /** Cameras that the district wants recorded, how many of them have a living recorder, and how many give pictures. */
  readonly cameras: { readonly configured: number; readonly attended: number; readonly recording: number };
};

/** What the agent of a home does or lacks, in words that follow its name, and whether it can be left alone. */
export type Verdict = { readonly isWell: boolean; readonly says: string; readonly health?: Health };

/** A turn of the agent's event loop takes milliseconds; a machine that swaps is slower by far. */
const patienceMs = 5_000;

/**
 * Asks the agent of a home how it is. It is well while it answers and each of its cameras has a recorder: a camera or a district that
 * cannot be reached is none of its faults, and starting it anew would only interrupt the other cameras.
 */
export async function examine(home: string): Promise<Verdict> {
  try {
    const told = await askHolder(home, patienceMs);
    if (told === undefined) return { isWell: false, says: `does not work in ${home}` };
    if (told === '') return { isWell: false, says: `is kept out of ${home} by another program` };
    return verdictOn(JSON.parse(told) as Health);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { isWell: false, says: `has no home at ${home}` };
    return { isWell: false, says: `hangs: ${message}` };
  }
}

function verdictOn(health: Health): Verdict {
  const { configured, attended, recording } = health.cameras;
  if (health.stage === 'enrolling') return { isWell: true, says: 'waits to be enrolled', health };
  if (health.stage === 'recovering') return { isWell: true, says: 'takes its spool up', health };
  if (attended < configured) return { isWell: false, says: `has no recorder for ${configured - attended} of ${configured} cameras; its log says why`, health };
  return { isWell: true, says: `records ${recording} of ${configured} cameras`, health };
}
