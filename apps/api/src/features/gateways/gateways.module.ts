import { Module } from '@nestjs/common';
import { EquipmentModule } from '../equipment/equipment.module.ts';
import { RecordingModule } from '../recording/recording.module.ts';
import { AnnounceSegmentsHandler } from './commands/announce-segments.ts';
import { EnrolHandler } from './commands/enrol.ts';
import { GrantUploadsHandler } from './commands/grant-uploads.ts';
import { SealMinutesHandler } from './commands/seal-minutes.ts';
import { SendHeartbeatHandler } from './commands/send-heartbeat.ts';
import { GatewaysController } from './gateways.controller.ts';
import { GetDesiredStateHandler } from './queries/get-desired-state.ts';

/** What gateways ask and say: enrolment, orders, heartbeats, uploads, announcements and sealed minutes. */
@Module({
  imports: [EquipmentModule, RecordingModule],
  controllers: [GatewaysController],
  providers: [EnrolHandler, GetDesiredStateHandler, SendHeartbeatHandler, GrantUploadsHandler, AnnounceSegmentsHandler, SealMinutesHandler],
})
export class GatewaysModule {}
