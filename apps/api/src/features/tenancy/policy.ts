import type { Tx } from '@guardroom/db';
import type { Result, routes } from '@guardroom/contracts';

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
