import type { Result, routes } from '@guardroom/contracts';
import { type AssetClass, type DeviceState, LONGEST_SERVICE_LIFE_YEARS, REQUIRED_FIELDS, daysInOrder, isInUse, isReliedOn, swappedFields } from '@guardroom/domain';
import { type CivilDay, isCivilDay } from '@guardroom/kernel';
import type { CellValue } from './read.ts';
import { CLASS_WORDS, FIELDS, type Field, HEADINGS, type Language, STATE_WORDS, classNamed, fieldNamed, stateNamed } from './words.ts';

export type SheetFault = Result<typeof routes.previewAssetImport>['faults'][number];

/** A device as a sheet says it. */
export type SheetDevice = Readonly<Record<Exclude<Field, 'assetClass' | 'state' | 'serviceLifeYears' | 'keeper' | 'tagNumber' | 'name'>, string | null>> & {
  readonly tagNumber: string;
  readonly name: string;
  readonly assetClass: AssetClass;
  readonly state: DeviceState;
  readonly serviceLifeYears: number;
  readonly keeperPersonId: string | null;
  readonly keeper: string | null;
};

/** A device of the register as a plan is held against it. */
export type KnownDevice = SheetDevice & { readonly id: string; readonly isCamera: boolean; /** Whether its camera is switched on, or its gateway active. */ readonly works: boolean };

/** What the register knows that a sheet may name. */
export type Known = { readonly devices: ReadonlyMap<string, KnownDevice>; readonly staff: readonly { readonly id: string; readonly name: string }[]; readonly today: CivilDay };

/** One device that an import would write. */
export type Write = { readonly row: number; readonly id: string | undefined; readonly device: SheetDevice; readonly fields: readonly { field: Field; before: string; after: string }[] };

/** All that an import would do, and all that is wrong with its sheet. */
export type Plan = { readonly rows: number; readonly writes: readonly Write[]; readonly unchanged: number; readonly faults: readonly SheetFault[] };

const TEXT_LIMITS = { tagNumber: 40, name: 80, maker: 100, model: 100, spec: 200, serialNumber: 100, technicalParameters: 500, supplier: 100, installer: 100, location: 200, remarks: 500 } as const;
const DAYS = ['purchasedOn', 'installedOn', 'acceptedOn', 'warrantyUntil'] as const satisfies readonly Field[];
const LAST_WARRANTY = '2099-12-31';

/** Characters that no field may hold. */
const isControl = (text: string): boolean => [...text].some((character) => (character < ' ' && !'\t\n\r'.includes(character)) || character === '\u007f');

/** Letters of a column: 0 is A, 26 is AA. */
export const lettersOf = (index: number): string => (index < 26 ? '' : lettersOf(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));

type Heads = { readonly columns: ReadonlyMap<Field, number>; readonly language: Language; readonly faults: readonly SheetFault[] };

/** Which column is which; unknown, double and missing ones are faults of row 1. */
function readHeads(row: readonly CellValue[]): Heads {
  const columns = new Map<Field, number>();
  const faults: SheetFault[] = [];
  const isChinese = row.some((cell) => typeof cell === 'string' && /[\u3400-\u9fff]/.test(cell));
  const language: Language = isChinese ? 'zh-CN' : 'en';
  for (const [index, cell] of row.entries()) {
    const heading = cell === null ? '' : String(cell);
    if (heading.trim() === '') continue;
    const field = fieldNamed(heading);
    const place = { row: 1, column: lettersOf(index), heading, found: heading.slice(0, 60) };
    if (!field) faults.push({ ...place, code: 'unknown_heading', allowed: FIELDS.map((f) => HEADINGS[f][language]).join(' · ') });
    else if (field === 'serviceLifeEndsOn') continue; // follows from acceptance and years; export writes it for people
    else if (columns.has(field)) faults.push({ ...place, code: 'double_heading', allowed: lettersOf(columns.get(field) ?? 0) });
    else columns.set(field, index);
  }
  for (const field of ['tagNumber', 'name', 'assetClass', 'state'] as const)
    if (!columns.has(field)) faults.push({ row: 1, column: '', heading: HEADINGS[field][language], code: 'heading_missing', found: '', allowed: HEADINGS[field][language] });
  return { columns, language, faults };
}

/** Reads a sheet against the register: every fault of every cell, and every difference. Nothing is written. */
export function planImport(sheet: readonly (readonly CellValue[])[], known: Known): Plan {
  const heads = readHeads(sheet[0] ?? []);
  const faults: SheetFault[] = [...heads.faults];
  const writes: Write[] = [];
  const firstRowOf = new Map<string, number>();
  let [rows, unchanged] = [0, 0];
  for (const [index, cells] of sheet.entries()) {
    if (index === 0 || cells.every((cell) => cell === null || String(cell).trim() === '')) continue;
    rows += 1;
    const reader = new RowReader(index + 1, cells, heads, known);
    const device = reader.device(firstRowOf);
    faults.push(...reader.faults);
    if (!device) continue;
    const before = known.devices.get(device.tagNumber);
    const fields = before ? differences(before, device, heads.language) : [];
    if (before && fields.length === 0) unchanged += 1;
    else writes.push({ row: index + 1, id: before?.id, device, fields });
  }
  return { rows, writes, unchanged, faults };
}

