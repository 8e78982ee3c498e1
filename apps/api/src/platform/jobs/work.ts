import { SetMetadata } from '@nestjs/common';
import type { MachineActor, Tx } from '@guardroom/db';
import type { StoredFact } from '../facts/stored-fact.ts';

export const REACTION = 'guardroom:reaction';
export const DUE_WORK = 'guardroom:due-work';

/** What follows from a stored fact. Delivered at least once, takes effect once: receipt and effect share the transaction. */
export interface ReactionHandler {
  /** `tx` is the school's own transaction; an effect outside the database must bear repetition. */
  handle(by: MachineActor, fact: StoredFact, tx: Tx): Promise<void>;
}

/** Work that PostgreSQL remembers as due: once at an instant, or again and again per school. */
export interface DueWorkHandler {
  /** Must bear repetition: it may run again when the process ended between its effect and the note that it is done. */
  handle(by: MachineActor, due: Due): Promise<void>;
}

/** One piece of due work. For recurring work the subject is the school. */
export type Due = { readonly kind: string; readonly subject: string; readonly dueAt: Date };

export type ReactionMark = { readonly name: string; readonly types: readonly string[] };
export type DueWorkMark = { readonly kind: string; readonly everySeconds?: number; readonly missed?: 'each' | 'latest'; readonly lanes?: number };

/** Marks a provider as the reaction to facts of these types. The name is kept in receipts and never reused. */
export const Reaction = (name: string, types: readonly string[]): ClassDecorator => SetMetadata(REACTION, { name, types } satisfies ReactionMark);

/**
 * Marks a provider as the doer of a kind of due work. With `everySeconds` it recurs for every school; after an outage it is
 * caught up for `each` missed time, or for the `latest` alone. Work that may take longer than a minute names `lanes`: so many of
 * its kind are done at once in a process, beside all others, each under a lease. A machine's ticket does not live that long: such
 * work asks for a fresh one at each step.
 */
export const DueWork = (kind: string, recurring: Omit<DueWorkMark, 'kind'> = {}): ClassDecorator => SetMetadata(DUE_WORK, { kind, ...recurring } satisfies DueWorkMark);

/** Notes work as due, in the caller's transaction. The same kind, subject and instant is noted once. */
export async function noteDue(tx: Tx, school: { districtId: string; schoolId: string }, due: Due): Promise<void> {
  await tx.sql`insert into due_work (kind, subject, due_at, district_id, school_id)
    values (${due.kind}, ${due.subject}, ${due.dueAt}, ${school.districtId}, ${school.schoolId}) on conflict do nothing`;
}
