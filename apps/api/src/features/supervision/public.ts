export { AnswerOrder } from './commands/answer-order.ts';
export { Inspect } from './commands/inspect.ts';
export { IssueOrder } from './commands/issue-order.ts';
export { AcknowledgeVisit, MoveVisit } from './commands/move-visit.ts';
export { PlanVisit } from './commands/plan-visit.ts';
export { AcceptOrder, SubmitProof } from './commands/rectify.ts';
