import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { instantOf } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { type LiveView, liveViewFor, liveViewOf } from '../live-view.ts';

/** Ends a view: its viewer closes it, who oversees revokes it. One that has ended stays as it ended. */
export class EndLiveView extends Command<LiveView> {
  readonly by: SchoolActor;
  readonly viewId: string;
  constructor(by: SchoolActor, viewId: string) {
    super();
    this.by = by;
    this.viewId = viewId;
  }
}

@CommandHandler(EndLiveView)
export class EndLiveViewHandler implements ICommandHandler<EndLiveView> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, viewId }: EndLiveView): Promise<LiveView> {
    return this.#db.write(by, async (tx) => {
      const row = await liveViewFor(tx, by, viewId, 'lock');
      if (row.ended_at) return liveViewOf(row);
      const reason = row.sub === by.sub ? 'closed' : 'revoked';
      const at = instantOf(row.read_at.getTime());
      await tx.sql`update live_views set ended_at = ${at}, end_reason = ${reason}, ended_by = ${by.sub}, ended_by_name = ${by.name} where school_id = ${by.schoolId} and view_id = ${viewId}`;
      await appendFact(tx, by, { type: 'live_view.ended', subject: viewId, at, body: { cameraId: row.camera_id, reason } });
      return liveViewOf(await liveViewFor(tx, by, viewId));
    });
  }
}
