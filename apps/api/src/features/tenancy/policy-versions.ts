import type { Result, policyRoutes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor, Tx } from '@guardroom/db';
import { POLICY_PARAMETER_NAMES, type PolicyFigures, type PolicyState, figureInForce, rangeOf } from '@guardroom/domain';
import type { CivilDay, Instant } from '@guardroom/kernel';
import { PACK_PARAMETERS } from './policy-limits.ts';

/** A version of policy as others see it. */
export type PolicyVersion = Result<typeof policyRoutes.proposeSchoolPolicy>;
type ParameterView = Result<typeof policyRoutes.getSchoolPolicy>['parameters'][number];

/** Whose versions: the district's baseline or a school's own. */
export type Owner = 'district' | 'school';

/** A stored version. */
export type VersionRow = {
  policy_id: string; state: PolicyState; figures: PolicyFigures; reason: string; retention_reason: string | null; effective_from: string; is_in_force: boolean;
  proposed_by: string; proposed_by_name: string; proposed_at: Date; decided_by: string | null; decided_by_name: string | null; decided_at: Date | null; decision_words: string | null;
};

const TABLES = { district: 'district_policies', school: 'school_policies' } as const;
const TODAY = `(now() at time zone 'Asia/Shanghai')::date`;

/** Versions of an owner whose id is `$1`, for a list or a single row. Proposals of the bureau are its own affair: a school sees what was confirmed. */
export const versionsOf = (owner: Owner): string => `
  select p.policy_id, p.state, p.figures, p.reason, p.retention_reason, to_char(p.effective_from, 'YYYY-MM-DD') as effective_from, p.proposed_by, p.proposed_by_name, p.proposed_at,
         p.decided_by, p.decided_by_name, p.decided_at, p.decision_words,
         p.state = 'confirmed' and p.policy_id = (select v.policy_id from ${TABLES[owner]} v where v.${owner}_id = p.${owner}_id and v.state = 'confirmed' and v.effective_from <= ${TODAY}
                                                   order by v.effective_from desc, v.decided_at desc limit 1) as is_in_force
    from ${TABLES[owner]} p where p.${owner}_id = $1`;

/** A row as the contract's view. */
export const versionOf = (row: VersionRow): PolicyVersion => ({
  id: row.policy_id,
  state: row.state,
  figures: row.figures,
  reason: row.reason,
  retentionReason: row.retention_reason,
  effectiveFrom: row.effective_from,
  isInForce: row.is_in_force,
  proposedBy: { id: row.proposed_by, name: row.proposed_by_name },
  proposedAt: row.proposed_at.toISOString() as Instant,
  decidedBy: row.decided_by ? { id: row.decided_by, name: row.decided_by_name ?? '' } : null,
  decidedAt: (row.decided_at?.toISOString() as Instant | undefined) ?? null,
  decisionWords: row.decision_words,
});

/** The newest decided version, the one in force and the open proposal of an owner. */
export type Standing = { readonly last: VersionRow | undefined; readonly inForce: VersionRow | undefined; readonly proposal: VersionRow | undefined };

/** Where an owner's policy stands today. */
export async function standingOf(tx: Tx, owner: Owner, id: string): Promise<Standing> {
  const rows = await tx.query<VersionRow>(`${versionsOf(owner)} and p.state <> 'declined' order by p.effective_from desc, p.decided_at desc nulls first`, [id]);
  const confirmed = rows.filter((row) => row.state === 'confirmed');
  return { last: confirmed[0], inForce: confirmed.find((row) => row.is_in_force), proposal: rows.find((row) => row.state === 'proposed') };
}

/** The id of a reader's owner. */
export const ownerId = (by: SchoolActor | DistrictActor): string => (by.kind === 'school' ? by.schoolId : by.districtId);

/** Every parameter with what each authority asks for and what counts. `mover` says whose range is told. */
export const parametersOf = (district: PolicyFigures, school: PolicyFigures, mover: Owner): ParameterView[] =>
  POLICY_PARAMETER_NAMES.map((parameter) => {
    const limit = PACK_PARAMETERS[parameter];
    const { control, unit, isLaw, stricter, isWhole, baseline } = limit;
    const above = mover === 'school' ? figureInForce(limit, district[parameter], undefined) : baseline;
    return {
      parameter, control, clauses: [...limit.clauses], unit, isLaw, stricter, isWhole, baseline,
      district: district[parameter] ?? null,
      school: school[parameter] ?? null,
      inForce: figureInForce(limit, district[parameter], school[parameter]),
      ...rangeOf(limit, above),
    };
  });

/** What the district asks for on a day. */
export async function districtFigures(tx: Tx, districtId: string, on: CivilDay): Promise<PolicyFigures> {
  const [row] = await tx.sql<{ figures: PolicyFigures }>`
    select figures from district_policies where district_id = ${districtId} and state = 'confirmed' and effective_from <= ${on} order by effective_from desc, decided_at desc limit 1`;
  return row?.figures ?? {};
}