class RowReader {
  readonly faults: SheetFault[] = [];
  readonly #row: number;
  readonly #cells: readonly CellValue[];
  readonly #heads: Heads;
  readonly #known: Known;
  #before: KnownDevice | undefined;

  constructor(row: number, cells: readonly CellValue[], heads: Heads, known: Known) {
    this.#row = row;
    this.#cells = cells;
    this.#heads = heads;
    this.#known = known;
  }

  /** The device of the row, or nothing when anything is wrong with it. */
  device(firstRowOf: Map<string, number>): SheetDevice | undefined {
    const tagNumber = this.#tag(firstRowOf);
    this.#before = tagNumber === null ? undefined : this.#known.devices.get(tagNumber);
    const before = this.#before;
    const name = this.#text('name');
    if (name === null && !this.#isFaulty('name')) this.#fault('name', 'empty', `1–${TEXT_LIMITS.name}`);
    const assetClass = this.#choice('assetClass', classNamed, CLASS_WORDS, before?.assetClass);
    const state = this.#choice('state', stateNamed, STATE_WORDS, before?.state);
    const keeper = this.#keeper();
    const device = {
      tagNumber, name, assetClass, state, keeperPersonId: keeper?.id ?? null, keeper: keeper?.name ?? null,
      maker: this.#text('maker'), model: this.#text('model'), spec: this.#text('spec'), serialNumber: this.#text('serialNumber'), technicalParameters: this.#text('technicalParameters'),
      supplier: this.#text('supplier'), installer: this.#text('installer'), location: this.#text('location'), remarks: this.#text('remarks'),
      purchasedOn: this.#day('purchasedOn'), installedOn: this.#day('installedOn'), acceptedOn: this.#day('acceptedOn'), warrantyUntil: this.#day('warrantyUntil'),
      serviceLifeYears: this.#years(),
    };
    this.#judge(device);
    if (this.faults.length > 0 || tagNumber === null || name === null || !assetClass || !state) return undefined;
    return { ...device, tagNumber, name, assetClass, state };
  }

  /** What no cell shows alone: what a device in use must have, days in order, and what only an order or another place may change. */
  #judge(device: { readonly state: DeviceState | undefined; readonly assetClass: AssetClass | undefined } & Readonly<Record<Exclude<Field, 'state' | 'assetClass'>, unknown>>): void {
    const { state } = device;
    if (state && (isReliedOn(state) || state === 'accepted'))
      for (const field of [...REQUIRED_FIELDS, 'acceptedOn'] as const) if (device[field] === null && !this.#isFaulty(field)) this.#fault(field, 'needed_in_use', STATE_WORDS[state][this.#heads.language]);
    const [purchasedOn, installedOn, acceptedOn] = [device.purchasedOn, device.installedOn, device.acceptedOn] as (string | null)[];
    const order = daysInOrder({ purchasedOn: purchasedOn ?? null, installedOn: installedOn ?? null, acceptedOn: acceptedOn ?? null });
    if (!order.ok) this.#fault(String(order.error.details?.['field']) as Field, 'days_disorder', `${HEADINGS.purchasedOn[this.#heads.language]} ≤ ${HEADINGS.installedOn[this.#heads.language]} ≤ ${HEADINGS.acceptedOn[this.#heads.language]}`);
    const before = this.#before;
    if (!before) return;
    for (const field of ['assetClass', 'state', 'acceptedOn'] as const)
      if (device[field] !== undefined && device[field] !== before[field] && !this.#isFaulty(field)) this.#fault(field, field === 'state' ? 'state_elsewhere' : 'fixed', this.#shown(before, field));
    if (before.isCamera && device.name !== before.name && !this.#isFaulty('name')) this.#fault('name', 'follows_camera', before.name);
    const moved = (before.isCamera || isInUse(before)) && before.location !== null && device.location !== before.location ? (['location'] as const) : [];
    const swapped = isInUse(before) ? swappedFields(before, { model: device.model as string | null, serialNumber: device.serialNumber as string | null }) : [];
    for (const field of [...moved, ...swapped]) if (!this.#isFaulty(field)) this.#fault(field, 'order_needed', before[field] ?? '');
  }

  #tag(firstRowOf: Map<string, number>): string | null {
    const tag = this.#text('tagNumber');
    if (tag === null) {
      if (!this.#isFaulty('tagNumber')) this.#fault('tagNumber', 'empty', `1–${TEXT_LIMITS.tagNumber}`);
      return null;
    }
    const first = firstRowOf.get(tag);
    if (first !== undefined) this.#fault('tagNumber', 'double_tag', String(first));
    else firstRowOf.set(tag, this.#row);
    return tag;
  }

  #cell(field: Field): CellValue | undefined {
    const index = this.#heads.columns.get(field);
    if (index === undefined) return undefined;
    const value = this.#cells[index] ?? null;
    return typeof value === 'string' && value.trim() === '' ? null : value;
  }

  #text(field: keyof typeof TEXT_LIMITS): string | null {
    const cell = this.#cell(field);
    if (cell === undefined) return this.#before?.[field] ?? null;
    if (cell === null) return null;
    if (typeof cell === 'boolean') return this.#fault(field, 'not_text', `1–${TEXT_LIMITS[field]}`);
    const text = (cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell)).trim().replace(/^'(?=[=+\-@])/, '');
    if (isControl(text) || !text.isWellFormed()) return this.#fault(field, 'control_characters', '');
    if ([...text].length > TEXT_LIMITS[field]) return this.#fault(field, 'too_long', `1–${TEXT_LIMITS[field]}`);
    return text;
  }

  #day(field: (typeof DAYS)[number]): string | null {
    const cell = this.#cell(field);
    if (cell === undefined) return this.#before?.[field] ?? null;
    if (cell === null) return null;
    const [, year = '', month = '', date = ''] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(String(cell).trim()) ?? [];
    const day = cell instanceof Date ? cell.toISOString().slice(0, 10) : `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
    if (!isCivilDay(day)) return this.#fault(field, 'no_day', 'YYYY-MM-DD');
    const last = field === 'warrantyUntil' ? LAST_WARRANTY : this.#known.today;
    return day > last ? this.#fault(field, 'day_ahead', `≤ ${last}`) : day;
  }

  #years(): number {
    const cell = this.#cell('serviceLifeYears');
    if (cell === undefined) return this.#before?.serviceLifeYears ?? LONGEST_SERVICE_LIFE_YEARS;
    if (cell === null) return LONGEST_SERVICE_LIFE_YEARS;
    const years = typeof cell === 'boolean' || cell instanceof Date ? Number.NaN : Number(cell);
    if (Number.isInteger(years) && years >= 1 && years <= LONGEST_SERVICE_LIFE_YEARS) return years;
    this.#fault('serviceLifeYears', 'years_range', `1–${LONGEST_SERVICE_LIFE_YEARS}`);
    return LONGEST_SERVICE_LIFE_YEARS;
  }

  #choice<T extends string>(field: 'assetClass' | 'state', read: (word: string) => T | undefined, words: Readonly<Record<T, Readonly<Record<Language, string>>>>, before: T | undefined): T | undefined {
    const cell = this.#cell(field);
    const allowed = (Object.values(words) as Readonly<Record<Language, string>>[]).map((word) => word[this.#heads.language]).join(' · ');
    if (cell === null || cell === undefined) return before ?? (this.#fault(field, 'empty', allowed) ?? undefined);
    return read(String(cell)) ?? this.#fault(field, 'not_in_list', allowed) ?? undefined;
  }

  #keeper(): { readonly id: string; readonly name: string } | null {
    const cell = this.#cell('keeper');
    const before = this.#before;
    if (cell === undefined) return before?.keeperPersonId && before.keeper ? { id: before.keeperPersonId, name: before.keeper } : null;
    if (cell === null) return null;
    const name = String(cell).trim();
    if (before?.keeperPersonId && before.keeper === name) return { id: before.keeperPersonId, name };
    const found = this.#known.staff.filter((person) => person.name === name);
    const [only] = found;
    if (found.length === 1 && only) return { id: only.id, name: only.name };
    return this.#fault('keeper', found.length === 0 ? 'nobody' : 'more_than_one', this.#known.staff.map((person) => person.name).slice(0, 30).join(' · '));
  }

  #shown(device: SheetDevice, field: Field): string {
    return shown(device, field, this.#heads.language);
  }

  #isFaulty(field: Field): boolean {
    return this.faults.some((fault) => fault.heading === this.#heading(field));
  }

  #heading(field: Field): string {
    return HEADINGS[field][this.#heads.language];
  }

  #fault(field: Field, code: string, allowed: string): null {
    const index = this.#heads.columns.get(field);
    if (index === undefined && code === 'empty') return null; // row 1 says that the column is missing
    const cell = index === undefined ? null : (this.#cells[index] ?? null);
    const found = cell === null ? '' : cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell).slice(0, 60);
    this.faults.push({ row: this.#row, column: index === undefined ? '' : lettersOf(index), heading: this.#heading(field), code, found: found.toWellFormed(), allowed });
    return null;
  }
}

/** A field as a sheet shows it. */
export function shown(device: SheetDevice, field: Field, language: Language): string {
  if (field === 'assetClass') return CLASS_WORDS[device.assetClass][language];
  if (field === 'state') return STATE_WORDS[device.state][language];
  return String(device[field] ?? '');
}

const differences = (before: SheetDevice, after: SheetDevice, language: Language): Write['fields'] =>
  FIELDS.filter((field) => (field === 'keeper' ? before.keeperPersonId !== after.keeperPersonId : before[field] !== after[field])).map((field) => ({ field, before: shown(before, field, language), after: shown(after, field, language) }));
