import { Controller, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { type Input, type Result, type Routes, routes } from '@guardroom/contracts';
import type { GatewayActor, SchoolActor } from '@guardroom/db';
import type { FastifyReply } from 'fastify';
import { By, In, Me, Operation, type OperationRequest } from '../../platform/http/operation.ts';
import type { Principal } from '../../platform/identity/identity.ts';
import { shownBy } from '../footage-access/public.ts';
import { AdmitLiveView } from './commands/admit-live-view.ts';
import { EndLiveView } from './commands/end-live-view.ts';
import { OpenLiveView } from './commands/open-live-view.ts';
import { ReportPublication } from './commands/report-publication.ts';
import { GetLiveView } from './queries/get-live-view.ts';
import { ListLiveViews } from './queries/list-live-views.ts';

type Asked<K extends keyof Routes> = Input<Routes[K]>;
type Out<K extends keyof Routes> = Promise<Result<Routes[K]>>;

@Controller()
export class LiveController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(routes.openLiveView)
  openLiveView(@By() by: SchoolActor, @In() input: Asked<'openLiveView'>): Out<'openLiveView'> {
    return this.#commands.execute(new OpenLiveView(by, input.body));
  }

  @Operation(routes.listLiveViews)
  listLiveViews(@By() by: SchoolActor, @In() input: Asked<'listLiveViews'>): Out<'listLiveViews'> {
    return this.#queries.execute(new ListLiveViews(by, input.query));
  }

  @Operation(routes.getLiveView)
  getLiveView(@By() by: SchoolActor, @In() input: Asked<'getLiveView'>): Out<'getLiveView'> {
    return this.#queries.execute(new GetLiveView(by, input.params.viewId));
  }

  @Operation(routes.admitLiveView)
  async admitLiveView(@By() by: SchoolActor, @Me() me: Principal, @In() input: Asked<'admitLiveView'>, @Req() request: OperationRequest, @Res({ passthrough: true }) reply: FastifyReply): Out<'admitLiveView'> {
    const { cookie, ...admission } = await this.#commands.execute(new AdmitLiveView(by, input.params.viewId, shownBy(me, request)));
    reply.header('set-cookie', cookie);
    return admission;
  }

  @Operation(routes.endLiveView)
  endLiveView(@By() by: SchoolActor, @In() input: Asked<'endLiveView'>): Out<'endLiveView'> {
    return this.#commands.execute(new EndLiveView(by, input.params.viewId));
  }

  @Operation(routes.reportPublication)
  reportPublication(@By() by: GatewayActor, @In() input: Asked<'reportPublication'>): Out<'reportPublication'> {
    return this.#commands.execute(new ReportPublication(by, input.body));
  }
}
