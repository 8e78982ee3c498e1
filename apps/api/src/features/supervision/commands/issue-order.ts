import type { Input, supervisionRoutes } from '@guardroom/contracts';
import type { DistrictActor, Tx } from '@guardroom/db';
import { RESULTS_TO_ORDER, type Severity, type VisitState, judgeDeadline, orderNumber } from '@guardroom/domain';
import { type CivilDay, type Instant, civilDay, newId } from '@guardroom/kernel';
import { control } from '@guardroom/policy-pack';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound, valueOf } from '../../../platform/errors/refused.ts';
import { appendFactAbout } from '../../../platform/facts/append-fact-about.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { rectificationTermsOf } from '../../tenancy/public.ts';
import { newestResult, orderDetail, type OrderDetail } from '../order-view.ts';

type NewOrder = Input<typeof supervisionRoutes.issueOrder>['body'];
type Ground = { readonly schoolId: string; readonly control: string; readonly severity: Severity; readonly findingId: string | null; readonly resultDay: CivilDay | null };

/**
 * Orders a school to put something right, from a finding of a signed-off visit or from a control that fails now.
 * @refuses supervision.visit_not_open — when the finding's visit is not signed off
 * @refuses supervision.not_failing — when the control's newest result says that it is kept, or that it does not apply
 * @refuses supervision.ordered_already — when an order of that finding, or an open one of that control, exists
 * @refuses supervision.deadline_out_of_range — when the deadline is past or later than policy allows
 */
export class IssueOrder extends Command<OrderDetail> {
  readonly by: DistrictActor;
  readonly order: NewOrder;
  constructor(by: DistrictActor, order: NewOrder) {
    super();
    this.by = by;
    this.order = order;
  }
}

@CommandHandler(IssueOrder)
export class IssueOrderHandler implements ICommandHandler<IssueOrder> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, order }: IssueOrder): Promise<OrderDetail> {
    return this.#db.write(by, async (tx) => {
      const at = this.#clock.now();
      const number = await nextNumber(tx, by, at); // its row is locked first, so that two orders of one ground come one after the other
      const ground = await groundOf(tx, by, order.source);
      valueOf(judgeDeadline(order.dueOn as CivilDay, civilDay(at), ground.severity, await rectificationTermsOf(tx, ground.schoolId)));
      const orderId = newId('rct');
      await tx.sql`insert into rectification_orders (school_id, order_id, district_id, number, control, severity, finding_id, result_day, what, responsible_role, due_on, issued_by, issued_by_name, issued_at)
        values (${ground.schoolId}, ${orderId}, ${by.districtId}, ${number}, ${ground.control}, ${ground.severity}, ${ground.findingId}, ${ground.resultDay}, ${order.what}, ${order.responsibleRole}, ${order.dueOn},
          ${by.personId}, ${by.name}, ${at})`;
      await appendFactAbout(tx, by, ground.schoolId, {
        type: 'rectification_order.issued',
        subject: orderId,
        at,
        body: { number, control: ground.control, severity: ground.severity, source: order.source.kind, findingId: ground.findingId, responsibleRole: order.responsibleRole, dueOn: order.dueOn },
      });
      return orderDetail(tx, by, orderId, at);
    });
  }
}

async function groundOf(tx: Tx, by: DistrictActor, source: NewOrder['source']): Promise<Ground> {
  if (source.kind === 'finding') {
    const [found] = await tx.sql<{ school_id: string; control: string; severity: Severity; state: VisitState; number: string | null }>`
      select f.school_id, f.control, f.severity, v.state, o.number from supervision_findings f join supervision_visits v using (school_id, visit_id)
        left join rectification_orders o on o.school_id = f.school_id and o.finding_id = f.finding_id where f.finding_id = ${source.findingId} and f.withdrawn_at is null`;
    if (!found) throw notFound();
    if (found.number) throw new Refused('supervision.ordered_already', { details: { number: found.number } });
    if (found.state !== 'signed_off' && found.state !== 'acknowledged') throw new Refused('supervision.visit_not_open', { details: { state: found.state } });
    return { schoolId: found.school_id, control: found.control, severity: found.severity, findingId: source.findingId, resultDay: null };
  }
  const [school] = await tx.sql`select 1 from schools where school_id = ${source.schoolId} and district_id = ${by.districtId}`;
  if (!school) throw notFound();
  const newest = await newestResult(tx, source.schoolId, source.control);
  if (!newest || !RESULTS_TO_ORDER.includes(newest.result)) throw new Refused('supervision.not_failing', { details: { result: newest?.result ?? 'no_evidence', control: source.control } });
  const [open] = await tx.sql<{ number: string }>`select number from rectification_orders where school_id = ${source.schoolId} and control = ${source.control} and state <> 'closed'`;
  if (open) throw new Refused('supervision.ordered_already', { details: { number: open.number } });
  return { schoolId: source.schoolId, control: source.control, severity: control(source.control)?.severity ?? 'minor', findingId: null, resultDay: newest.day };
}

/** Numbers run without holes per district and civil year: the row is locked until the order is stored or forgotten. */
async function nextNumber(tx: Tx, by: DistrictActor, at: Instant): Promise<string> {
  const year = Number(civilDay(at).slice(0, 4));
  const [row] = await tx.sql<{ last_number: number }>`
    insert into rectification_numbers (district_id, year, last_number) values (${by.districtId}, ${year}, 1)
    on conflict (district_id, year) do update set last_number = rectification_numbers.last_number + 1 returning last_number`;
  if (!row) throw new Error('no order number');
  return orderNumber(year, row.last_number);
}
