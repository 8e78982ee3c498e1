import { Injectable } from '@nestjs/common';
import type { SchoolActor, Tx } from '@guardroom/db';
import { ESCORT_ROLES, admit, endsForOverRange, isEscort } from '@guardroom/domain';
import { type Result, instantOf } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { type SessionRow, endSession, presentOf, sessionFor, sessionOf, settle } from '../viewing-session.repository.ts';
import { Proofs, type Shown } from './proof.ts';

/** What is asked of the gate: one camera of one viewing, with what the call showed. */
export type Asking = { readonly by: SchoolActor; readonly sessionId: string; readonly cameraId: string; readonly shown: Shown };

/** The value of a rule's answer; at the gate its refusal is 429 for haste and 403 for all else. */
export function passed<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw gateRefusal(result.error.code, result.error.details);
}

export const gateRefusal = (code: string, details: Readonly<Record<string, unknown>> = {}): Refused => new Refused(code, { status: code === 'viewing.too_far_ahead' ? 429 : 403, details });

/** Stands before every picture: whose viewing, which tab, who is present, which camera. The bytes come after all of it. */
@Injectable()
export class Gate {
  readonly #db: Tenants;
  readonly #proofs: Proofs;
  constructor(db: Tenants, proofs: Proofs) {
    this.#db = db;
    this.#proofs = proofs;
  }

  /**
   * The viewing, when this call may see that camera now.
   * @refuses request.not_found — when the viewing is not there for this person
   * @refuses viewing.not_your_session — when another person is the viewer
   * @refuses viewing.proof_missing, viewing.proof_wrong — when the call does not come from the viewer's tab
   * @refuses viewing.second_factor_needed — when the post that may look counts only with a second factor
   * @refuses viewing.session_not_playing, viewing.viewer_absent, viewing.escort_absent, viewing.expired — when there is no picture now
   * @refuses viewing.camera_not_approved — when the grant does not name the camera; counted
   */
  async enter({ by, sessionId, cameraId, shown }: Asking): Promise<SessionRow> {
    const { row, post } = await this.#db.read(by, async (tx) => ({ row: await sessionFor(tx, by, sessionId), post: await escortPost(tx, by) }));
    if (row.viewer_sub !== by.sub) throw gateRefusal('viewing.not_your_session', { clauses: ['R22:3'] });
    await this.#proofs.verify(shown, row.proof_thumbprint);
    if (!row.escort_needed && post !== 'counts') throw gateRefusal(post === 'held' ? 'viewing.second_factor_needed' : 'viewing.not_your_session', { clauses: ['R22:3'] });
    passed(admit(presentOf(row)));
    if (!row.cameras.some((camera) => camera.id === cameraId)) throw await this.overRange(by, row, 'viewing.camera_not_approved', { cameraId });
    return row;
  }

  /** Counts an attempt to see more than was approved; the third ends the viewing. Answers the refusal to throw. */
  async overRange(by: SchoolActor, row: SessionRow, code: 'viewing.camera_not_approved' | 'viewing.out_of_range', asked: Readonly<Record<string, unknown>>): Promise<Refused> {
    const attempts = await this.#db.write(by, async (tx) => {
      const now = await sessionOf(tx, by, row.session_id, 'lock');
      if (!now) return 0;
      const count = now.over_range + 1;
      const at = instantOf(now.read_at.getTime());
      await tx.sql`update viewing_sessions set over_range = ${count} where school_id = ${by.schoolId} and session_id = ${row.session_id}`;
      await appendFact(tx, by, { type: 'viewing_session.over_range', subject: row.request_id, at, body: { sessionId: row.session_id, code, attempt: count, ...asked } });
      const settled = await settle(tx, by, now);
      if (endsForOverRange(count) && settled.state !== 'ended') await endSession(tx, by, settled, 'over_range_repeated', at);
      return count;
    });
    return gateRefusal(code, { clauses: ['R22:7'], attempts, ended: endsForOverRange(attempts), approved: { from: row.granted_from.toISOString(), to: row.granted_to.toISOString() } });
  }
}

/** Whether the actor holds a post that looks alone: one that counts in this sign-in, or one that would with a second factor. */
async function escortPost(tx: Tx, by: SchoolActor): Promise<'counts' | 'held' | 'none'> {
  if (isEscort(by)) return 'counts';
  const held = await tx.sql`select from appointments where school_id = ${by.schoolId} and sub = ${by.sub} and ended_at is null and role = any(${ESCORT_ROLES}::text[])`;
  return held.length > 0 ? 'held' : 'none';
}
