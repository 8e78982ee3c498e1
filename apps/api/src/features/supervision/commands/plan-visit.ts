import type { Input, supervisionRoutes } from '@guardroom/contracts';
import type { DistrictActor, Tx } from '@guardroom/db';
import { type Instant, civilDay, newId } from '@guardroom/kernel';
import { policyPack } from '@guardroom/policy-pack';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { appendFactAbout } from '../../../platform/facts/append-fact-about.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type VisitDetail, visitDetail } from '../visit-view.ts';

type Plan = Input<typeof supervisionRoutes.planVisit>['body'];

/**
 * Plans a visit with a checklist of every control of the chosen domains. A visit that is not announced is no fact of the school before it begins.
 * @refuses supervision.day_is_past — for a day that is over
 * @refuses supervision.unknown_inspector — naming everybody who holds no post at the bureau
 */
export class PlanVisit extends Command<VisitDetail> {
  readonly by: DistrictActor;
  readonly plan: Plan;
  constructor(by: DistrictActor, plan: Plan) {
    super();
    this.by = by;
    this.plan = plan;
  }
}

@CommandHandler(PlanVisit)
export class PlanVisitHandler implements ICommandHandler<PlanVisit> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, plan }: PlanVisit): Promise<VisitDetail> {
    const at = this.#clock.now();
    if (plan.day < civilDay(at)) throw new Refused('supervision.day_is_past', { details: { day: plan.day } });
    return this.#db.write(by, async (tx) => {
      const [school] = await tx.sql`select 1 from schools where school_id = ${plan.schoolId} and district_id = ${by.districtId}`;
      if (!school) throw notFound();
      const inspectors = await inspectorsOf(tx, by, [...new Set(plan.inspectorIds)]);
      const visitId = await store(tx, by, plan, inspectors, at);
      const fact = { type: 'supervision_visit.planned', subject: visitId, at, body: { day: plan.day, domains: plan.domains, inspectors: inspectors.map(({ name }) => name), announced: plan.announced } };
      await (plan.announced ? appendFactAbout(tx, by, plan.schoolId, fact) : appendFact(tx, by, { ...fact, body: { ...fact.body, schoolId: plan.schoolId } }));
      return visitDetail(tx, by, visitId);
    });
  }
}

type Inspector = { readonly id: string; readonly name: string };

async function inspectorsOf(tx: Tx, by: DistrictActor, ids: readonly string[]): Promise<Inspector[]> {
  const known = await tx.sql<Inspector>`
    select distinct person_id as id, person_name as name from district_appointments where district_id = ${by.districtId} and person_id = any(${ids}::text[]) and ended_at is null`;
  const unknown = ids.filter((id) => !known.some((person) => person.id === id));
  if (unknown.length > 0) throw new Refused('supervision.unknown_inspector', { details: { personIds: unknown } });
  return known;
}

async function store(tx: Tx, by: DistrictActor, { schoolId, day, announced, domains }: Plan, inspectors: readonly Inspector[], at: Instant): Promise<string> {
  const visitId = newId('spv');
  const chosen = [...new Set(domains)];
  const controls = policyPack().controls.filter((control) => (chosen as string[]).includes(control.domain)).map(({ id }) => id);
  await tx.sql`insert into supervision_visits (school_id, visit_id, district_id, day, announced, domains, planned_by, planned_by_name, planned_at)
    values (${schoolId}, ${visitId}, ${by.districtId}, ${day}, ${announced}, ${chosen}, ${by.personId}, ${by.name}, ${at})`;
  await tx.sql`insert into supervision_inspectors (school_id, visit_id, person_id, district_id, name)
    select ${schoolId}, ${visitId}, p.id, ${by.districtId}, p.name from unnest(${inspectors.map(({ id }) => id)}::text[], ${inspectors.map(({ name }) => name)}::text[]) as p (id, name)`;
  await tx.sql`insert into supervision_items (school_id, visit_id, control, district_id, position)
    select ${schoolId}, ${visitId}, c.id, ${by.districtId}, c.position from unnest(${controls}::text[]) with ordinality as c (id, position)`;
  return visitId;
}
