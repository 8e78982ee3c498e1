import { Module } from '@nestjs/common';
import { AssetsModule } from './features/assets/assets.module.ts';
import { AuthorityModule } from './features/authority/authority.module.ts';
import { ComplianceModule } from './features/compliance/compliance.module.ts';
import { DocumentsModule } from './features/documents/documents.module.ts';
import { DutyModule } from './features/duty/duty.module.ts';
import { EquipmentModule } from './features/equipment/equipment.module.ts';
import { FootageAccessModule } from './features/footage-access/footage-access.module.ts';
import { GatewaysModule } from './features/gateways/gateways.module.ts';
import { IncidentsModule } from './features/incidents/incidents.module.ts';
import { LedgerModule } from './features/ledger/ledger.module.ts';
import { LiveModule } from './features/live/live.module.ts';
import { PeopleModule } from './features/people/people.module.ts';
import { RecordingModule } from './features/recording/recording.module.ts';
import { RetentionModule } from './features/retention/retention.module.ts';
import { SupervisionModule } from './features/supervision/supervision.module.ts';
import { PolicyModule } from './features/tenancy/policy.module.ts';
import { RoomModule } from './features/room/room.module.ts';
import { TenancyModule } from './features/tenancy/tenancy.module.ts';
import { JobsModule } from './platform/jobs/jobs.module.ts';
import { PlatformModule } from './platform/platform.module.ts';

/** Every feature of the product. This file alone lists them all. */
export const features = [TenancyModule, PeopleModule, IncidentsModule, DocumentsModule, EquipmentModule, AssetsModule, GatewaysModule, RecordingModule, LedgerModule, LiveModule, ComplianceModule, FootageAccessModule, AuthorityModule, RetentionModule, PolicyModule, SupervisionModule, DutyModule, RoomModule];

@Module({ imports: [PlatformModule, JobsModule, ...features] })
export class AppModule {}
