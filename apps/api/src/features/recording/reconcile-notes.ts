import type { GatewayActor, Tx } from '@guardroom/db';
import { type CivilDay, type Instant, civilDay } from '@guardroom/kernel';
import { noteDue } from '../../platform/jobs/work.ts';

/** Length of a segment. Seconds. */
export const SEGMENT_SECONDS = 10;
/** Footage is expected to be announced within this time of its end: one segment and what sealing and sending take. Seconds. */
export const PRESENT_LAG_SECONDS = SEGMENT_SECONDS + 20;
/** The running round looks back this far; what arrives later asks for a round of its own day. Seconds. */
export const LOOK_BACK_SECONDS = 900;

/** Due work that looks at one camera and civil day again; the subject is `<cameraId>/<day>`. */
export const RECONCILE_DAY = 'recording.reconcile-day';

/** Rounds of one camera and day are gathered this long. Milliseconds. */
const GATHER_MS = 10_000;

/** Notes that footage, or the cause of its absence, has arrived for times that the running round does not look at any more. */
export async function noteLateFootage(tx: Tx, by: GatewayActor, nowMs: number, touched: readonly { cameraId: string; from: string; to: string }[]): Promise<void> {
  const late = touched.filter((t) => Date.parse(t.from) < nowMs - (LOOK_BACK_SECONDS / 2) * 1_000);
  const subjects = new Set(late.flatMap((t) => [...new Set<CivilDay>([civilDay(t.from as Instant), civilDay(t.to as Instant)])].map((day) => `${t.cameraId}/${day}`)));
  const dueAt = new Date(Math.ceil(nowMs / GATHER_MS) * GATHER_MS);
  for (const subject of subjects) await noteDue(tx, by, { kind: RECONCILE_DAY, subject, dueAt });
}

/** Camera and civil day of such a subject. */
export function cameraDayOf(subject: string): { cameraId: string; day: CivilDay } {
  const [cameraId = '', day = ''] = subject.split('/');
  return { cameraId, day: day as CivilDay };
}
