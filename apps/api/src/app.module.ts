import { Module } from '@nestjs/common';
import { ComplianceModule } from './features/compliance/compliance.module.ts';
import { EquipmentModule } from './features/equipment/equipment.module.ts';
import { FootageAccessModule } from './features/footage-access/footage-access.module.ts';
import { GatewaysModule } from './features/gateways/gateways.module.ts';
import { LedgerModule } from './features/ledger/ledger.module.ts';
import { PeopleModule } from './features/people/people.module.ts';
import { RecordingModule } from './features/recording/recording.module.ts';
import { RetentionModule } from './features/retention/retention.module.ts';
import { TenancyModule } from './features/tenancy/tenancy.module.ts';
import { JobsModule } from './platform/jobs/jobs.module.ts';
import { PlatformModule } from './platform/platform.module.ts';

/** Every feature of the product. This file alone lists them all. */
export const features = [TenancyModule, PeopleModule, EquipmentModule, GatewaysModule, RecordingModule, LedgerModule, ComplianceModule, FootageAccessModule, RetentionModule];

@Module({ imports: [PlatformModule, JobsModule, ...features] })
export class AppModule {}
