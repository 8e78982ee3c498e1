import type { Tx } from '@guardroom/db';
import type { Result, routes } from '@guardroom/contracts';
import type { RectificationTerms } from '@guardroom/domain';
import { PACK_PARAMETERS } from './policy-limits.ts';

/** Limits and duties in force at a school; the table's checks hold them to the baseline or stricter. */
export type SchoolPolicy = Result<typeof routes.getSchool>['policy'];

/** The policy in force at a school, with the school's name; nothing for a school that this reader cannot see. */
export async function policyOf(tx: Tx, schoolId: string): Promise<{ name: string; policy: SchoolPolicy } | undefined> {
  const [row] = await tx.sql<{ name: string } & Record<keyof SchoolPolicy, string | number>>`
    select s.name, s.retention_days as "retentionDays", s.max_range_hours as "maxRangeHours",
           s.max_cameras_per_request as "maxCamerasPerRequest", s.max_gap_seconds as "maxGapSeconds",
           s.explain_within_hours as "explainWithinHours", s.completeness_target_percent as "completenessTargetPercent"
      from schools s where s.school_id = ${schoolId}`;
  if (!row) return undefined;
  const { name, ...limits } = row;
  const policy = Object.fromEntries(Object.entries(limits).map(([key, value]) => [key, Number(value)])) as SchoolPolicy;
  return { name, policy };
}

/** Longest time to put something right at a school, by severity, in days: the policy in force, or the baseline where nothing is stricter. */
export async function rectificationTermsOf(tx: Tx, schoolId: string): Promise<RectificationTerms> {
  const [row] = await tx.sql<RectificationTerms>`select critical_days as critical, major_days as major, minor_days as minor from rectification_terms where school_id = ${schoolId}`;
  return row ?? { critical: PACK_PARAMETERS.rectifyCriticalDays.baseline, major: PACK_PARAMETERS.rectifyMajorDays.baseline, minor: PACK_PARAMETERS.rectifyMinorDays.baseline };
}
