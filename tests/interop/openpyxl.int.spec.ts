import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseCivilDay } from '@guardroom/kernel';
import { WHOLE_HEAD, wholeRow } from '../../apps/api/src/features/assets/testing/workbooks.ts';
import { type KnownDevice, planImport } from '../../apps/api/src/features/assets/workbook/plan.ts';
import { readWorkbook } from '../../apps/api/src/features/assets/workbook/read.ts';
import { registerWorkbook } from '../../apps/api/src/features/assets/workbook/write.ts';
import { pythonWith, ran } from './tools.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const directory = mkdtempSync(`${tmpdir()}/guardroom-openpyxl-`);
const file = (name: string): string => `${directory}/${name}`;
const known = { devices: new Map<string, KnownDevice>(), staff: [{ id: 'psn_a', name: '钱华' }], today: parseCivilDay('2026-11-22') };
let python: string;

beforeAll(async () => {
  python = `${await pythonWith('openpyxl', here('openpyxl-requirements.txt'))}/python`;
});
afterAll(() => rmSync(directory, { recursive: true }));

async function written(rows: readonly (readonly unknown[])[]): Promise<Buffer> {
  writeFileSync(file('rows.json'), JSON.stringify(rows));
  expect(await ran(python, here('openpyxl_tool.py'), 'write', file('rows.json'), file('theirs.xlsx'))).toMatchObject({ code: 0, stderr: '' });
  return readFileSync(file('theirs.xlsx'));
}

describe('a sheet that openpyxl wrote', () => {
  test('is read with its day cells and numbers, and all its faults at once', async () => {
    const rows = [[...WHOLE_HEAD], wholeRow('F-1', '钱华', { 购买日期: '占位', 序列号: 100200 }), wholeRow('F-2', '无此人', { 类别: '相机', '使用年限（年）': 5.5 }), wholeRow('F-1', '钱华', { 型号: null })];
    const dated = rows.map((row) => row.map((value) => (value === '占位' ? { day: '2024-02-01' } : value)));
    const { faults, writes } = planImport(await readWorkbook(await written(dated)), known);
    expect(faults.map((f) => [`${f.column}${f.row}`, f.code])).toEqual([['C3', 'not_in_list'], ['P3', 'nobody'], ['O3', 'years_range'], ['A4', 'double_tag'], ['F4', 'needed_in_use']]);
    expect(writes).toMatchObject([{ row: 2, device: { tagNumber: 'F-1', purchasedOn: '2024-02-01', serialNumber: '100200' } }]);
  });

  test('with a formula is never worked out: a cell that was not computed is empty', async () => {
    const { faults } = planImport(await readWorkbook(await written([[...WHOLE_HEAD], wholeRow('=HYPERLINK("http://a.example")', '钱华')])), known);
    expect(faults.map((f) => f.code)).toEqual(['empty']);
  });
});

test('openpyxl reads what we write, and finds no formula in it', async () => {
  const { writes } = planImport(await readWorkbook(await written([[...WHOLE_HEAD], wholeRow('F-1', '钱华')])), known);
  const [device] = writes.map((write) => write.device);
  if (!device) throw new Error('the device was not read');
  writeFileSync(file('ours.xlsx'), await registerWorkbook([{ ...device, name: '=cmd|calc', maker: '+1', serviceLifeEndsOn: '2029-03-08' }], 'zh-CN'));
  const { code, stdout } = await ran(python, here('openpyxl_tool.py'), 'read', file('ours.xlsx'));
  expect(code).toBe(0);
  const cells = JSON.parse(stdout) as { value: string | null; type: string }[][];
  expect(cells[0]?.map((cell) => cell.value)).toContain('验收日期');
  expect(cells[1]?.map((cell) => cell.value)).toEqual(expect.arrayContaining(['F-1', "'=cmd|calc", "'+1", '2024-02-01']));
  expect(cells.flat().filter((cell) => cell.type === 'f')).toEqual([]);
});
