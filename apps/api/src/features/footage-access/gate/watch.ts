import type { Socket } from 'node:net';
import type { SchoolActor } from '@guardroom/db';
import { PRESENCE_TIMEOUT_MS, admit } from '@guardroom/domain';
import type { Tenants } from '../../../platform/database/databases.ts';
import { type SessionRow, presentOf, sessionOf } from '../viewing-session.repository.ts';

/** How often a viewing is looked at while bytes leave. Milliseconds. */
const LOOK_MS = 200;
/** Without an answer for this long nothing more leaves. Milliseconds. */
const UNANSWERED_MS = 1_000;

/** How long a viewing will surely play from when it was read, if nothing new is heard of it. Milliseconds. */
function certainMs(row: SessionRow): number {
  const seen = [row.viewer_seen_at, ...(row.escort_needed ? [row.escort_seen_at ?? new Date(0)] : [])].map((at) => at.getTime() + PRESENCE_TIMEOUT_MS);
  return Math.min(UNANSWERED_MS, row.expires_at.getTime() - row.read_at.getTime(), ...seen.map((until) => until - row.read_at.getTime()));
}

/**
 * Looks after bytes on their way: when the viewing goes black or ends, its viewer is no longer active, or the database does not
 * answer, the connection is reset, so that what waits in its buffers is thrown away too. Answers how to stop looking.
 */
export function watchBytes(db: Tenants, by: SchoolActor, row: SessionRow, socket: Socket): () => void {
  let isAsking = false;
  const stop = (): void => {
    clearInterval(looking);
    clearTimeout(ending);
  };
  const cut = (): void => {
    stop();
    socket.resetAndDestroy();
  };
  const look = async (): Promise<void> => {
    const askedAt = performance.now();
    const now = await db.read(by, (tx) => sessionOf(tx, by, row.session_id));
    if (!now || !admit(presentOf(now)).ok) return cut();
    clearTimeout(ending);
    if (!socket.destroyed) ending = setTimeout(cut, certainMs(now) - (performance.now() - askedAt));
  };
  let ending = setTimeout(cut, certainMs(row));
  const looking = setInterval(() => {
    if (socket.destroyed) return stop(); // gone before anybody could hear that it closed
    if (isAsking) return;
    isAsking = true;
    // No answer, or one that says the viewer's ticket counts no more: nothing leaves without a yes.
    look().catch(cut).finally(() => (isAsking = false));
  }, LOOK_MS);
  return stop;
}
