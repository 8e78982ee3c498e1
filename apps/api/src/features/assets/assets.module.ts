import { Module } from '@nestjs/common';
import { AssetsController } from './assets.controller.ts';
import { ChangeAssetHandler } from './commands/change-asset.ts';
import { ImportAssetsHandler, PreviewAssetImportHandler } from './commands/import-assets.ts';
import { MoveAssetHandler } from './commands/move-asset.ts';
import { OpenTicketHandler } from './commands/open-ticket.ts';
import { ProposeChangeHandler } from './commands/propose-change.ts';
import { RegisterAssetHandler } from './commands/register-asset.ts';
import { StepOrderHandler } from './commands/step-order.ts';
import { StepTicketHandler } from './commands/step-ticket.ts';
import { WatchDevices } from './due/watch-devices.ts';
import { ExportAssetsHandler } from './queries/export-assets.ts';
import { GetAssetHandler } from './queries/get-asset.ts';
import { GetEquipmentSummaryHandler } from './queries/get-equipment-summary.ts';
import { ListAssetsHandler } from './queries/list-assets.ts';
import { GetChangeOrderHandler, ListChangeOrdersHandler } from './queries/list-change-orders.ts';
import { ListKeepersHandler } from './queries/list-keepers.ts';
import { GetTicketHandler, ListTicketsHandler } from './queries/list-tickets.ts';
import { RepairsController } from './repairs.controller.ts';

const handlers = [
  GetEquipmentSummaryHandler, ListAssetsHandler, GetAssetHandler, ListKeepersHandler, ExportAssetsHandler, RegisterAssetHandler, ChangeAssetHandler, MoveAssetHandler, PreviewAssetImportHandler, ImportAssetsHandler,
  ListTicketsHandler, GetTicketHandler, OpenTicketHandler, StepTicketHandler, ListChangeOrdersHandler, GetChangeOrderHandler, ProposeChangeHandler, StepOrderHandler,
];

/** The asset register of a school, what is broken in it, and what may be changed. */
@Module({ controllers: [AssetsController, RepairsController], providers: [...handlers, WatchDevices], exports: [WatchDevices] })
export class AssetsModule {}
