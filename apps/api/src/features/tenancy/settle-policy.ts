import type { DistrictActor, MachineActor, SchoolActor, Tx } from '@guardroom/db';
import type { PolicyParameter } from '@guardroom/domain';
import type { Instant } from '@guardroom/kernel';
import { appendFact } from '../../platform/facts/append-fact.ts';
import { appendFactAbout } from '../../platform/facts/append-fact-about.ts';

type Figures = Readonly<Record<PolicyParameter, number>>;

/**
 * Brings what is in force today into effect, for the actor's school or for every school of the actor's bureau, and writes each change as
 * a fact of its school. The database works the figures out from the confirmed versions; nobody hands them in. Answers how many schools changed.
 */
export async function settlePolicy(tx: Tx, by: SchoolActor | MachineActor | DistrictActor, at: Instant, policyId: string | null): Promise<number> {
  const settled = await tx.sql<{ settled_school: string; was: Figures; is_now: Figures }>`select settled_school, was, is_now from gr.settle_policy()`;
  for (const { settled_school: schoolId, was, is_now: now } of settled) {
    const changed = (Object.keys(now) as PolicyParameter[]).filter((parameter) => was[parameter] !== now[parameter]);
    const fact = { type: 'policy.took_effect', subject: schoolId, at, body: { policyId, changes: Object.fromEntries(changed.map((parameter) => [parameter, { from: was[parameter], to: now[parameter] }])) } };
    await (by.kind === 'district' ? appendFactAbout(tx, by, schoolId, fact) : appendFact(tx, by, fact));
  }
  return settled.length;
}
