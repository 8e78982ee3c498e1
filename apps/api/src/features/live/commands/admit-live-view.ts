import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Result, Routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type Instant, instantOf } from '@guardroom/kernel';
import { Config } from '../../../platform/config/config.ts';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import { Proofs, type Shown } from '../../footage-access/public.ts';
import { Admissions } from '../door/admissions.ts';
import { MediaServer } from '../door/media-server.ts';
import { type LiveViewRow, liveViewFor, stateOf } from '../live-view.ts';

/** An admission with the cookie that must come beside it. */
export type Admission = Result<Routes['admitLiveView']> & { readonly cookie: string };

/**
 * Lets the tab that opened a view connect once.
 * @refuses live.not_your_view — for anybody but the viewer
 * @refuses live.ended — with `endReason`
 * @refuses viewing.proof_missing, viewing.proof_wrong — when the call does not come from the viewer's tab
 */
export class AdmitLiveView extends Command<Admission> {
  readonly by: SchoolActor;
  readonly viewId: string;
  readonly shown: Shown;
  constructor(by: SchoolActor, viewId: string, shown: Shown) {
    super();
    this.by = by;
    this.viewId = viewId;
    this.shown = shown;
  }
}

@CommandHandler(AdmitLiveView)
export class AdmitLiveViewHandler implements ICommandHandler<AdmitLiveView> {
  readonly #config: Config;
  readonly #db: Tenants;
  readonly #proofs: Proofs;
  readonly #admissions: Admissions;
  readonly #media: MediaServer;
  constructor(config: Config, db: Tenants, proofs: Proofs, admissions: Admissions, media: MediaServer) {
    this.#config = config;
    this.#db = db;
    this.#proofs = proofs;
    this.#admissions = admissions;
    this.#media = media;
  }

  async execute({ by, viewId, shown }: AdmitLiveView): Promise<Admission> {
    const row = await this.#db.read(by, (tx) => liveViewFor(tx, by, viewId));
    if (row.sub !== by.sub) throw new Refused('live.not_your_view', { status: 403, details: { clauses: ['R22:3'] } });
    await this.#proofs.verify(shown, row.proof_thumbprint);
    const room = openRoomOf(row);
    await this.#media.ensureRoom(room);
    const admission = await this.#admissions.make(viewId, room);
    await this.#db.write(by, async (tx) => {
      const now = await liveViewFor(tx, by, viewId, 'lock');
      openRoomOf(now);
      await tx.sql`update live_views set admission_hash = ${admission.hash}, admission_until = ${instantOf(admission.untilMs)}, seen_at = greatest(seen_at, clock_timestamp()) where school_id = ${by.schoolId} and view_id = ${viewId}`;
    });
    const until: Instant = instantOf(admission.untilMs);
    return { url: new URL(this.#config.publicUrl).origin.replace(/^http/, 'ws'), token: admission.token, until, cookie: admission.cookie };
  }
}

/** The room that a view sees now. */
function openRoomOf(row: LiveViewRow): string {
  if (stateOf(row) !== 'ended' && row.room) return row.room;
  throw new Refused('live.ended', { details: { endReason: row.end_reason ?? 'expired' } });
}
