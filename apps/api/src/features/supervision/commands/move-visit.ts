import type { DistrictActor, SchoolActor, Tx } from '@guardroom/db';
import { actAsInspector, moveVisit, signOff, type AnsweredItem } from '@guardroom/domain';
import type { Instant } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { appendFactAbout } from '../../../platform/facts/append-fact-about.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type VisitDetail, lockVisit, visitDetail } from '../visit-view.ts';

type Move =
  | { readonly verb: 'start' }
  | { readonly verb: 'sign_off'; readonly summary: string }
  | { readonly verb: 'cancel'; readonly reason: string };

/**
 * Begins, signs off or cancels a visit.
 * @refuses supervision.visit_not_open — when its state does not allow it
 * @refuses supervision.not_an_inspector — when somebody begins or signs off who was not sent
 * @refuses supervision.items_unanswered, supervision.findings_missing — when it is signed off unfinished
 */
export class MoveVisit extends Command<VisitDetail> {
  readonly by: DistrictActor;
  readonly visitId: string;
  readonly move: Move;
  constructor(by: DistrictActor, visitId: string, move: Move) {
    super();
    this.by = by;
    this.visitId = visitId;
    this.move = move;
  }
}

/**
 * Acknowledges a signed-off visit for the school.
 * @refuses supervision.visit_not_open — when it is not signed off, or was acknowledged
 */
export class AcknowledgeVisit extends Command<VisitDetail> {
  readonly by: SchoolActor;
  readonly visitId: string;
  readonly words: string;
  constructor(by: SchoolActor, visitId: string, words: string) {
    super();
    this.by = by;
    this.visitId = visitId;
    this.words = words;
  }
}

@CommandHandler(MoveVisit)
export class MoveVisitHandler implements ICommandHandler<MoveVisit> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, visitId, move }: MoveVisit): Promise<VisitDetail> {
    return this.#db.write(by, async (tx) => {
      const visit = await lockVisit(tx, by, visitId);
      const at = this.#clock.now();
      if (move.verb === 'start') {
        valueOf(actAsInspector(visit, by));
        valueOf(moveVisit(visit, 'start'));
        await tx.sql`update supervision_visits set state = 'on_site', started_at = ${at} where visit_id = ${visitId}`;
        await appendFactAbout(tx, by, visit.schoolId, { type: 'supervision_visit.begun', subject: visitId, at, body: {} });
      } else if (move.verb === 'sign_off') {
        valueOf(signOff(visit, by, await answersOf(tx, visitId)));
        await store(tx, by, visitId, move.summary, at);
        await appendFactAbout(tx, by, visit.schoolId, { type: 'supervision_visit.signed_off', subject: visitId, at, body: await figuresOf(tx, visitId) });
      } else {
        valueOf(moveVisit(visit, 'cancel'));
        await tx.sql`update supervision_visits set state = 'cancelled', cancelled_at = ${at}, cancel_reason = ${move.reason} where visit_id = ${visitId}`;
        const fact = { type: 'supervision_visit.cancelled', subject: visitId, at, body: { reason: move.reason } };
        await (visit.announced ? appendFactAbout(tx, by, visit.schoolId, fact) : appendFact(tx, by, fact));
      }
      return visitDetail(tx, by, visitId);
    });
  }
}

@CommandHandler(AcknowledgeVisit)
export class AcknowledgeVisitHandler implements ICommandHandler<AcknowledgeVisit> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, visitId, words }: AcknowledgeVisit): Promise<VisitDetail> {
    return this.#db.write(by, async (tx) => {
      valueOf(moveVisit(await lockVisit(tx, by, visitId), 'acknowledge'));
      const at = this.#clock.now();
      await tx.sql`update supervision_visits set state = 'acknowledged', acknowledged_by = ${by.personId}, acknowledged_by_name = ${by.name}, acknowledged_at = ${at}, acknowledged_words = ${words} where school_id = ${by.schoolId} and visit_id = ${visitId}`;
      await appendFact(tx, by, { type: 'supervision_visit.acknowledged', subject: visitId, at, body: { hasRemark: words !== '' } });
      return visitDetail(tx, by, visitId);
    });
  }
}

const store = (tx: Tx, by: DistrictActor, visitId: string, summary: string, at: Instant) => tx.sql`
  update supervision_visits set state = 'signed_off', summary = ${summary}, signed_off_by = ${by.personId}, signed_off_by_name = ${by.name}, signed_off_at = ${at} where visit_id = ${visitId}`;

const answersOf = (tx: Tx, visitId: string): Promise<AnsweredItem[]> => tx.sql<AnsweredItem>`
  select i.control, i.verdict, exists (select from supervision_findings f where f.school_id = i.school_id and f.visit_id = i.visit_id and f.control = i.control and f.withdrawn_at is null) as "hasFinding"
    from supervision_items i where i.visit_id = ${visitId} order by i.position`;

async function figuresOf(tx: Tx, visitId: string): Promise<Record<string, unknown>> {
  const [figures] = await tx.sql`
    select count(*)::int as items, (count(*) filter (where verdict = 'kept'))::int as kept, (count(*) filter (where verdict = 'not_kept'))::int as "notKept",
           (count(*) filter (where verdict = 'not_looked_at'))::int as "notLookedAt",
           (select array_agg(f.finding_id order by f.finding_id) from supervision_findings f where f.visit_id = ${visitId} and f.withdrawn_at is null) as findings
      from supervision_items where visit_id = ${visitId}`;
  return figures ?? {};
}
