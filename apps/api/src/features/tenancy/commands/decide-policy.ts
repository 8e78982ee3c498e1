import type { Input, Result, policyRoutes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor, Tx } from '@guardroom/db';
import { decideProposal } from '@guardroom/domain';
import { type Instant, civilDay } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { notFound, valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type VersionRow, ownerId, standingOf, versionOf, versionsOf } from '../policy-versions.ts';
import { settlePolicy } from '../settle-policy.ts';
import { judgeVersion } from './propose-policy.ts';

type Decided = Result<typeof policyRoutes.decideDistrictPolicy>;
type Decision = Input<typeof policyRoutes.decideDistrictPolicy>['body'];

/**
 * Confirms or declines a proposed version. A confirmed one whose first day has come takes effect in the same transaction: at the school,
 * or at every school of the district that is looser.
 * @refuses policy.already_decided — when somebody decided
 * @refuses policy.own_proposal — when it is one's own
 * @refuses policy.figures_refused — when the authority above has become stricter meanwhile
 * @refuses policy.effective_too_early — when a later version was confirmed meanwhile
 */
export class DecidePolicy extends Command<Decided> {
  readonly by: SchoolActor | DistrictActor;
  readonly policyId: string;
  readonly decision: Decision;
  constructor(by: SchoolActor | DistrictActor, policyId: string, decision: Decision) {
    super();
    this.by = by;
    this.policyId = policyId;
    this.decision = decision;
  }
}

@CommandHandler(DecidePolicy)
export class DecidePolicyHandler implements ICommandHandler<DecidePolicy> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, policyId, decision }: DecidePolicy): Promise<Decided> {
    return this.#db.write(by, async (tx) => {
      await tx.sql`select pg_advisory_xact_lock(hashtext(${`policy ${ownerId(by)}`}))`;
      const version = await find(tx, by, policyId);
      valueOf(decideProposal({ state: version.state, proposedBy: version.proposed_by }, by));
      const at = this.#clock.now();
      if (decision.kind === 'confirm') await judgeAgain(tx, by, version, at);
      await store(tx, by, policyId, decision, at);
      await appendFact(tx, by, { type: decision.kind === 'confirm' ? 'policy.confirmed' : 'policy.declined', subject: ownerId(by), at, body: { policyId, figures: version.figures, effectiveFrom: version.effective_from } });
      const schoolsTightened = decision.kind === 'confirm' ? await settlePolicy(tx, by, at, policyId) : 0;
      return { ...versionOf(await find(tx, by, policyId)), schoolsTightened };
    });
  }
}

async function find(tx: Tx, by: SchoolActor | DistrictActor, policyId: string): Promise<VersionRow> {
  const [row] = await tx.query<VersionRow>(`${versionsOf(by.kind)} and p.policy_id = $2`, [ownerId(by), policyId]);
  if (!row) throw notFound();
  return row;
}

/** The authority above may have tightened since the proposal, and its first day may be over: it then counts from today. */
async function judgeAgain(tx: Tx, by: SchoolActor | DistrictActor, version: VersionRow, at: Instant): Promise<void> {
  const { last } = await standingOf(tx, by.kind, ownerId(by));
  const today = civilDay(at);
  const effectiveFrom = version.effective_from < today ? today : version.effective_from;
  valueOf(await judgeVersion(tx, by, { figures: version.figures, effectiveFrom, retentionReason: version.retention_reason ?? undefined }, { last, inForce: undefined, proposal: undefined }, at));
}

async function store(tx: Tx, by: SchoolActor | DistrictActor, policyId: string, decision: Decision, at: Instant): Promise<void> {
  const [state, words] = [decision.kind === 'confirm' ? 'confirmed' : 'declined', decision.words ?? ''];
  if (by.kind === 'school') await tx.sql`update school_policies set state = ${state}, decided_by = ${by.personId}, decided_by_name = ${by.name}, decided_at = ${at}, decision_words = ${words} where school_id = ${by.schoolId} and policy_id = ${policyId}`;
  else await tx.sql`update district_policies set state = ${state}, decided_by = ${by.personId}, decided_by_name = ${by.name}, decided_at = ${at}, decision_words = ${words} where district_id = ${by.districtId} and policy_id = ${policyId}`;
}
