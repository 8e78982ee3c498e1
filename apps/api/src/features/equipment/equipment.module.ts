import { Module } from '@nestjs/common';
import { RecordingModule } from '../recording/recording.module.ts';
import { ChangeCameraHandler } from './commands/change-camera.ts';
import { CreateGatewayHandler } from './commands/create-gateway.ts';
import { RegisterCameraHandler } from './commands/register-camera.ts';
import { RenewEnrolmentCodeHandler } from './commands/renew-enrolment-code.ts';
import { ReviewCameraHandler } from './commands/review-camera.ts';
import { RevokeGatewayHandler } from './commands/revoke-gateway.ts';
import { EquipmentController } from './equipment.controller.ts';
import { KeySupply } from './key-supply.ts';
import { GetCameraHandler } from './queries/get-camera.ts';
import { ListCamerasHandler } from './queries/list-cameras.ts';
import { ListGatewaysHandler } from './queries/list-gateways.ts';
import { CarryRevokedGateway } from './reactions/carry-revoked-gateway.ts';

/** Cameras and gateways of a school. */
@Module({
  imports: [RecordingModule],
  controllers: [EquipmentController],
  providers: [ListCamerasHandler, GetCameraHandler, RegisterCameraHandler, ChangeCameraHandler, ReviewCameraHandler, ListGatewaysHandler, CreateGatewayHandler, RenewEnrolmentCodeHandler, RevokeGatewayHandler, CarryRevokedGateway, KeySupply],
  exports: [KeySupply],
})
export class EquipmentModule {}
