import { type Input, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Controller, StreamableFile } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { ChangeAsset } from './commands/change-asset.ts';
import { ImportAssets, PreviewAssetImport } from './commands/import-assets.ts';
import { MoveAsset } from './commands/move-asset.ts';
import { RegisterAsset } from './commands/register-asset.ts';
import { ExportAssets } from './queries/export-assets.ts';
import { GetAsset } from './queries/get-asset.ts';
import { GetEquipmentSummary } from './queries/get-equipment-summary.ts';
import { ListAssets } from './queries/list-assets.ts';
import { ListKeepers } from './queries/list-keepers.ts';
import { templateWorkbook } from './workbook/write.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const sheet = (bytes: Buffer): StreamableFile => new StreamableFile(bytes, { type: XLSX, disposition: 'attachment; filename="assets.xlsx"' });

@Controller()
export class AssetsController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(routes.getEquipmentSummary) getEquipmentSummary(@By() by: SchoolActor) { return this.#queries.execute(new GetEquipmentSummary(by)); }
  @Operation(routes.listAssets) listAssets(@By() by: SchoolActor, @In() input: Input<typeof routes.listAssets>) { return this.#queries.execute(new ListAssets(by, input.query)); }
  @Operation(routes.getAsset) getAsset(@By() by: SchoolActor, @In() input: Input<typeof routes.getAsset>) { return this.#queries.execute(new GetAsset(by, input.params.assetId)); }
  @Operation(routes.registerAsset) registerAsset(@By() by: SchoolActor, @In() input: Input<typeof routes.registerAsset>) { return this.#commands.execute(new RegisterAsset(by, input.body)); }
  @Operation(routes.changeAsset) changeAsset(@By() by: SchoolActor, @In() input: Input<typeof routes.changeAsset>) { return this.#commands.execute(new ChangeAsset(by, input.params.assetId, input.body)); }
  @Operation(routes.moveAsset) moveAsset(@By() by: SchoolActor, @In() input: Input<typeof routes.moveAsset>) { return this.#commands.execute(new MoveAsset(by, input.params.assetId, input.body)); }
  @Operation(routes.listKeepers) listKeepers(@By() by: SchoolActor) { return this.#queries.execute(new ListKeepers(by)); }
  @Operation(routes.exportAssets) async exportAssets(@By() by: SchoolActor, @In() input: Input<typeof routes.exportAssets>) { return sheet(await this.#queries.execute(new ExportAssets(by, input.query.language))); }
  @Operation(routes.getAssetTemplate) async getAssetTemplate(@In() input: Input<typeof routes.getAssetTemplate>) { return sheet(await templateWorkbook(input.query.language)); }
  @Operation(routes.previewAssetImport) previewAssetImport(@By() by: SchoolActor, @In() input: Input<typeof routes.previewAssetImport>) { return this.#commands.execute(new PreviewAssetImport(by, input.body.contentBase64)); }
  @Operation(routes.importAssets) importAssets(@By() by: SchoolActor, @In() input: Input<typeof routes.importAssets>) { return this.#commands.execute(new ImportAssets(by, input.body)); }
}
