import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Controller, Module } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Input, cameraId, instant, open, route, sha256Hex } from '@guardroom/contracts';
import { z } from 'zod';
import { In, Operation } from '../../../apps/api/src/platform/http/operation.ts';
import { createServer } from '../../../apps/api/src/platform/http/server.ts';
import { PlatformModule } from '../../../apps/api/src/platform/platform.module.ts';
import { reportTo } from './report.ts';

const takeBatch = route({
  id: 'bench.takeBatch',
  method: 'POST',
  path: '/batch',
  scope: 'public',
  summary: 'Takes a batch',
  permission: open('measured without identity, as the other side is'),
  body: z.object({ segments: z.array(z.object({ cameraId, startedAt: instant, sequence: z.number().int().min(0), bytes: z.number().int().min(1), sha256: sha256Hex })).min(1).max(64) }),
  result: z.object({ taken: z.number() }),
});

class TakeBatch extends Command<{ taken: number }> {
  readonly segments: readonly unknown[];
  constructor(segments: readonly unknown[]) {
    super();
    this.segments = segments;
  }
}

@CommandHandler(TakeBatch)
class TakeBatchHandler implements ICommandHandler<TakeBatch> {
  async execute({ segments }: TakeBatch): Promise<{ taken: number }> {
    return { taken: segments.length };
  }
}

@Controller()
class BatchController {
  readonly #commands: CommandBus;
  constructor(commands: CommandBus) {
    this.#commands = commands;
  }
  @Operation(takeBatch)
  take(@In() input: Input<typeof takeBatch>): Promise<{ taken: number }> {
    return this.#commands.execute(new TakeBatch(input.body.segments));
  }
}

@Module({ imports: [PlatformModule], controllers: [BatchController], providers: [TakeBatchHandler] })
class BenchModule {}

const { app } = await createServer(BenchModule, { takeBatch });
await app.listen(0, '127.0.0.1');
reportTo(process, (app.getHttpServer().address() as AddressInfo).port);
