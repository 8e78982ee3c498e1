import type { Result, supervisionRoutes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor, Tx } from '@guardroom/db';
import type { InspectionDomain, ItemVerdict, VisitCase, VisitState } from '@guardroom/domain';
import type { CivilDay, Instant } from '@guardroom/kernel';
import { control } from '@guardroom/policy-pack';
import { notFound } from '../../platform/errors/refused.ts';

/** A visit as a list shows it. */
export type VisitView = Result<typeof supervisionRoutes.listDistrictVisits>['items'][number];
/** A visit with checklist and findings. */
export type VisitDetail = Result<typeof supervisionRoutes.getDistrictVisit>;
type Item = VisitDetail['checklist'][number];
type Finding = VisitDetail['findingList'][number];
type Reader = SchoolActor | DistrictActor;
type PersonRef = { id: string; name: string };

/** A stored visit with its figures. */
export type VisitRow = {
  school_id: string; school_name: string; visit_id: string; state: VisitState; day: CivilDay; announced: boolean; domains: InspectionDomain[]; inspectors: PersonRef[];
  items: number; answered: number; findings: number; planned_by: string; planned_by_name: string; planned_at: Date; started_at: Date | null; summary: string | null;
  signed_off_by: string | null; signed_off_by_name: string | null; signed_off_at: Date | null;
  acknowledged_by: string | null; acknowledged_by_name: string | null; acknowledged_at: Date | null; acknowledged_words: string | null; cancel_reason: string | null;
};

/** All visits that the reader's login reaches. */
export const VISITS = `
  select v.school_id, s.name as school_name, v.visit_id, v.state, to_char(v.day, 'YYYY-MM-DD') as day, v.announced, v.domains,
         (select coalesce(jsonb_agg(jsonb_build_object('id', i.person_id, 'name', i.name) order by i.name), '[]') from supervision_inspectors i where i.school_id = v.school_id and i.visit_id = v.visit_id) as inspectors,
         (select count(*)::int from supervision_items i where i.school_id = v.school_id and i.visit_id = v.visit_id) as items,
         (select count(i.verdict)::int from supervision_items i where i.school_id = v.school_id and i.visit_id = v.visit_id) as answered,
         (select count(*)::int from supervision_findings f where f.school_id = v.school_id and f.visit_id = v.visit_id and f.withdrawn_at is null) as findings,
         v.planned_by, v.planned_by_name, v.planned_at, v.started_at, v.summary, v.signed_off_by, v.signed_off_by_name, v.signed_off_at,
         v.acknowledged_by, v.acknowledged_by_name, v.acknowledged_at, v.acknowledged_words, v.cancel_reason
    from supervision_visits v join schools s using (school_id)`;

/** What a school may know of: a visit that was not announced is here once it has begun. */
export const TOLD_TO_SCHOOL = `(v.announced or v.state in ('on_site', 'signed_off', 'acknowledged'))`;

const instant = (at: Date): Instant => at.toISOString() as Instant;
const person = (id: string, name: string | null): PersonRef => ({ id, name: name ?? '' });
/** A school sees checklist and findings once they are signed. */
const isSigned = (state: VisitState): boolean => state === 'signed_off' || state === 'acknowledged';

/** A row as the contract's view. */
export const visitOf = (row: VisitRow, by: Reader): VisitView => ({
  id: row.visit_id,
  school: { id: row.school_id, name: row.school_name },
  state: row.state,
  day: row.day,
  announced: row.announced,
  domains: row.domains,
  inspectors: row.inspectors,
  items: row.items,
  answered: row.answered,
  findings: by.kind === 'district' || isSigned(row.state) ? row.findings : 0,
  plannedBy: person(row.planned_by, row.planned_by_name),
  plannedAt: instant(row.planned_at),
  startedAt: row.started_at && instant(row.started_at),
  signedOff: row.signed_off_by && row.signed_off_at ? { by: person(row.signed_off_by, row.signed_off_by_name), at: instant(row.signed_off_at) } : null,
  acknowledged: row.acknowledged_by && row.acknowledged_at ? { by: person(row.acknowledged_by, row.acknowledged_by_name), at: instant(row.acknowledged_at), words: row.acknowledged_words ?? '' } : null,
});

/** A visit with all of it. @refuses request.not_found — when this reader knows of none */
export async function visitDetail(tx: Tx, by: Reader, visitId: string): Promise<VisitDetail> {
  const [row] = await tx.query<VisitRow>(`${VISITS} where v.visit_id = $1 ${by.kind === 'school' ? `and ${TOLD_TO_SCHOOL}` : ''}`, [visitId]);
  if (!row) throw notFound();
  const isOpenTo = by.kind === 'district' || isSigned(row.state);
  return {
    ...visitOf(row, by),
    summary: isOpenTo ? row.summary : null,
    cancelReason: row.cancel_reason,
    checklist: isOpenTo ? await checklistOf(tx, row) : [],
    findingList: isOpenTo ? await findingsOf(tx, row) : [],
    may: mayOf(row, by),
  };
}

