import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { parseCivilDay } from '@guardroom/kernel';
import { WHOLE_HEAD, SHORT_HEAD, wholeRow, workbookOf } from '../testing/workbooks.ts';
import { type Known, type KnownDevice, type SheetDevice, lettersOf, planImport } from './plan.ts';
import { readWorkbook } from './read.ts';
import { repack } from './unpack.ts';
import { registerWorkbook, templateWorkbook } from './write.ts';

const staff = [{ id: 'psn_a', name: '钱华' }, { id: 'psn_b', name: '李伟' }, { id: 'psn_c', name: '李伟' }];
const known: Known = { devices: new Map(), staff, today: parseCivilDay('2026-11-22') };
const plan = async (rows: Parameters<typeof workbookOf>[0], over: Partial<Known> = {}) => planImport(await readWorkbook(await workbookOf(rows)), { ...known, ...over });
const whyNot = async (run: () => unknown): Promise<string> => {
  try {
    await run();
    return 'read';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

describe('a sheet of devices', () => {
  test('is read with days as days or as people write them, and its fields in any order', async () => {
    const { writes, faults } = await plan([[...WHOLE_HEAD], wholeRow('F-1', '钱华', { 购买日期: new Date(Date.UTC(2024, 1, 1)), 序列号: 100200300 })]);
    expect(faults).toEqual([]);
    expect(writes).toMatchObject([{ row: 2, id: undefined, device: { tagNumber: 'F-1', assetClass: 'server', state: 'in_service', purchasedOn: '2024-02-01', installedOn: '2024-03-01', acceptedOn: '2024-03-08', serialNumber: '100200300', keeperPersonId: 'psn_a', serviceLifeYears: 5 } }]);
    expect((await plan([['State', 'Tag number', 'Name', 'Class'], ['Spare', 'F-2', 'Disk', 'storage']])).writes).toMatchObject([{ device: { tagNumber: 'F-2', assetClass: 'storage', state: 'spare' } }]);
  });

  test('names every fault at once with its cell, what stands there and what is allowed', async () => {
    const { faults, rows, writes } = await plan([
      [...WHOLE_HEAD],
      wholeRow('F-1', '张三', { 类别: '相机', 购买日期: '2024-13-01', '使用年限（年）': 6 }),
      wholeRow('F-1', '李伟', { 设备名称: null, 型号: null, 验收日期: '2027-01-01' }),
      wholeRow('F-2', '钱华', { 安装日期: '2023-01-01' }),
      wholeRow('', '钱华'),
    ]);
    expect(rows).toBe(4);
    expect(faults.map((f) => [f.row, `${f.column}${f.row}`, f.code, f.found])).toEqual([
      [2, 'C2', 'not_in_list', '相机'],
      [2, 'P2', 'nobody', '张三'],
      [2, 'K2', 'no_day', '2024-13-01'],
      [2, 'O2', 'years_range', '6'],
      [3, 'A3', 'double_tag', 'F-1'],
      [3, 'B3', 'empty', ''],
      [3, 'P3', 'more_than_one', '李伟'],
      [3, 'M3', 'day_ahead', '2027-01-01'],
      [3, 'F3', 'needed_in_use', ''],
      [4, 'L4', 'days_disorder', '2023-01-01'],
      [5, 'A5', 'empty', ''],
    ]);
    expect(faults[0]?.allowed).toContain('视频服务器');
    expect(faults[4]?.allowed).toBe('2');
    expect(writes).toEqual([]);
  });

  test('is refused as a whole without its key columns, and tells of headings that nobody knows beside every fault of the columns that are there', async () => {
    const { faults, writes, rows } = await plan([['设备名称', '类别', '状态', '颜色', '购买日期'], ['a', '相机', '备用', '红', '去年'], [null, '摄像机', '备用', '红', null]]);
    expect(faults.map((f) => [f.code, `${f.column}${f.row}`])).toEqual([['unknown_heading', 'D1'], ['heading_missing', '1'], ['not_in_list', 'B2'], ['no_day', 'E2'], ['empty', 'A3']]);
    expect([writes, rows]).toEqual([[], 2]);
    expect((await plan([['设备编号'], ['F-1'], ['F-1']])).faults.map((f) => [f.code, f.row])).toEqual([['heading_missing', 1], ['heading_missing', 1], ['heading_missing', 1], ['double_tag', 3]]);
    expect((await plan([[...SHORT_HEAD, '类别'], ['F-1', 'a', '摄像机', '备用', '摄像机']])).faults.map((f) => f.code)).toEqual(['double_heading']);
  });

  test('changes what differs, leaves alone what it does not name, and nothing that is decided elsewhere', async () => {
    const [first] = (await plan([[...WHOLE_HEAD], wholeRow('F-1', '钱华')])).writes;
    const devices = new Map<string, KnownDevice>([['F-1', { ...(first?.device as SheetDevice), id: 'ast_1', isCamera: false, works: false }]]);
    expect(await plan([[...WHOLE_HEAD], wholeRow('F-1', '钱华')], { devices })).toMatchObject({ writes: [], unchanged: 1, faults: [] });
    const changed = await plan([[...SHORT_HEAD, '规格'], ['F-1', '新名', '视频服务器', '在用', '3U 机架式']], { devices });
    expect(changed).toMatchObject({ faults: [], writes: [{ id: 'ast_1', device: { serialNumber: 'SN-F-1' }, fields: [{ field: 'name', after: '新名' }, { field: 'spec', before: '2U 机架式', after: '3U 机架式' }] }] });
    const swap = (known: KnownDevice, word: string) => plan([[...SHORT_HEAD, '型号', '序列号'], ['F-1', known.name, '视频服务器', word, 'HY-3U', 'SN-2']], { devices: new Map([['F-1', known]]) });
    const inUse = devices.get('F-1') as KnownDevice;
    expect((await swap(inUse, '在用')).faults.map((f) => [f.column, f.code, f.allowed])).toEqual([['E', 'order_needed', 'HY-2U'], ['F', 'order_needed', 'SN-F-1']]);
    expect((await swap({ ...inUse, state: 'installed', works: true }, '已安装')).faults.map((f) => f.code)).toEqual(['order_needed', 'order_needed']);
    expect((await swap({ ...inUse, state: 'spare' }, '备用')).faults).toEqual([]);
    const refused = await plan([[...SHORT_HEAD, '安装位置', '验收日期'], ['F-1', '服务器 F-1', '显示设备', '报废', '门卫室', '2024-03-09']], { devices });
    expect(refused.faults.map((f) => f.code)).toEqual(['fixed', 'state_elsewhere', 'fixed', 'order_needed']);
    const camera = new Map([['F-1', { ...(devices.get('F-1') as KnownDevice), isCamera: true }]]);
    expect((await plan([[...SHORT_HEAD], ['F-1', '另一名', '视频服务器', '在用']], { devices: camera })).faults.map((f) => f.code)).toEqual(['follows_camera']);
  });

  test('counts its columns as spreadsheets do', () => expect([0, 25, 26, 51, 52, 701, 702].map(lettersOf)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']));
});

describe('a file from a stranger', () => {
  const packed = (path: string, text: string, method = 8): Buffer => {
    const name = Buffer.from(path);
    const bytes = method === 8 ? deflateRawSync(Buffer.from(text)) : Buffer.from(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    local.writeUInt16LE(method, 8);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(bytes.length, 20);
    entry.writeUInt32LE(text.length % 1000, 24); // what an archive claims of a size is not believed
    entry.writeUInt16LE(name.length, 28);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50);
    end.writeUInt16LE(1, 10);
    end.writeUInt32LE(30 + name.length + bytes.length, 16);
    return Buffer.concat([local, name, bytes, entry, name, end]);
  };

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['words', Buffer.from('设备编号,设备名称')],
    ['an archive that is no workbook', packed('a.xml', '<a/>')],
    ['a declared entity', packed('xl/workbook.xml', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')],
    ['a cut file', packed('xl/workbook.xml', '<a/>').subarray(0, 60)],
    ['an unknown way of packing', packed('xl/workbook.xml', '<a/>', 99)],
  ])('is not read when it is %s', async (_, file) => expect(await whyNot(() => repack(file))).toBe('assets.sheet_unreadable'));

  test('is not unpacked beyond its limit, whatever it claims', async () => {
    const bomb = packed('xl/workbook.xml', ' '.repeat(80 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(200_000);
    expect(await whyNot(() => repack(bomb))).toBe('assets.sheet_too_large');
    expect(await whyNot(() => repack(Buffer.alloc(5 * 1024 * 1024 + 1)))).toBe('assets.sheet_too_large');
  });

  test('is not read to a cell far away, nor beyond five thousand devices', async () => {
    const rows = (n: number) => Array.from({ length: n }, (_, i) => [i === 0 ? '设备编号' : `F-${i}`]);
    expect(await whyNot(async () => readWorkbook(await workbookOf(rows(5_001))))).toBe('read');
    expect(await whyNot(async () => readWorkbook(await workbookOf(rows(5_002))))).toBe('assets.sheet_too_large');
    expect(await whyNot(async () => readWorkbook(await workbookOf([Array.from({ length: 61 }, () => 'x')])))).toBe('assets.sheet_too_large');
  });
});

describe('a file that we write', () => {
  const device = (name: string): SheetDevice & { serviceLifeEndsOn: string | null } => ({
    tagNumber: 'F-1', name, assetClass: 'server', state: 'spare', maker: '=1+1', model: '-x', spec: '@y', serialNumber: '+8613800000000', technicalParameters: null, supplier: null, installer: null, location: null, purchasedOn: '2024-02-01',
    installedOn: null, acceptedOn: '2024-03-08', warrantyUntil: null, serviceLifeYears: 5, keeperPersonId: 'psn_a', keeper: '钱华', remarks: null, serviceLifeEndsOn: '2029-03-08',
  });

  test.each(['zh-CN', 'en'] as const)('comes back as what was written, in %s, and holds no formula', async (language) => {
    const file = await registerWorkbook([device('=cmd|calc')], language);
    const cells = await readWorkbook(file);
    expect(cells[1]?.filter((cell) => typeof cell === 'string' && /^[=+\-@]/.test(cell))).toEqual([]);
    expect(cells[1]).toContain("'=cmd|calc");
    expect(repack(file).toString('latin1')).not.toContain('<f>');
    const { writes, faults } = planImport(cells, known);
    expect(faults).toEqual([]);
    const { serviceLifeEndsOn: _, ...written } = device('=cmd|calc');
    expect(writes.map((write) => write.device)).toEqual([written]);
  });

  test.each(['zh-CN', 'en'] as const)('as template in %s is itself a sheet without faults', async (language) => {
    expect(planImport(await readWorkbook(await templateWorkbook(language)), known)).toEqual({ rows: 0, writes: [], unchanged: 0, faults: [] });
  });
});
