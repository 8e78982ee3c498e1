import type { SchoolActor, Tx } from '@guardroom/db';
import type { Result, dutyRoutes } from '@guardroom/contracts';
import type { HandoverState, ItemAnswer, Post } from '@guardroom/domain';
import { sha256Hex } from '@guardroom/evidence';
import { type Instant, canonicalJson, newId } from '@guardroom/kernel';
import { notFound } from '../../platform/errors/refused.ts';
import { appendFact } from '../../platform/facts/append-fact.ts';
import { type OpenMatter, openMattersOf } from './open-matters.ts';
import type { ShiftRow } from './shift.repository.ts';

/** A handover as its operations answer it. */
export type HandoverView = Result<typeof dutyRoutes.getHandover>;
type Item = HandoverView['items'][number];

/** A stored handover with its list. */
export type HandoverRow = {
  handover_id: string; post: Post; state: HandoverState; outgoing_shift_id: string; outgoing_person_id: string; outgoing_sub: string; outgoing_name: string;
  incoming_shift_id: string | null; incoming_person_id: string | null; incoming_name: string | null; prepared_at: Date; outgoing_signed_at: Date | null; incoming_signed_at: Date | null;
  disputed_at: Date | null; dispute_reason: string | null; room_note: string | null; room_score: number | null; items: (Omit<Item, 'since'> & { since: string | null })[];
};

/** Handovers of the school ($1) with their lists; further conditions follow with `and`. */
export const HANDOVERS = `
  select h.*, coalesce((select jsonb_agg(jsonb_build_object('no', i.item_no, 'kind', i.kind, 'subject', i.subject, 'words', i.words, 'since', i.since, 'answer', i.answer, 'answerNote', i.answer_note) order by i.item_no)
                          from handover_items i where i.school_id = h.school_id and i.handover_id = h.handover_id), '[]') as items
    from handovers h where h.school_id = $1`;

/** Handovers of the school that meet the condition, whose parameters count from $2. */
export const handoverRows = (tx: Tx, by: Pick<SchoolActor, 'schoolId'>, condition: string, values: readonly string[] = []): Promise<HandoverRow[]> => tx.query<HandoverRow>(`${HANDOVERS} and ${condition}`, [by.schoolId, ...values]);

/**
 * One handover of the school.
 * @refuses request.not_found — when it is not there
 */
export async function handoverFor(tx: Tx, by: Pick<SchoolActor, 'schoolId'>, handoverId: string): Promise<HandoverRow> {
  const [row] = await handoverRows(tx, by, 'h.handover_id = $2', [handoverId]);
  if (!row) throw notFound();
  return row;
}

const iso = (at: Date | null) => at?.toISOString() ?? null;
const refOf = (id: string | null, name: string | null) => (id && name ? { id, name } : null);

/** A row as the contract shows it. */
export const handoverView = (row: HandoverRow): HandoverView => ({
  id: row.handover_id,
  post: row.post,
  state: row.state,
  outgoing: { id: row.outgoing_person_id, name: row.outgoing_name },
  outgoingShiftId: row.outgoing_shift_id,
  incoming: refOf(row.incoming_person_id, row.incoming_name),
  incomingShiftId: row.incoming_shift_id,
  preparedAt: row.prepared_at.toISOString(),
  outgoingSignedAt: iso(row.outgoing_signed_at),
  incomingSignedAt: iso(row.incoming_signed_at),
  disputedAt: iso(row.disputed_at),
  disputeReason: row.dispute_reason,
  roomNote: row.room_note,
  roomScore: row.room_score,
  items: row.items.map((item) => ({ ...item, since: item.since ? new Date(item.since).toISOString() : null })),
});

/** The handover as it stands after a command. */
export const handoverViewFor = async (tx: Tx, by: Pick<SchoolActor, 'schoolId'>, handoverId: string): Promise<HandoverView> => handoverView(await handoverFor(tx, by, handoverId));

/** Writes down what is open now, in a new handover or in the one that is being made ready; answers its id. */
export async function listWhatIsOpen(tx: Tx, by: SchoolActor, watch: ShiftRow, said: { readonly openMatters: readonly string[]; readonly roomNote: string }, at: Instant): Promise<string> {
  const [made] = await handoverRows(tx, by, `h.outgoing_shift_id = $2 and h.state = 'prepared'`, [watch.shift_id]);
  const handoverId = made?.handover_id ?? newId('hov');
  if (made) {
    await tx.sql`update handovers set prepared_at = ${at}, room_note = ${said.roomNote || null} where school_id = ${by.schoolId} and handover_id = ${handoverId}`;
    await tx.sql`delete from handover_items where school_id = ${by.schoolId} and handover_id = ${handoverId}`;
  } else {
    await tx.sql`insert into handovers (school_id, handover_id, district_id, post, state, outgoing_shift_id, outgoing_person_id, outgoing_sub, outgoing_name, prepared_at, room_note)
      values (${by.schoolId}, ${handoverId}, ${by.districtId}, ${watch.post}, 'prepared', ${watch.shift_id}, ${watch.person_id}, ${watch.sub}, ${watch.person_name}, ${at}, ${said.roomNote || null})`;
  }
  const own = said.openMatters.map((words): OpenMatter => ({ kind: 'open_matter', subject: null, words, since: at }));
  const items = [...own, ...(await openMattersOf(tx, by, watch, Date.parse(at)))];
  await tx.sql`insert into handover_items (school_id, handover_id, item_no, district_id, kind, subject, words, since)
    select ${by.schoolId}, ${handoverId}, no, ${by.districtId}, kind, subject, words, since
      from unnest(${items.map((_, i) => i + 1)}::int[], ${items.map((item) => item.kind)}::text[], ${items.map((item) => item.subject)}::text[], ${items.map((item) => item.words)}::text[], ${items.map((item) => item.since)}::timestamptz[]) as i (no, kind, subject, words, since)`;
  return handoverId;
}

/** The outgoing signature: from here on the list stands, and its hash is in the ledger. */
export async function signAsOutgoing(tx: Tx, by: SchoolActor, handoverId: string, at: Instant): Promise<void> {
  await tx.sql`update handovers set state = 'outgoing_signed', outgoing_signed_at = ${at} where school_id = ${by.schoolId} and handover_id = ${handoverId}`;
  const view = await handoverViewFor(tx, by, handoverId);
  await appendFact(tx, by, {
    type: 'handover.outgoing_signed',
    subject: handoverId,
    at,
    body: { shiftId: view.outgoingShiftId, post: view.post, items: view.items.map(({ no, kind, subject, since }) => ({ no, kind, subject, since })), listSha256: listHash(view) },
  });
}

/** SHA-256 over the list as it was signed, words included; answers are not part of it. */
export const listHash = ({ items, roomNote }: Pick<HandoverView, 'items' | 'roomNote'>): string =>
  sha256Hex(Buffer.from(canonicalJson({ items: items.map(({ no, kind, subject, words, since }) => ({ no, kind, subject, words, since })), roomNote })));

/** Writes what the incoming keeper answered to each item. */
export async function keepAnswers(tx: Tx, by: SchoolActor, handoverId: string, answers: readonly { no: number; answer: ItemAnswer; note: string }[]): Promise<void> {
  await tx.sql`update handover_items i set answer = a.answer, answer_note = nullif(a.note, '')
    from unnest(${answers.map((a) => a.no)}::int[], ${answers.map((a) => a.answer)}::text[], ${answers.map((a) => a.note)}::text[]) as a (no, answer, note)
   where i.school_id = ${by.schoolId} and i.handover_id = ${handoverId} and i.item_no = a.no`;
}
