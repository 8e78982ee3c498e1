import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Performer } from './performer.ts';
import { WorkRegistry } from './registry.ts';
import { Relay } from './relay.ts';

/** What carries owed work. Only the worker process starts it. */
@Global()
@Module({ imports: [DiscoveryModule], providers: [WorkRegistry, Performer, Relay], exports: [WorkRegistry, Performer, Relay] })
export class JobsModule {}
