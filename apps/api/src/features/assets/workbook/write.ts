import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import type { SheetDevice } from './plan.ts';
import { ASSET_CLASSES, DEVICE_STATES } from '@guardroom/domain';
import { CLASS_WORDS, FIELDS, type Field, HEADINGS, type Language, STATE_WORDS } from './words.ts';
import { shown } from './plan.ts';

/** Words that a spreadsheet might take for a formula stand behind an apostrophe; the import takes it away again. */
const plain = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const WIDTHS: Partial<Record<Field, number>> = { name: 20, spec: 24, technicalParameters: 32, location: 24, remarks: 28 };
const NEEDED: readonly Field[] = ['tagNumber', 'name', 'assetClass', 'state'];
const SHEET: Readonly<Record<Language, string>> = { 'zh-CN': '设备档案', en: 'Asset register' };

const head = (fields: readonly (Field | 'serviceLifeEndsOn')[], language: Language) =>
  fields.map((field) => ({ value: `${HEADINGS[field][language]}${NEEDED.includes(field as Field) ? ' *' : ''}`, type: String, fontWeight: 'bold' as const, backgroundColor: '#e8edf5' }));

/** The register as an `.xlsx`: every cell is text, days as `2026-11-22`. */
export async function registerWorkbook(devices: readonly (SheetDevice & { readonly serviceLifeEndsOn: string | null })[], language: Language): Promise<Buffer> {
  const rows: SheetData = [
    head([...FIELDS, 'serviceLifeEndsOn'], language),
    ...devices.map((device) => [...FIELDS.map((field) => shown(device, field, language)), device.serviceLifeEndsOn ?? ''].map((text) => (text === '' ? null : { value: plain(text), type: String }))),
  ];
  const columns = [...FIELDS.map((field) => ({ width: WIDTHS[field] ?? 14 })), { width: 14 }];
  return writeXlsxFile(rows, { sheet: SHEET[language], columns, stickyRowsCount: 1 }).toBuffer();
}

/** An empty sheet for the import, and beside it what each column takes. */
export async function templateWorkbook(language: Language): Promise<Buffer> {
  const list = (words: Readonly<Record<string, Readonly<Record<Language, string>>>>, values: readonly string[]): string => values.map((value) => words[value]?.[language] ?? value).join(' · ');
  const takes: Readonly<Record<Field, string>> = {
    tagNumber: '1–40', name: '1–80', assetClass: list(CLASS_WORDS, ASSET_CLASSES), state: list(STATE_WORDS, DEVICE_STATES), maker: '≤ 100', model: '≤ 100', spec: '≤ 200', serialNumber: '≤ 100', technicalParameters: '≤ 500',
    supplier: '≤ 100', installer: '≤ 100', location: '≤ 200', purchasedOn: 'YYYY-MM-DD', installedOn: 'YYYY-MM-DD', acceptedOn: 'YYYY-MM-DD', warrantyUntil: 'YYYY-MM-DD', serviceLifeYears: '1–5',
    keeper: language === 'en' ? 'Name of a person with a post at the school' : '本校在任人员姓名', remarks: '≤ 500',
  };
  const guide: SheetData = FIELDS.map((field) => [{ value: HEADINGS[field][language], type: String, fontWeight: 'bold' as const }, { value: takes[field], type: String, wrap: true }]);
  return writeXlsxFile([
    { data: [head(FIELDS, language)], sheet: SHEET[language], columns: FIELDS.map((field) => ({ width: WIDTHS[field] ?? 14 })), stickyRowsCount: 1 },
    { data: guide, sheet: language === 'en' ? 'What to write' : '填写说明', columns: [{ width: 20 }, { width: 80 }] },
  ]).toBuffer();
}
