import { Injectable } from '@nestjs/common';
import type { MachineActor, Tx } from '@guardroom/db';
import type { StoredFact } from '../../../platform/facts/stored-fact.ts';
import { Reaction, type ReactionHandler, noteDue } from '../../../platform/jobs/work.ts';
import { EXTEND_RETENTION } from '../due/extend-retention.ts';

/** Owes every object of a school its new lock when policy keeps footage longer than before. A shorter retention unlocks nothing. */
@Injectable()
@Reaction('retention.note-longer', ['policy.took_effect'])
export class NoteLongerRetention implements ReactionHandler {
  async handle(by: MachineActor, fact: StoredFact, tx: Tx): Promise<void> {
    const { changes } = fact.body as { changes: { retentionDays?: { from: number; to: number } } };
    const change = changes.retentionDays;
    if (!change || change.to <= change.from) return;
    await tx.sql`insert into retention_extensions (school_id, days, district_id, noted_at) values (${by.schoolId}, ${change.to}, ${by.districtId}, ${fact.occurredAt}) on conflict do nothing`;
    await noteDue(tx, by, { kind: EXTEND_RETENTION, subject: fact.occurredAt, dueAt: new Date(fact.occurredAt) });
  }
}
