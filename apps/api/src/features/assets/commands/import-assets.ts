import { createHash } from 'node:crypto';
import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { sha256Hex } from '@guardroom/evidence';
import { type CivilDay, type Instant, civilDay, newId } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { staffOf } from '../people.ts';
import { knownDevices } from '../workbook/known.ts';
import { type Plan, type Write, planImport } from '../workbook/plan.ts';
import { readWorkbook } from '../workbook/read.ts';

type Preview = typeof routes.previewAssetImport;
type Import = typeof routes.importAssets;

/** Differences that a preview tells in full. */
const TOLD = 200;

/**
 * Reads an Excel file and answers every fault and every difference at once; nothing is written.
 * @refuses assets.sheet_unreadable — for what is no `.xlsx`
 * @refuses assets.sheet_too_large — beyond 5 MB or 5,000 devices
 */
export class PreviewAssetImport extends Command<Result<Preview>> {
  readonly by: SchoolActor;
  readonly contentBase64: string;
  constructor(by: SchoolActor, contentBase64: string) {
    super();
    this.by = by;
    this.contentBase64 = contentBase64;
  }
}

/**
 * Writes a previewed Excel file: all of it or nothing. The same file a second time changes nothing.
 * @refuses assets.sheet_has_faults — while anything is wrong with it
 * @refuses assets.plan_changed — when the register changed since the preview, so that something else would be written
 */
export class ImportAssets extends Command<Result<Import>> {
  readonly by: SchoolActor;
  readonly body: Input<Import>['body'];
  constructor(by: SchoolActor, body: Input<Import>['body']) {
    super();
    this.by = by;
    this.body = body;
  }
}

@CommandHandler(PreviewAssetImport)
export class PreviewAssetImportHandler implements ICommandHandler<PreviewAssetImport> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, contentBase64 }: PreviewAssetImport): Promise<Result<Preview>> {
    const sheet = await readWorkbook(Buffer.from(contentBase64, 'base64'));
    const plan = await this.#db.read(by, (tx) => planOf(tx, sheet, civilDay(this.#clock.now())));
    const creates = plan.writes.filter((write) => write.id === undefined).length;
    const changes = plan.writes.slice(0, TOLD).map(({ row, id, device, fields }) => ({ row, tagNumber: device.tagNumber, name: device.name, kind: id ? ('update' as const) : ('create' as const), fields: [...fields] }));
    return { rows: plan.rows, creates, updates: plan.writes.length - creates, unchanged: plan.unchanged, faults: [...plan.faults], changes, plan: nameOf(plan) };
  }
}

@CommandHandler(ImportAssets)
export class ImportAssetsHandler implements ICommandHandler<ImportAssets> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, body }: ImportAssets): Promise<Result<Import>> {
    const file = Buffer.from(body.contentBase64, 'base64');
    const sheet = await readWorkbook(file);
    return this.#db.write(by, async (tx) => {
      await tx.sql`select pg_advisory_xact_lock(hashtext('assets.import'), ${by.schoolNo})`; // two imports at once come one after the other
      const at = this.#clock.now();
      const plan = await planOf(tx, sheet, civilDay(at));
      if (plan.faults.length > 0) throw new Refused('assets.sheet_has_faults', { details: { faults: plan.faults.length } });
      if (nameOf(plan) !== body.plan) throw new Refused('assets.plan_changed');
      const creates = plan.writes.filter((write) => write.id === undefined);
      await create(tx, by, creates, at);
      for (const write of plan.writes) if (write.id) await update(tx, by, { ...write, id: write.id }, at);
      const counts = { creates: creates.length, updates: plan.writes.length - creates.length, unchanged: plan.unchanged };
      await appendFact(tx, by, { type: 'assets.imported', subject: by.schoolId, at, body: { ...counts, fileSha256: sha256Hex(file) } });
      return counts;
    });
  }
}

async function planOf(tx: Tx, sheet: Parameters<typeof planImport>[0], today: CivilDay): Promise<Plan> {
  return planImport(sheet, { devices: await knownDevices(tx), staff: await staffOf(tx), today });
}

/** Names exactly what would be written: another register or another file has another name. */
const nameOf = (plan: Plan): string => createHash('sha256').update(JSON.stringify([plan.rows, plan.unchanged, plan.faults.length, plan.writes])).digest('hex');

/** Writes new devices in one statement; each has a fact of its own. */
async function create(tx: Tx, by: SchoolActor, writes: readonly Write[], at: Instant): Promise<void> {
  const rows = writes.map(({ device, row }) => ({ id: newId('ast'), row, ...device }));
  await tx.sql`
    insert into assets (school_id, asset_id, district_id, asset_class, tag_number, name, state, maker, model, spec, serial_number, technical_parameters, supplier, installer, location,
                        purchased_on, installed_on, accepted_on, warranty_until, service_life_years, keeper_person_id, keeper_name, remarks, registered_at, changed_at)
    select ${by.schoolId}, id, ${by.districtId}, "assetClass", "tagNumber", name, state, maker, model, spec, "serialNumber", "technicalParameters", supplier, installer, location,
           "purchasedOn", "installedOn", "acceptedOn", "warrantyUntil", "serviceLifeYears", "keeperPersonId", keeper, remarks, ${at}::timestamptz, ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
           as r (id text, "assetClass" text, "tagNumber" text, name text, state text, maker text, model text, spec text, "serialNumber" text, "technicalParameters" text, supplier text, installer text, location text,
                 "purchasedOn" date, "installedOn" date, "acceptedOn" date, "warrantyUntil" date, "serviceLifeYears" integer, "keeperPersonId" text, keeper text, remarks text)`;
  for (const { id, row, tagNumber, assetClass, name } of rows) await appendFact(tx, by, { type: 'asset.registered', subject: id, at, body: { tagNumber, assetClass, name, sheetRow: row } });
}

async function update(tx: Tx, by: SchoolActor, { id, device: d, fields, row }: Write & { readonly id: string }, at: Instant): Promise<void> {
  await tx.sql`
    update assets set name = ${d.name}, maker = ${d.maker}, model = ${d.model}, spec = ${d.spec}, serial_number = ${d.serialNumber}, technical_parameters = ${d.technicalParameters}, supplier = ${d.supplier}, installer = ${d.installer},
           location = ${d.location}, purchased_on = ${d.purchasedOn}, installed_on = ${d.installedOn}, warranty_until = ${d.warrantyUntil}, service_life_years = ${d.serviceLifeYears}, keeper_person_id = ${d.keeperPersonId},
           keeper_name = ${d.keeper}, remarks = ${d.remarks}, changed_at = ${at} where asset_id = ${id}`;
  await appendFact(tx, by, { type: 'asset.changed', subject: id, at, body: { ...Object.fromEntries(fields.map(({ field, after }) => [field, after])), sheetRow: row } });
}
