import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { knownDevices } from '../workbook/known.ts';
import type { Language } from '../workbook/words.ts';
import { registerWorkbook } from '../workbook/write.ts';

/** The asset register as an Excel file. */
export class ExportAssets extends Query<Buffer> {
  readonly by: SchoolActor;
  readonly language: Language;
  constructor(by: SchoolActor, language: Language) {
    super();
    this.by = by;
    this.language = language;
  }
}

@QueryHandler(ExportAssets)
export class ExportAssetsHandler implements IQueryHandler<ExportAssets> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, language }: ExportAssets): Promise<Buffer> {
    const devices = await this.#db.read(by, knownDevices);
    return registerWorkbook([...devices.values()], language);
  }
}
