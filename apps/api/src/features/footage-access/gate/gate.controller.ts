import { Controller, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { type Input, type Routes, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import type { FastifyReply } from 'fastify';
import { By, In, Me, Operation, type OperationRequest } from '../../../platform/http/operation.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import type { Principal } from '../../../platform/identity/identity.ts';
import type { Asking } from './gate.ts';
import { shownBy } from './proof.ts';
import { GetInit } from './get-init.ts';
import { GetPlaylist } from './get-playlist.ts';
import { ServeFragment } from './serve-fragment.ts';

type GateInput = { readonly params: { readonly sessionId: string; readonly cameraId: string } };

/** The only door through which footage leaves. Nothing here may be kept by a cache. */
@Controller()
export class GateController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(routes.getPlaylist)
  async getPlaylist(@By() by: SchoolActor, @Me() me: Principal, @In() input: Input<Routes['getPlaylist']>, @Req() request: OperationRequest, @Res() reply: FastifyReply): Promise<void> {
    const playlist = await this.#queries.execute(new GetPlaylist(asking(by, me, input, request)));
    void reply.type('application/vnd.apple.mpegurl').send(playlist);
  }

  @Operation(routes.getInit)
  async getInit(@By() by: SchoolActor, @Me() me: Principal, @In() input: Input<Routes['getInit']>, @Req() request: OperationRequest, @Res() reply: FastifyReply): Promise<void> {
    const init = await this.#queries.execute(new GetInit(asking(by, me, input, request), input.params.segment));
    void reply.type('video/mp4').send(init);
  }

  @Operation(routes.getFragment)
  async getFragment(@By() by: SchoolActor, @Me() me: Principal, @In() input: Input<Routes['getFragment']>, @Req() request: OperationRequest, @Res() reply: FastifyReply): Promise<void> {
    const served = await this.#commands.execute(new ServeFragment(asking(by, me, input, request), input.params.fragment)).catch((error: unknown) => {
      const waitMs = error instanceof Refused ? error.details?.['retryAfterMs'] : undefined;
      if (typeof waitMs === 'number') reply.header('retry-after', Math.ceil(waitMs / 1000));
      throw error;
    });
    reply.raw.once('close', served.watch(request.raw.socket));
    void reply.type('video/iso.segment').header('content-length', served.length).header('x-accel-buffering', 'no').send(served.bytes); // not awaited: a connection that is cut is no fault of this call
  }
}

const asking = (by: SchoolActor, me: Principal, { params }: GateInput, request: OperationRequest): Asking => ({
  by,
  sessionId: params.sessionId,
  cameraId: params.cameraId,
  shown: shownBy(me, request),
});
