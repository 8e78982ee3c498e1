import { type Result, ok, refuse } from '@guardroom/kernel';

/** Life of a visit of the bureau to a school. */
export const VISIT_STATES = ['planned', 'on_site', 'signed_off', 'acknowledged', 'cancelled'] as const;
export type VisitState = (typeof VISIT_STATES)[number];

/** What may happen to a visit, and from where. */
export const VISIT_TRANSITIONS = {
  start: { from: ['planned'], to: 'on_site' },
  sign_off: { from: ['on_site'], to: 'signed_off' },
  acknowledge: { from: ['signed_off'], to: 'acknowledged' },
  cancel: { from: ['planned'], to: 'cancelled' },
} as const satisfies Record<string, { from: readonly VisitState[]; to: VisitState }>;
export type VisitVerb = keyof typeof VISIT_TRANSITIONS;

/** The domains of the control catalogue that a visit can be about. @source R10 §5(2) */
export const INSPECTION_DOMAINS = ['governance', 'people', 'duty', 'room', 'equip', 'coverage', 'recording', 'data', 'access', 'incident', 'discipline', 'supervision'] as const;
export type InspectionDomain = (typeof INSPECTION_DOMAINS)[number];

/** What an inspector says of an item of the checklist. */
export const ITEM_VERDICTS = ['kept', 'not_kept', 'not_looked_at'] as const;
export type ItemVerdict = (typeof ITEM_VERDICTS)[number];

/** A visit as its rules see it. */
export type VisitCase = { readonly state: VisitState; readonly inspectorIds: readonly string[] };

/**
 * Whether a visit may be moved on.
 * @refuses supervision.visit_not_open — when its state does not allow it
 * @source R24 §12
 */
export const moveVisit = (visit: Pick<VisitCase, 'state'>, verb: VisitVerb): Result<VisitState> =>
  (VISIT_TRANSITIONS[verb].from as readonly VisitState[]).includes(visit.state) ? ok(VISIT_TRANSITIONS[verb].to) : refuse('supervision.visit_not_open', { state: visit.state, clauses: ['R24:§12'] });

/**
 * Whether somebody may do an inspector's work at a visit: those who were sent, and nobody else.
 * @refuses supervision.not_an_inspector — when they were not sent
 * @source R15 §8(5)
 */
export const actAsInspector = ({ inspectorIds }: Pick<VisitCase, 'inspectorIds'>, by: { readonly personId: string }): Result<void> =>
  inspectorIds.includes(by.personId) ? ok(undefined) : refuse('supervision.not_an_inspector', { clauses: ['R15:§8(5)'] });

/** An item of a checklist with what was said of it. */
export type AnsweredItem = { readonly control: string; readonly verdict: ItemVerdict | null; readonly hasFinding: boolean };

/**
 * Whether a visit may be signed off: every item is answered, and what was not kept has a finding.
 * @refuses supervision.items_unanswered — naming every item without an answer
 * @refuses supervision.findings_missing — naming every item that was not kept and has no finding
 * @source R24 §12
 */
export function signOff(visit: VisitCase, by: { readonly personId: string }, items: readonly AnsweredItem[]): Result<VisitState> {
  const inspector = actAsInspector(visit, by);
  if (!inspector.ok) return inspector;
  const moved = moveVisit(visit, 'sign_off');
  if (!moved.ok) return moved;
  const unanswered = items.filter((item) => item.verdict === null).map((item) => item.control);
  if (unanswered.length > 0) return refuse('supervision.items_unanswered', { controls: unanswered, count: unanswered.length, clauses: ['R24:§12'] });
  const without = items.filter((item) => item.verdict === 'not_kept' && !item.hasFinding).map((item) => item.control);
  if (without.length > 0) return refuse('supervision.findings_missing', { controls: without, count: without.length, clauses: ['R24:§12'] });
  return moved;
}
