import type { Input, supervisionRoutes } from '@guardroom/contracts';
import type { DistrictActor, Tx } from '@guardroom/db';
import { actAsInspector } from '@guardroom/domain';
import { type Instant, newId } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound, valueOf } from '../../../platform/errors/refused.ts';
import { appendFactAbout } from '../../../platform/facts/append-fact-about.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { newestResult } from '../order-view.ts';
import { type VisitDetail, lockVisit, visitDetail } from '../visit-view.ts';

type Answer = Input<typeof supervisionRoutes.answerItem>['body'];
type NewFinding = Input<typeof supervisionRoutes.addFinding>['body'];
type Work = { readonly verb: 'answer'; readonly answer: Answer } | { readonly verb: 'find'; readonly finding: NewFinding } | { readonly verb: 'withdraw'; readonly findingId: string };

/**
 * An inspector's work on site: an answer, a finding, or a finding taken back.
 * @refuses supervision.visit_not_open — unless the visit is on
 * @refuses supervision.not_an_inspector — when they were not sent
 * @refuses supervision.not_on_the_checklist — for a control that the visit is not about
 */
export class Inspect extends Command<VisitDetail> {
  readonly by: DistrictActor;
  readonly visitId: string;
  readonly work: Work;
  constructor(by: DistrictActor, visitId: string, work: Work) {
    super();
    this.by = by;
    this.visitId = visitId;
    this.work = work;
  }
}

@CommandHandler(Inspect)
export class InspectHandler implements ICommandHandler<Inspect> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, visitId, work }: Inspect): Promise<VisitDetail> {
    return this.#db.write(by, async (tx) => {
      const visit = await lockVisit(tx, by, visitId);
      valueOf(actAsInspector(visit, by));
      if (visit.state !== 'on_site') throw new Refused('supervision.visit_not_open', { details: { state: visit.state } });
      const site = { schoolId: visit.schoolId, visitId, at: this.#clock.now() };
      if (work.verb === 'answer') await answer(tx, by, site, work.answer);
      else if (work.verb === 'find') await find(tx, by, site, work.finding);
      else await withdraw(tx, by, site, work.findingId);
      return visitDetail(tx, by, visitId);
    });
  }
}

type Site = { readonly schoolId: string; readonly visitId: string; readonly at: Instant };

/** Keeps what the system showed beside the item at this moment: what was known is part of the answer. */
async function answer(tx: Tx, by: DistrictActor, { schoolId, visitId, at }: Site, { control, verdict, note }: Answer): Promise<void> {
  const shown = await newestResult(tx, schoolId, control);
  const answered = await tx.sql`
    update supervision_items set verdict = ${verdict}, note = ${note || null}, shown_result = ${shown?.result ?? null}, shown_on = ${shown?.day ?? null}, answered_by = ${by.personId}, answered_by_name = ${by.name}, answered_at = ${at}
     where school_id = ${schoolId} and visit_id = ${visitId} and control = ${control} returning 1`;
  if (answered.length === 0) throw new Refused('supervision.not_on_the_checklist', { details: { control } });
  await appendFactAbout(tx, by, schoolId, { type: 'supervision_item.answered', subject: visitId, at, body: { control, verdict, shown: shown?.result ?? null } });
}

async function find(tx: Tx, by: DistrictActor, { schoolId, visitId, at }: Site, { control, severity, words }: NewFinding): Promise<void> {
  const [item] = await tx.sql`select 1 from supervision_items where school_id = ${schoolId} and visit_id = ${visitId} and control = ${control}`;
  if (!item) throw new Refused('supervision.not_on_the_checklist', { details: { control } });
  const findingId = newId('fnd');
  await tx.sql`insert into supervision_findings (school_id, finding_id, district_id, visit_id, control, severity, words, found_by, found_by_name, found_at)
    values (${schoolId}, ${findingId}, ${by.districtId}, ${visitId}, ${control}, ${severity}, ${words}, ${by.personId}, ${by.name}, ${at})`;
  await appendFactAbout(tx, by, schoolId, { type: 'supervision_finding.made', subject: visitId, at, body: { findingId, control, severity } });
}

async function withdraw(tx: Tx, by: DistrictActor, { schoolId, visitId, at }: Site, findingId: string): Promise<void> {
  const gone = await tx.sql`update supervision_findings set withdrawn_at = ${at} where school_id = ${schoolId} and visit_id = ${visitId} and finding_id = ${findingId} and withdrawn_at is null returning 1`;
  if (gone.length === 0) throw notFound();
  await appendFactAbout(tx, by, schoolId, { type: 'supervision_finding.withdrawn', subject: visitId, at, body: { findingId } });
}
