import type { Input, policyRoutes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor, Tx } from '@guardroom/db';
import { POLICY_PARAMETER_NAMES, type PolicyFigures, judgeProposal } from '@guardroom/domain';
import { type CivilDay, type Instant, type Result, civilDay, newId, ok, refuse } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { PACK_PARAMETERS } from '../policy-limits.ts';
import { type PolicyVersion, type Standing, districtFigures, ownerId, standingOf, versionOf } from '../policy-versions.ts';

type Proposal = Input<typeof policyRoutes.proposeSchoolPolicy>['body'];

/**
 * Proposes figures of policy, the district's or a school's own. Nothing counts before another person confirmed it.
 * @refuses policy.figures_refused — with every figure that is looser than the authority above or out of its limits
 * @refuses policy.retention_reason_needed — when footage would be kept longer without a reason
 * @refuses policy.nothing_changed — when the figures are those of the last version
 * @refuses policy.effective_too_early — when the first day is past, or before that of the last version
 * @refuses policy.proposal_open — while another proposal waits for its decision
 */
export class ProposePolicy extends Command<PolicyVersion> {
  readonly by: SchoolActor | DistrictActor;
  readonly proposal: Proposal;
  constructor(by: SchoolActor | DistrictActor, proposal: Proposal) {
    super();
    this.by = by;
    this.proposal = proposal;
  }
}

@CommandHandler(ProposePolicy)
export class ProposePolicyHandler implements ICommandHandler<ProposePolicy> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, proposal }: ProposePolicy): Promise<PolicyVersion> {
    return this.#db.write(by, async (tx) => {
      await tx.sql`select pg_advisory_xact_lock(hashtext(${`policy ${ownerId(by)}`}))`;
      const at = this.#clock.now();
      const standing = await standingOf(tx, by.kind, ownerId(by));
      const figures = plain(valueOf(await judgeVersion(tx, by, { ...proposal, figures: plain(proposal.figures) }, standing, at)));
      const policyId = newId('pol');
      await insert(tx, by, policyId, figures, proposal, at);
      await appendFact(tx, by, { type: 'policy.proposed', subject: ownerId(by), at, body: { policyId, figures, effectiveFrom: proposal.effectiveFrom, hasRetentionReason: proposal.retentionReason !== undefined } });
      const { proposal: stored } = await standingOf(tx, by.kind, ownerId(by));
      if (!stored) throw new Error('the proposal was not stored');
      return versionOf(stored);
    });
  }
}

/** Without the parameters that follow the authority above. */
const plain = (figures: PolicyFigures): PolicyFigures => Object.fromEntries(POLICY_PARAMETER_NAMES.flatMap((name) => (figures[name] === undefined ? [] : [[name, figures[name]]])));

/** Judges figures against what the authority above asks for on their first day, and that day against the last version's. */
export async function judgeVersion(tx: Tx, by: SchoolActor | DistrictActor, version: Pick<Proposal, 'figures' | 'effectiveFrom' | 'retentionReason'>, { last, proposal }: Standing, at: Instant): Promise<Result<PolicyFigures>> {
  const above = by.kind === 'school' ? await districtFigures(tx, by.districtId, version.effectiveFrom as CivilDay) : {};
  const judged = judgeProposal({ figures: plain(version.figures), retentionReason: version.retentionReason }, last?.figures ?? {}, above, PACK_PARAMETERS);
  if (!judged.ok) return judged;
  const earliest = [civilDay(at), last?.effective_from ?? ''].reduce((a, b) => (a > b ? a : b));
  if (version.effectiveFrom < earliest) return refuse('policy.effective_too_early', { earliest });
  if (proposal) return refuse('policy.proposal_open', { by: proposal.proposed_by_name, at: proposal.proposed_at.toISOString() });
  return ok(judged.value);
}

async function insert(tx: Tx, by: SchoolActor | DistrictActor, policyId: string, figures: PolicyFigures, { reason, retentionReason, effectiveFrom }: Proposal, at: Instant): Promise<void> {
  if (by.kind === 'school') {
    await tx.sql`insert into school_policies (school_id, policy_id, district_id, figures, reason, retention_reason, effective_from, proposed_by, proposed_by_name, proposed_at)
      values (${by.schoolId}, ${policyId}, ${by.districtId}, ${JSON.stringify(figures)}, ${reason}, ${retentionReason ?? null}, ${effectiveFrom}, ${by.personId}, ${by.name}, ${at})`;
  } else {
    await tx.sql`insert into district_policies (district_id, policy_id, figures, reason, retention_reason, effective_from, proposed_by, proposed_by_name, proposed_at)
      values (${by.districtId}, ${policyId}, ${JSON.stringify(figures)}, ${reason}, ${retentionReason ?? null}, ${effectiveFrom}, ${by.personId}, ${by.name}, ${at})`;
  }
}
