import { type Input, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { ExplainGaps } from './commands/explain-gaps.ts';
import { GetTimeline } from './queries/get-timeline.ts';
import { ListCameraDays } from './queries/list-camera-days.ts';
import { ListGaps } from './queries/list-gaps.ts';

@Controller()
export class RecordingController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(routes.getTimeline) getTimeline(@By() by: SchoolActor, @In() input: Input<typeof routes.getTimeline>) { return this.#queries.execute(new GetTimeline(by, input)); }
  @Operation(routes.listCameraDays) listCameraDays(@By() by: SchoolActor, @In() input: Input<typeof routes.listCameraDays>) { return this.#queries.execute(new ListCameraDays(by, input)); }
  @Operation(routes.listGaps) listGaps(@By() by: SchoolActor, @In() input: Input<typeof routes.listGaps>) { return this.#queries.execute(new ListGaps(by, input)); }
  @Operation(routes.explainGaps) explainGaps(@By() by: SchoolActor, @In() input: Input<typeof routes.explainGaps>) { return this.#commands.execute(new ExplainGaps(by, input)); }
}
