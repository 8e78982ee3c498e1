import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor, Tx } from '@guardroom/db';
import { openViewing } from '@guardroom/domain';
import { type Instant, instantOf, newId } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { noteDue } from '../../../platform/jobs/work.ts';
import { WATCH_EVERY_MS, WATCH_VIEWING } from '../due/watch-viewing.ts';
import { grantedOf, requestFor } from '../footage-request.repository.ts';
import { type ViewingView, endSession, sessionFor, sessionRows, settle, viewingView } from '../viewing-session.repository.ts';

/** Opens a viewing of an approved request, bound to a key that cannot leave the tab. */
export class OpenViewing extends Command<ViewingView> {
  readonly by: SchoolActor;
  readonly requestId: string;
  readonly proofThumbprint: string;
  constructor(by: SchoolActor, requestId: string, proofThumbprint: string) {
    super();
    this.by = by;
    this.requestId = requestId;
    this.proofThumbprint = proofThumbprint;
  }
}

@CommandHandler(OpenViewing)
export class OpenViewingHandler implements ICommandHandler<OpenViewing> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, requestId, proofThumbprint }: OpenViewing): Promise<ViewingView> {
    return this.#db.write(by, async (tx) => {
      const request = await requestFor(tx, by, requestId, 'lock');
      const at = instantOf(request.read_at.getTime());
      const opened = valueOf(openViewing(grantedOf(request), by, request.read_at.getTime()));
      await replaceOlder(tx, by, at);
      const sessionId = newId('vws');
      await tx.sql`
        insert into viewing_sessions (school_id, session_id, district_id, request_id, state, viewer_person_id, viewer_sub, viewer_name,
          escort_needed, proof_thumbprint, mark, opened_at, expires_at, viewer_seen_at)
        select ${by.schoolId}, ${sessionId}, ${by.districtId}, ${requestId}, ${opened.escortNeeded ? 'authenticating' : 'playing'}, ${by.personId}, ${by.sub}, ${by.name},
          ${opened.escortNeeded}, ${proofThumbprint}, concat_ws(' · ', ${by.name}::text, name, ${sessionId.slice(-6)}::text), ${at}, ${instantOf(opened.expiresAtMs)}, ${at}
          from schools where school_id = ${by.schoolId}`;
      await noteDue(tx, by, { kind: WATCH_VIEWING, subject: sessionId, dueAt: new Date(Math.min(opened.expiresAtMs, request.read_at.getTime() + WATCH_EVERY_MS)) });
      await appendFact(tx, by, { type: 'viewing_session.opened', subject: requestId, at, body: { sessionId, escortNeeded: opened.escortNeeded, expiresAt: instantOf(opened.expiresAtMs), proofThumbprint } });
      return viewingView(await sessionFor(tx, by, sessionId));
    });
  }
}

/** A viewer has one picture: an older viewing of theirs ends. The lock queues two openings of one person. */
async function replaceOlder(tx: Tx, by: SchoolActor, at: Instant): Promise<void> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`viewing ${by.schoolId} ${by.sub}`}, 0))`;
  await tx.sql`select from viewing_sessions where school_id = ${by.schoolId} and viewer_sub = ${by.sub} and state <> 'ended' for update`;
  for (const older of await sessionRows(tx, by, `v.viewer_sub = $2 and v.state <> 'ended'`, [by.sub])) {
    const settled = await settle(tx, by, older);
    if (settled.state !== 'ended') await endSession(tx, by, settled, 'replaced', at);
  }
}
