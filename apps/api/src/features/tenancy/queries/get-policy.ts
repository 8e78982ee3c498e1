import type { Result, policyRoutes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor, Tx } from '@guardroom/db';
import { POLICY_PARAMETER_NAMES, type PolicyFigures, type PolicyParameter, figureInForce } from '@guardroom/domain';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { PACK_PARAMETERS } from '../policy-limits.ts';
import { type Standing, ownerId, parametersOf, standingOf, versionOf } from '../policy-versions.ts';

type SchoolView = Result<typeof policyRoutes.getSchoolPolicy>;
type DistrictView = Result<typeof policyRoutes.getDistrictPolicy>;

/** Every figure of policy, and where the school's or the district's own stands. */
export class GetSchoolPolicy extends Query<SchoolView> {
  readonly by: SchoolActor;
  constructor(by: SchoolActor) {
    super();
    this.by = by;
  }
}

/** The district's baseline, and how many schools an open proposal would tighten. */
export class GetDistrictPolicy extends Query<DistrictView> {
  readonly by: DistrictActor;
  constructor(by: DistrictActor) {
    super();
    this.by = by;
  }
}

@QueryHandler(GetSchoolPolicy)
export class GetSchoolPolicyHandler implements IQueryHandler<GetSchoolPolicy> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by }: GetSchoolPolicy): Promise<SchoolView> {
    return this.#db.read(by, async (tx) => {
      const own = await standingOf(tx, 'school', by.schoolId);
      const district = await standingOf(tx, 'district', by.districtId);
      const may = mayOf(by, own, by.roles.some((role) => role === 'security_lead' || role === 'centre_head'), by.roles.some((role) => role === 'principal' || role === 'legal_representative'));
      return { parameters: parametersOf(district.inForce?.figures ?? {}, own.inForce?.figures ?? {}, 'school'), ...versions(own), may };
    });
  }
}

@QueryHandler(GetDistrictPolicy)
export class GetDistrictPolicyHandler implements IQueryHandler<GetDistrictPolicy> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by }: GetDistrictPolicy): Promise<DistrictView> {
    return this.#db.read(by, async (tx) => {
      const own = await standingOf(tx, 'district', by.districtId);
      const [count] = await tx.sql<{ schools: number }>`select count(*)::int as schools from schools where district_id = ${by.districtId}`;
      return {
        parameters: parametersOf(own.inForce?.figures ?? {}, {}, 'district'),
        ...versions(own),
        may: mayOf(by, own, by.roles.includes('district_admin'), true),
        schools: count?.schools ?? 0,
        schoolsTightened: own.proposal ? await tightened(tx, by, own.proposal.figures) : null,
      };
    });
  }
}

const versions = ({ last, proposal }: Standing): Pick<SchoolView, 'last' | 'proposal'> => ({ last: last ? versionOf(last) : null, proposal: proposal ? versionOf(proposal) : null });

function mayOf(by: SchoolActor | DistrictActor, { proposal }: Standing, proposes: boolean, decides: boolean): SchoolView['may'] {
  return [...(proposes && !proposal ? (['propose'] as const) : []), ...(decides && proposal && proposal.proposed_by !== by.personId ? (['decide'] as const) : [])];
}

/** What counts at each school of a bureau, by parameter, as stored. */
export const IN_FORCE = `jsonb_build_object('retentionDays', s.retention_days, 'maxRangeHours', s.max_range_hours, 'maxCamerasPerRequest', s.max_cameras_per_request, 'maxGapSeconds', s.max_gap_seconds,
  'explainWithinHours', s.explain_within_hours, 'completenessTargetPercent', s.completeness_target_percent::float8,
  'rectifyCriticalDays', coalesce(t.critical_days, ${PACK_PARAMETERS.rectifyCriticalDays.baseline}), 'rectifyMajorDays', coalesce(t.major_days, ${PACK_PARAMETERS.rectifyMajorDays.baseline}), 'rectifyMinorDays', coalesce(t.minor_days, ${PACK_PARAMETERS.rectifyMinorDays.baseline}))`;

async function tightened(tx: Tx, by: DistrictActor, figures: PolicyFigures): Promise<number> {
  const rows = await tx.query<{ in_force: Readonly<Record<PolicyParameter, number>> }>(`select ${IN_FORCE} as in_force from schools s left join rectification_terms t using (school_id) where s.district_id = $1`, [ownerId(by)]);
  return rows.filter(({ in_force: now }) => POLICY_PARAMETER_NAMES.some((name) => figureInForce({ ...PACK_PARAMETERS[name], baseline: now[name] }, figures[name], undefined) !== now[name])).length;
}
