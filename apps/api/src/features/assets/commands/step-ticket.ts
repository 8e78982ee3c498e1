import type { Result, routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { takeTicket, verifyRepair } from '@guardroom/domain';
import type { Instant } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { documentOf } from '../../documents/public.ts';
import { staffOf } from '../people.ts';
import { markWell } from '../ticket-store.ts';
import { type TicketRow, deviceWorks, stateOf, ticketFor, ticketOf } from '../ticket-view.ts';

type Ticket = Result<typeof routes.getTicket>;

/** What a person does with a ticket. */
export type TicketStep =
  | { readonly verb: 'assign'; readonly personId: string }
  | { readonly verb: 'start' }
  | { readonly verb: 'repair'; readonly words: string; readonly documentId?: string | undefined }
  | { readonly verb: 'verify'; readonly holds: boolean; readonly words: string }
  | { readonly verb: 'note'; readonly words: string; readonly documentId?: string | undefined };

/**
 * Takes a ticket a step further. Whoever touches it first has acknowledged it.
 * @refuses tickets.not_now — when the ticket stands elsewhere
 * @refuses tickets.not_a_repairer — for somebody who repairs nothing here
 * @refuses tickets.own_repair — when the repairer would verify
 * @refuses tickets.still_faulty — while the device itself says that it fails
 * @refuses documents.not_found — for a photo that is not there
 */
export class StepTicket extends Command<Ticket> {
  readonly by: SchoolActor;
  readonly ticketId: string;
  readonly step: TicketStep;
  constructor(by: SchoolActor, ticketId: string, step: TicketStep) {
    super();
    this.by = by;
    this.ticketId = ticketId;
    this.step = step;
  }
}

@CommandHandler(StepTicket)
export class StepTicketHandler implements ICommandHandler<StepTicket> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, ticketId, step }: StepTicket): Promise<Ticket> {
    return this.#db.write(by, async (tx) => {
      const row = await ticketFor(tx, by, ticketId, 'lock');
      const at = this.#clock.now();
      const fact = await take(tx, by, row, step, at);
      await tx.sql`update fault_tickets set acknowledged_at = ${at}, acknowledged_by_name = ${by.name} where ticket_id = ${ticketId} and acknowledged_at is null`;
      await appendFact(tx, by, { type: `fault_ticket.${fact}`, subject: ticketId, at, body: { ...step, assetId: row.asset_id } });
      return ticketOf(await ticketFor(tx, by, ticketId), by);
    });
  }
}

/** Writes the step; answers what happened. */
async function take(tx: Tx, by: SchoolActor, row: TicketRow, step: TicketStep, at: Instant): Promise<string> {
  switch (step.verb) {
    case 'assign': {
      const state = valueOf(takeTicket(row, 'assign'));
      const assignee = (await staffOf(tx)).find((person) => person.id === step.personId && person.repairs);
      if (!assignee) throw new Refused('tickets.not_a_repairer');
      await tx.sql`update fault_tickets set state = ${state}, assignee_person_id = ${assignee.id}, assignee_name = ${assignee.name}, assigned_at = ${at} where ticket_id = ${row.id}`;
      return 'assigned';
    }
    case 'start':
      await tx.sql`update fault_tickets set state = ${valueOf(takeTicket(row, 'start'))}, started_at = ${at}, assignee_person_id = coalesce(assignee_person_id, ${by.personId}), assignee_name = coalesce(assignee_name, ${by.name}) where ticket_id = ${row.id}`;
      return 'repair_started';
    case 'repair':
      await tx.sql`update fault_tickets set state = ${valueOf(takeTicket(row, 'repair'))}, repaired_at = ${at}, repaired_by_person_id = ${by.personId}, repaired_by_name = ${by.name}, repair_words = ${step.words} where ticket_id = ${row.id}`;
      if (step.documentId) await writeNote(tx, by, row.id, step.words, step.documentId, at);
      return 'repaired';
    case 'verify':
      return step.holds ? verify(tx, by, row, step.words, at) : sendBack(tx, by, row, step.words, at);
    case 'note':
      await writeNote(tx, by, row.id, step.words, step.documentId, at);
      return 'noted';
  }
}

async function verify(tx: Tx, by: SchoolActor, row: TicketRow, words: string, at: Instant): Promise<string> {
  const state = valueOf(verifyRepair(stateOf(row), by, deviceWorks(row)));
  await tx.sql`update fault_tickets set state = ${state}, verified_at = ${at}, verified_by_person_id = ${by.personId}, verified_by_name = ${by.name}, verify_words = ${words} where ticket_id = ${row.id}`;
  await markWell(tx, row.asset_id);
  return 'verified';
}

async function sendBack(tx: Tx, by: SchoolActor, row: TicketRow, words: string, at: Instant): Promise<string> {
  valueOf(verifyRepair(stateOf(row), by, true));
  await tx.sql`update fault_tickets set state = ${valueOf(takeTicket(row, 'send_back'))}, repaired_at = null, repaired_by_person_id = null, repaired_by_name = null, repair_words = null, times_sent_back = times_sent_back + 1 where ticket_id = ${row.id}`;
  await writeNote(tx, by, row.id, words, undefined, at);
  return 'sent_back';
}

async function writeNote(tx: Tx, by: SchoolActor, ticketId: string, words: string, documentId: string | undefined, at: Instant): Promise<void> {
  if (documentId) await documentOf(tx, by.schoolId, documentId);
  await tx.sql`
    insert into fault_ticket_notes (school_id, ticket_id, note_no, district_id, words, document_id, noted_at, noted_by_person_id, noted_by_name)
    select ${by.schoolId}, ${ticketId}, count(*) + 1, ${by.districtId}, ${words}, ${documentId ?? null}, ${at}, ${by.personId}, ${by.name} from fault_ticket_notes where ticket_id = ${ticketId}`;
}
