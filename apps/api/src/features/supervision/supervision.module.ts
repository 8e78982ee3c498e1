import { Module } from '@nestjs/common';
import { AnswerOrderHandler } from './commands/answer-order.ts';
import { InspectHandler } from './commands/inspect.ts';
import { IssueOrderHandler } from './commands/issue-order.ts';
import { AcknowledgeVisitHandler, MoveVisitHandler } from './commands/move-visit.ts';
import { PlanVisitHandler } from './commands/plan-visit.ts';
import { AcceptOrderHandler, SubmitProofHandler } from './commands/rectify.ts';
import { WatchDeadline } from './due/watch-deadline.ts';
import { ListInspectorsHandler } from './queries/list-inspectors.ts';
import { GetOrderHandler, ListOrdersHandler } from './queries/orders.ts';
import { GetVisitHandler, ListVisitsHandler } from './queries/visits.ts';
import { KeepDeadline } from './reactions/keep-deadline.ts';
import { ReopenOnRegression } from './reactions/reopen-on-regression.ts';
import { SupervisionController } from './supervision.controller.ts';

/** Visits of the bureau with their findings, and orders to put things right. */
@Module({
  controllers: [SupervisionController],
  providers: [
    PlanVisitHandler, MoveVisitHandler, AcknowledgeVisitHandler, InspectHandler, ListVisitsHandler, GetVisitHandler, ListInspectorsHandler,
    IssueOrderHandler, AnswerOrderHandler, AcceptOrderHandler, SubmitProofHandler, ListOrdersHandler, GetOrderHandler, WatchDeadline, KeepDeadline, ReopenOnRegression,
  ],
})
export class SupervisionModule {}
