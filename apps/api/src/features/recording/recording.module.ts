import { Module } from '@nestjs/common';
import { ExplainGapsHandler } from './commands/explain-gaps.ts';
import { Reconcile, ReconcileDay } from './due/reconcile.ts';
import { GapKeeper } from './gap-keeper.ts';
import { Partitions } from './partitions.ts';
import { GetTimelineHandler } from './queries/get-timeline.ts';
import { ListCameraDaysHandler } from './queries/list-camera-days.ts';
import { ListGapsHandler } from './queries/list-gaps.ts';
import { RecordingController } from './recording.controller.ts';
import { RecordingKeys } from './recording-keys.ts';

/** What is held and what is missing of every camera, and the keys of recordings. */
@Module({
  controllers: [RecordingController],
  providers: [RecordingKeys, Partitions, GapKeeper, Reconcile, ReconcileDay, GetTimelineHandler, ListCameraDaysHandler, ListGapsHandler, ExplainGapsHandler],
  exports: [RecordingKeys, Partitions, GapKeeper],
})
export class RecordingModule {}