function mayOf(row: VisitRow, by: Reader): VisitDetail['may'] {
  if (by.kind === 'school') return row.state === 'signed_off' && by.roles.some((role) => role === 'principal' || role === 'legal_representative' || role === 'deputy_safety') ? ['acknowledge'] : [];
  const isInspector = row.inspectors.some((inspector) => inspector.id === by.personId);
  if (row.state === 'planned') return [...(isInspector ? (['start'] as const) : []), 'cancel'];
  if (row.state === 'on_site') return isInspector ? ['answer', 'sign_off'] : [];
  return isSigned(row.state) ? ['issue_order'] : [];
}

type ItemRow = {
  control: string; verdict: ItemVerdict | null; note: string | null; shown_result: NonNullable<Item['shown']>['result'] | null; shown_on: CivilDay | null; answered_by_name: string | null; answered_at: Date | null;
  result: NonNullable<Item['result']>['result'] | null; result_day: CivilDay | null; reason: NonNullable<Item['result']>['reason'] | null;
};

async function checklistOf(tx: Tx, { school_id: schoolId, visit_id: visitId }: VisitRow): Promise<Item[]> {
  const rows = await tx.sql<ItemRow>`
    select i.control, i.verdict, i.note, i.shown_result, to_char(i.shown_on, 'YYYY-MM-DD') as shown_on, i.answered_by_name, i.answered_at, r.result, to_char(r.day, 'YYYY-MM-DD') as result_day, r.reason
      from supervision_items i
      left join lateral (select c.result, c.day, c.reason from control_results c where c.school_id = i.school_id and c.control = i.control order by c.day desc limit 1) r on true
     where i.school_id = ${schoolId} and i.visit_id = ${visitId} order by i.position`;
  return rows.map((row) => {
    const known = control(row.control);
    return {
      control: row.control,
      domain: (known?.domain ?? row.control.split('.')[0]) as InspectionDomain,
      severity: known?.severity ?? 'minor',
      clauses: [...(known?.clauses ?? [])],
      result: row.result && row.result_day && row.reason ? { result: row.result, day: row.result_day, reason: row.reason } : null,
      shown: row.shown_result && row.shown_on ? { result: row.shown_result, day: row.shown_on } : null,
      verdict: row.verdict,
      note: row.note,
      answeredBy: row.answered_by_name,
      answeredAt: row.answered_at && instant(row.answered_at),
    };
  });
}

type FindingRow = {
  finding_id: string; control: string; severity: Finding['severity']; words: string; found_by: string; found_by_name: string; found_at: Date;
  order_id: string | null; number: string | null; order_state: NonNullable<Finding['order']>['state'] | null; due_on: CivilDay | null;
};

async function findingsOf(tx: Tx, { school_id: schoolId, visit_id: visitId }: VisitRow): Promise<Finding[]> {
  const rows = await tx.sql<FindingRow>`
    select f.finding_id, f.control, f.severity, f.words, f.found_by, f.found_by_name, f.found_at, o.order_id, o.number, o.state as order_state, to_char(o.due_on, 'YYYY-MM-DD') as due_on
      from supervision_findings f left join rectification_orders o on o.school_id = f.school_id and o.finding_id = f.finding_id
     where f.school_id = ${schoolId} and f.visit_id = ${visitId} and f.withdrawn_at is null order by f.found_at, f.finding_id`;
  return rows.map((row) => ({
    id: row.finding_id,
    control: row.control,
    severity: row.severity,
    words: row.words,
    foundBy: person(row.found_by, row.found_by_name),
    foundAt: instant(row.found_at),
    order: row.order_id && row.number && row.order_state && row.due_on ? { id: row.order_id, number: row.number, state: row.order_state, dueOn: row.due_on } : null,
  }));
}

/** A visit locked for a change, as its rules see it. @refuses request.not_found — when this reader knows of none */
export async function lockVisit(tx: Tx, by: Reader, visitId: string): Promise<VisitCase & { readonly schoolId: string; readonly announced: boolean }> {
  const [row] = await tx.query<{ school_id: string; state: VisitState; announced: boolean; inspectors: string[] }>(
    `select v.school_id, v.state, v.announced, array(select i.person_id from supervision_inspectors i where i.school_id = v.school_id and i.visit_id = v.visit_id) as inspectors
       from supervision_visits v where v.visit_id = $1 ${by.kind === 'school' ? `and ${TOLD_TO_SCHOOL}` : ''} for update of v`,
    [visitId],
  );
  if (!row) throw notFound();
  return { schoolId: row.school_id, state: row.state, announced: row.announced, inspectorIds: row.inspectors };
}
