import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Result, routes } from '@guardroom/contracts';
import { instantOf, newId } from '@guardroom/kernel';
import { todayWithRoom } from '@guardroom/testkit';
import type { CaptureState } from '@guardroom/domain';
import { type TestApi, startApi } from '../../testing/start-api.ts';
import { TestGateway } from '../../testing/test-gateway.ts';
import { WatchDevices } from './due/watch-devices.ts';
import { EQUIPMENT_PART } from './testing/equipment-part.ts';
import { SHORT_HEAD, WHOLE_HEAD, wholeRow, workbookOf } from './testing/workbooks.ts';
import { readWorkbook } from './workbook/read.ts';

type Asset = Result<typeof routes.getAsset>;
type Assets = Result<typeof routes.listAssets>;
type Ticket = Result<typeof routes.getTicket>;
type Tickets = Result<typeof routes.listTickets>;
type Order = Result<typeof routes.getChangeOrder>;
type Preview = Result<typeof routes.previewAssetImport>;

let api: TestApi;
let gateway: TestGateway;

const at = (path: string, n: 0 | 1 = 0): string => `/v1/schools/${api.schools[n].schoolId}${path}`;
const as = (who: string) => ({
  get: <T>(path: string) => api.call<T>(who, 'GET', at(path)),
  post: <T>(path: string, body?: unknown) => api.call<T>(who, 'POST', at(path), body),
  patch: <T>(path: string, body: unknown) => api.call<T>(who, 'PATCH', at(path), body),
});
const admin = as('qian.hua');
const lead = as('zhao.an');
const today = await todayWithRoom();
const factsOf = async (subject: string): Promise<string[]> => (await api.database.admin.query<{ type: string }>('select type from facts where subject = $1 order by recorded_at, fact_id', [subject])).rows.map((fact) => fact.type);

let cameras = 0;
/** A camera at the gateway; its asset comes by itself. */
async function aCamera(): Promise<{ id: string; name: string; asset: Asset }> {
  cameras += 1;
  const name = `摄像机 ${cameras}`;
  const { body } = await admin.post<{ id: string }>('/cameras', { name, location: '教学楼', space: 'corridor', gatewayId: gateway.enrolment.gatewayId, rtspUrl: 'rtsp://10.0.0.8:554/main', username: 'admin', password: 's3cret' });
  const { body: found } = await admin.get<Assets>(`/assets?cameraId=${body.id}`);
  return { id: body.id, name, asset: found.items[0] as Asset };
}

/** The gateway says of a camera that it has been in this state for some minutes. */
async function says(cameraId: string, state: CaptureState, minutes: number, detail: string | null = null): Promise<void> {
  const ago = (n: number) => instantOf(Date.now() - n * 60_000);
  const { status } = await gateway.call('POST', '/heartbeat', {
    version: '1.0.0', sentAt: ago(0), clockOffsetMs: 1, clockUncertaintyMs: 1, revision: 1, spool: { bytes: 0, budgetBytes: 1_000_000, segments: 0, oldestAt: null },
    cameras: [{ cameraId, state, since: ago(minutes), detail, codec: null, deliveredFps: null, lastFrameAt: state === 'recording' ? ago(0) : null }],
  });
  expect(status).toBe(200);
}
const round = async (): Promise<void> => api.app.get(WatchDevices, { strict: false }).handle(await api.machine(api.schools[0]));
const ticketsOf = async (assetId: string): Promise<Ticket[]> => (await admin.get<Tickets>(`/fault-tickets?assetId=${assetId}`)).body.items;

beforeAll(async () => {
  api = await startApi(EQUIPMENT_PART);
  gateway = await TestGateway.enrolled(api, api.schools[0]);
});
afterAll(() => api?.close());

describe('the asset register', () => {
  test('has every camera and gateway from its first moment, once', async () => {
    const camera = await aCamera();
    expect(camera.asset).toMatchObject({ assetClass: 'camera', name: camera.name, state: 'installed', location: '教学楼', cameraId: camera.id, tagNumber: expect.stringMatching(/^SXJ-\d{4}$/), serviceLifeYears: 5, life: 'unknown' });
    expect(camera.asset.missing).toEqual(['model', 'spec', 'serialNumber', 'purchasedOn', 'keeper', 'technicalParameters']);
    const { body: gateways } = await admin.get<Assets>('/assets?assetClass=gateway');
    const own = gateways.items.find((a) => a.gatewayId === gateway.enrolment.gatewayId);
    expect((await admin.patch<Asset>(`/assets/${own?.id}`, { location: '监控室机柜' })).body.location).toBe('监控室机柜'); // what was empty is only filled in
    expect((await admin.patch(`/assets/${own?.id}`, { location: '门卫室' })).error).toMatchObject({ code: 'equipment.change_order_needed', details: { change: 'move' } });
    await round();
    await round();
    expect((await admin.get<Assets>(`/assets?cameraId=${camera.id}`)).body.total).toBe(1);
    expect(await factsOf(camera.asset.id)).toEqual(['asset.registered']);
  });

  test('enters by itself what was there before it', async () => {
    const camera = await aCamera();
    await api.database.admin.query('delete from assets where asset_id = $1', [camera.asset.id]);
    await round();
    expect((await admin.get<Assets>(`/assets?cameraId=${camera.id}`)).body.items).toMatchObject([{ name: camera.name, state: 'installed' }]);
  });

  test('takes a camera that was entered by hand for the one that is connected later', async () => {
    const { body: byHand } = await admin.post<Asset>('/assets', { tagNumber: 'A-77', name: `摄像机 ${cameras + 1}`, assetClass: 'camera', state: 'spare', model: 'DS-2CD' });
    expect(await aCamera()).toMatchObject({ asset: { id: byHand.id, tagNumber: 'A-77', model: 'DS-2CD' } });
  });

  test('leads a device from plan to service: with every field, and accepted by somebody else', async () => {
    const people = (await admin.get<{ items: { id: string; name: string }[] }>('/equipment-people')).body.items;
    const { body: asset, status } = await admin.post<Asset>('/assets', { tagNumber: 'S-1', name: '核心交换机', assetClass: 'switch', state: 'planned', location: '弱电间' });
    expect([status, asset.missing.length]).toEqual([201, 6]);
    expect((await admin.post('/assets', { tagNumber: 'S-1', name: '另一台', assetClass: 'switch', state: 'planned' })).error?.code).toBe('assets.tag_taken');
    const step = (who: typeof admin, state: string, on?: string) => who.post<Asset>(`/assets/${asset.id}/state`, { state, ...(on ? { on } : {}) });
    expect((await step(admin, 'in_service')).error).toMatchObject({ code: 'assets.no_such_step', details: { allowed: ['installed', 'spare', 'retired'] } });
    await step(admin, 'installed', '2021-10-01');
    await step(admin, 'commissioned');
    expect((await step(lead, 'accepted', '2021-10-08')).error).toMatchObject({ code: 'assets.incomplete', details: { missing: ['model', 'spec', 'serialNumber', 'purchasedOn', 'keeper', 'technicalParameters'] } });
    const keeperPersonId = people.find((p) => p.name === '钱华')?.id;
    const filled = await admin.patch<Asset>(`/assets/${asset.id}`, { model: 'S-24', spec: '24 口', serialNumber: 'SN1', purchasedOn: '2021-09-01', technicalParameters: 'PoE', keeperPersonId });
    expect(filled.body).toMatchObject({ missing: [], keeper: { name: '钱华' } });
    expect((await step(admin, 'accepted', '2021-10-08')).error?.code).toBe('assets.own_acceptance');
    expect((await step(lead, 'accepted', '2021-08-01')).error).toMatchObject({ code: 'assets.dates_disorder', details: { field: 'acceptedOn' } });
    expect((await step(lead, 'accepted', '2021-10-08')).body).toMatchObject({ state: 'accepted', acceptedBy: '赵安', commissionedBy: '钱华', serviceLifeEndsOn: '2026-10-08', life: 'over_age' });
    expect((await step(admin, 'in_service')).body.state).toBe('in_service');
    expect((await admin.patch(`/assets/${asset.id}`, { model: null })).error).toMatchObject({ code: 'assets.still_required', details: { missing: ['model'] } });
    expect((await admin.patch(`/assets/${asset.id}`, { location: '走廊' })).error?.code).toBe('equipment.change_order_needed');
    expect((await step(admin, 'retired')).error).toMatchObject({ code: 'equipment.change_order_needed', details: { change: 'dismantle' } });
    await round();
    await round();
    expect(await factsOf(asset.id)).toEqual(['asset.registered', 'asset.installed', 'asset.commissioned', 'asset.changed', 'asset.accepted', 'asset.in_service', 'asset.over_age']);
    expect((await admin.get<Assets>('/assets?life=over_age')).body.items.map((a) => a.tagNumber)).toEqual(['S-1']);
    expect((await admin.get<Assets>('/assets?life=due')).body.total).toBe(0);
  });
});

describe('the register as an Excel file', () => {
  const preview = async (rows: Parameters<typeof workbookOf>[0]) => {
    const contentBase64 = (await workbookOf(rows)).toString('base64');
    return { contentBase64, ...(await admin.post<Preview>('/asset-imports/preview', { contentBase64 })) };
  };
  const count = async (): Promise<number> => (await admin.get<Assets>('/assets')).body.total;

  test('with several faults lists them all and writes nothing, not even when it is sent anyhow', async () => {
    const before = await count();
    const { body, contentBase64 } = await preview([[...WHOLE_HEAD], wholeRow('X-1', '钱华'), wholeRow('X-2', '无此人', { 型号: null }), wholeRow('X-1', '钱华', { 购买日期: '去年' })]);
    expect(body.faults.map((f) => [f.row, f.code])).toEqual([[3, 'nobody'], [3, 'needed_in_use'], [4, 'double_tag'], [4, 'no_day']]);
    expect(body).toMatchObject({ rows: 3, creates: 1, updates: 0 });
    expect((await admin.post('/asset-imports', { contentBase64, plan: body.plan })).error).toMatchObject({ code: 'assets.sheet_has_faults', details: { faults: 4 } });
    expect(await count()).toBe(before);
  });

  test('is written as a whole after its preview, a second time changes nothing, and a changed register asks to look again', async () => {
    const rows = [[...WHOLE_HEAD], wholeRow('Z-1', '钱华'), wholeRow('Z-2', '钱华', { 验收日期: '2020-05-01', 安装日期: '2020-04-01', 购买日期: '2020-03-01' })];
    const first = await preview(rows);
    expect(first.body).toMatchObject({ rows: 2, creates: 2, updates: 0, faults: [] });
    const write = (plan: string, contentBase64 = first.contentBase64) => admin.post<object>('/asset-imports', { contentBase64, plan });
    expect(await write(first.body.plan)).toMatchObject({ status: 201, body: { creates: 2, updates: 0, unchanged: 0 } });
    expect((await write(first.body.plan)).error?.code).toBe('assets.plan_changed');
    const again = await preview(rows);
    expect(again.body).toMatchObject({ creates: 0, updates: 0, unchanged: 2 });
    expect((await write(again.body.plan, again.contentBase64)).body).toEqual({ creates: 0, updates: 0, unchanged: 2 });
    expect((await admin.get<Assets>('/assets?q=Z-2')).body.items).toMatchObject([{ life: 'over_age', keeper: { name: '钱华' }, state: 'in_service' }]);

    const change = await preview([[...SHORT_HEAD, '备注'], ['Z-1', '服务器 Z-1', '视频服务器', '在用', '双电源']]);
    expect(change.body.changes).toEqual([{ row: 2, tagNumber: 'Z-1', name: '服务器 Z-1', kind: 'update', fields: [{ field: 'remarks', before: '', after: '双电源' }] }]);
    const asset = (await admin.get<Assets>('/assets?q=Z-1')).body.items[0] as Asset;
    await admin.patch(`/assets/${asset.id}`, { remarks: '单电源' });
    expect((await write(change.body.plan, change.contentBase64)).error?.code).toBe('assets.plan_changed');
    const anew = await preview([[...SHORT_HEAD, '备注'], ['Z-1', '服务器 Z-1', '视频服务器', '在用', '双电源']]);
    expect((await write(anew.body.plan, anew.contentBase64)).body).toEqual({ creates: 0, updates: 1, unchanged: 0 });
    expect(await factsOf(asset.id)).toEqual(['asset.registered', 'asset.changed', 'asset.changed']);
  });

  test('comes out in both languages and is a sheet without a difference', async () => {
    const { signIn } = await import('@guardroom/testkit');
    const { accessToken } = await signIn('qian.hua');
    for (const [language, heading] of [['zh-CN', '设备编号 *'], ['en', 'Tag number *']] as const) {
      const response = await fetch(`${api.url}${at('/asset-workbook')}?language=${language}`, { headers: { authorization: `Bearer ${accessToken}` } });
      expect(response.headers.get('content-type')).toContain('spreadsheetml');
      const file = Buffer.from(await response.arrayBuffer());
      expect((await readWorkbook(file))[0]?.[0]).toBe(heading);
      const { body } = await admin.post<Preview>('/asset-imports/preview', { contentBase64: file.toString('base64') });
      expect(body).toMatchObject({ creates: 0, updates: 0, faults: [], unchanged: await count() });
    }
  });

  test('is no Excel file when it is something else', async () => {
    expect((await admin.post('/asset-imports/preview', { contentBase64: Buffer.from('a,b').toString('base64') })).error).toMatchObject({ code: 'assets.sheet_unreadable', details: { why: 'not_xlsx' } });
  });
});

describe('a camera that fails', () => {
  test('becomes one ticket by itself after two minutes, for each cause, however often one looks', async () => {
    const { id, asset } = await aCamera();
    await says(id, 'wrong_password', 1, '401 Unauthorized');
    await round();
    expect(await ticketsOf(asset.id)).toEqual([]);
    await says(id, 'wrong_password', 3, '401 Unauthorized');
    await Promise.all([round(), round(), round()]);
    const [ticket, ...more] = await ticketsOf(asset.id);
    expect(more).toEqual([]);
    expect(ticket).toMatchObject({ state: 'open', source: 'machine', cause: 'wrong_password', urgency: 'critical', words: '401 Unauthorized', number: expect.stringMatching(/^G\d{4}-\d{4}$/), acknowledged: null, overdue: false });
    expect(Date.parse(ticket?.repairBy ?? '') - Date.parse(ticket?.firstSignAt ?? '')).toBe(24 * 3_600_000);
    await says(id, 'unreachable', 4);
    await round();
    expect((await ticketsOf(asset.id)).map((t) => t.cause).sort()).toEqual(['unreachable', 'wrong_password']);
    expect((await admin.get<Assets>(`/assets?broken=true`)).body.items.map((a) => a.id)).toContain(asset.id);
  });

  test('closes its ticket to repaired when it records again; another person than the repairer verifies, and it fails again into the same ticket', async () => {
    const { id, asset } = await aCamera();
    await says(id, 'no_frames', 3);
    await round();
    const ticketId = (await ticketsOf(asset.id))[0]?.id ?? '';
    const ticket = async () => (await admin.get<Ticket>(`/fault-tickets/${ticketId}`)).body;
    const { body: people } = await admin.get<{ items: { id: string; name: string; repairs: boolean }[] }>('/equipment-people');
    const person = (name: string) => people.items.find((p) => p.name === name)?.id;
    expect((await admin.post(`/fault-tickets/${ticketId}/assign`, { personId: person('李薇') })).error?.code).toBe('tickets.not_a_repairer');
    expect((await admin.post<Ticket>(`/fault-tickets/${ticketId}/assign`, { personId: person('钱华') })).body).toMatchObject({ state: 'assigned', assignee: { name: '钱华' }, acknowledged: { by: '钱华' } });
    await says(id, 'recording', 0);
    await round();
    expect((await ticket()).state).toBe('assigned');
    await says(id, 'recording', 2);
    await round();
    await round();
    expect(await ticket()).toMatchObject({ state: 'repaired', repaired: { by: null } });
    await says(id, 'no_frames', 3);
    expect((await lead.post(`/fault-tickets/${ticketId}/verify`, { holds: true, words: '看过画面' })).error?.code).toBe('tickets.still_faulty');
    await round();
    expect(await ticket()).toMatchObject({ state: 'in_repair', timesSentBack: 1 });
    await admin.post(`/fault-tickets/${ticketId}/repair`, { words: '更换网线接头' });
    expect((await admin.post(`/fault-tickets/${ticketId}/verify`, { holds: true, words: '好了' })).error?.code).toBe('tickets.own_repair');
    await says(id, 'recording', 2);
    expect((await lead.post<Ticket>(`/fault-tickets/${ticketId}/verify`, { holds: true, words: '画面清晰' })).body).toMatchObject({ state: 'verified', verified: { by: { name: '赵安' }, words: '画面清晰' } });
    expect(await factsOf(ticketId)).toEqual(['fault_ticket.opened', 'fault_ticket.assigned', 'fault_ticket.came_back', 'fault_ticket.failed_again', 'fault_ticket.repaired', 'fault_ticket.verified']);
    await says(id, 'no_frames', 3);
    await round();
    expect(await ticketsOf(asset.id)).toHaveLength(2);
  });

  test('is not what failed when its gateway is silent: the gateway is', async () => {
    const other = await TestGateway.enrolled(api, api.schools[0]);
    await api.database.admin.query(
      `insert into gateway_status (school_id, gateway_id, district_id, last_seen_at, version, clock_offset_ms, clock_uncertainty_ms, spool_bytes, spool_budget_bytes, spool_segments, revision)
       select school_id, gateway_id, district_id, now() - interval '11 minutes', '1', 0, 0, 0, 1, 0, 1 from gateways where gateway_id = $1`,
      [other.enrolment.gatewayId],
    );
    await round();
    const { body } = await admin.get<Tickets>('/fault-tickets?perPage=100');
    expect(body.items.filter((t) => t.cause === 'gateway_silent')).toMatchObject([{ state: 'open', urgency: 'critical', asset: { tagNumber: expect.stringMatching(/^WG-/) } }]);
  });

  test('takes a device out of service until the repair is verified', async () => {
    const asset = (await admin.get<Assets>('/assets?q=Z-1')).body.items[0] as Asset;
    const { body: ticket, status } = await as('sun.ping').post<Ticket>('/fault-tickets', { assetId: asset.id, cause: 'storage', urgency: 'normal', words: '磁盘告警灯亮' });
    expect([status, ticket.source, ticket.reportedBy?.name]).toEqual([201, 'person', '孙平']);
    const state = async () => (await admin.get<Asset>(`/assets/${asset.id}`)).body.state;
    expect(await state()).toBe('degraded');
    expect((await admin.post(`/assets/${asset.id}/state`, { state: 'in_service' })).error?.code).toBe('assets.ticket_open');
    await admin.post(`/fault-tickets/${ticket.id}/start`);
    await admin.post(`/fault-tickets/${ticket.id}/notes`, { words: '备件已到' });
    await admin.post(`/fault-tickets/${ticket.id}/repair`, { words: '更换第三块磁盘' });
    const sentBack = await lead.post<Ticket>(`/fault-tickets/${ticket.id}/verify`, { holds: false, words: '告警灯仍亮' });
    expect(sentBack.body).toMatchObject({ state: 'in_repair', timesSentBack: 1, repaired: null, notes: [{ words: '备件已到', by: { name: '钱华' } }, { words: '告警灯仍亮', by: { name: '赵安' } }] });
    await admin.post(`/fault-tickets/${ticket.id}/repair`, { words: '重建阵列完成' });
    expect((await lead.post<Ticket>(`/fault-tickets/${ticket.id}/verify`, { holds: true, words: '告警已消' })).body.state).toBe('verified');
    expect(await state()).toBe('in_service');
  });

  test('is repaired by a contractor who sees what is assigned to them, and nothing else', async () => {
    const { admin: sql } = api.database;
    await sql.query(`insert into appointments (school_id, appointment_id, district_id, person_id, sub, person_name, role, starts_on) select school_id, $1, district_id, person_id, sub, person_name, 'contractor', '2020-01-01' from appointments where person_name = '李薇' and role = 'staff' and school_id = $2`, [newId('apt'), api.schools[0].schoolId]);
    const contractor = as('li.wei');
    const { asset } = await aCamera();
    const { body: ticket } = await admin.post<Ticket>('/fault-tickets', { assetId: asset.id, cause: 'damage', urgency: 'normal', words: '外罩破裂进水' });
    expect((await contractor.get<Tickets>('/fault-tickets')).body.items).toEqual([]);
    expect((await contractor.get(`/fault-tickets/${ticket.id}`)).error?.code).toBe('request.not_found');
    expect((await contractor.post(`/fault-tickets/${ticket.id}/start`)).error?.code).toBe('request.not_found');
    const person = (await admin.get<{ items: { id: string; name: string }[] }>('/equipment-people')).body.items.find((p) => p.name === '李薇');
    await admin.post(`/fault-tickets/${ticket.id}/assign`, { personId: person?.id });
    expect((await contractor.get<Tickets>('/fault-tickets')).body.items.map((t) => [t.id, t.may])).toEqual([[ticket.id, ['start', 'repair', 'note']]]);
    expect((await contractor.get('/assets')).error?.code).toBe('identity.not_permitted');
    expect((await contractor.post<Ticket>(`/fault-tickets/${ticket.id}/repair`, { words: '更换外罩与密封圈' })).body).toMatchObject({ state: 'repaired', repaired: { by: { name: '李薇' } } });
  });

  test('is overdue after its limit, and counted so', async () => {
    const { asset } = await aCamera();
    const { body: ticket } = await admin.post<Ticket>('/fault-tickets', { assetId: asset.id, cause: 'picture_quality', urgency: 'normal', words: '画面模糊不清' });
    const before = (await admin.get<Result<typeof routes.getEquipmentSummary>>('/equipment-summary')).body;
    await api.database.admin.query(`update fault_tickets set repair_by = now() - interval '1 minute' where ticket_id = $1`, [ticket.id]);
    const after = (await admin.get<Result<typeof routes.getEquipmentSummary>>('/equipment-summary')).body;
    expect(after).toEqual({ ...before, ticketsOverdue: before.ticketsOverdue + 1 });
    expect((await admin.get<Tickets>('/fault-tickets?overdue=true')).body.items.map((t) => t.id)).toEqual([ticket.id]);
  });
});

describe('a change order', () => {
  const proposal = (assetId: string, more: object = {}) => ({ assetId, kind: 'move', words: '移到东侧立杆', reason: '原立杆倾斜', toLocation: '东侧立杆', plannedOn: today, ...more });

  test('is decided by somebody else, carried out after that, and closed with its result', async () => {
    const { body: asset } = await admin.post<Asset>('/assets', { tagNumber: 'L-1', name: '补光灯', assetClass: 'lamp', state: 'installed', location: '西侧立杆' });
    expect((await admin.post('/change-orders', proposal(asset.id, { toLocation: undefined }))).error?.code).toBe('change_orders.place_needed');
    expect((await admin.post('/change-orders', proposal(asset.id, { plannedOn: '2020-01-01' }))).error?.code).toBe('change_orders.day_past');
    const { body: order } = await lead.post<Order>('/change-orders', proposal(asset.id));
    expect(order).toMatchObject({ state: 'proposed', fromLocation: '西侧立杆', toLocation: '东侧立杆', number: expect.stringMatching(/^B\d{4}-\d{4}$/) });
    expect((await admin.post('/change-orders', proposal(asset.id))).error).toMatchObject({ code: 'change_orders.open_already', details: { number: order.number } });
    const decide = (who: typeof admin, kind: string) => who.post<Order>(`/change-orders/${order.id}/decision`, { kind, words: '同意按方案' });
    expect((await decide(lead, 'approve')).error?.code).toBe('change_orders.own_order');
    expect((await decide(admin, 'approve')).error?.code).toBe('identity.not_permitted');
    expect((await admin.post(`/change-orders/${order.id}/start`)).error?.code).toBe('change_orders.not_now');
    expect((await decide(as('chen.ming'), 'approve')).body).toMatchObject({ state: 'approved', decision: { by: { name: '陈明' } } });
    expect((await decide(as('chen.ming'), 'reject')).error?.code).toBe('change_orders.not_now');
    expect((await admin.post<Order>(`/change-orders/${order.id}/start`)).body.state).toBe('in_progress');
    expect((await admin.post<Order>(`/change-orders/${order.id}/close`, { result: '已移装并试灯' })).body).toMatchObject({ state: 'closed', closed: { by: { name: '钱华' } }, may: [] });
    expect((await admin.get<Asset>(`/assets/${asset.id}`)).body.location).toBe('东侧立杆');
    expect(await factsOf(order.id)).toEqual(['change_order.proposed', 'change_order.approved', 'change_order.started', 'change_order.closed']);
  });

  test('serves the place that was approved, and no other', async () => {
    const asset = (await admin.get<Assets>('/assets?q=Z-1')).body.items[0] as Asset;
    const { body: order } = await admin.post<Order>('/change-orders', proposal(asset.id, { toLocation: '二楼机房' }));
    await lead.post(`/change-orders/${order.id}/decision`, { kind: 'approve', words: '同意按方案' });
    const move = (location: string) => admin.patch<Asset>(`/assets/${asset.id}`, { location });
    expect((await move('三楼机房')).error).toMatchObject({ code: 'equipment.other_place_approved', details: { approved: '二楼机房', number: order.number, orderId: order.id } });
    expect((await move('二楼机房')).body.location).toBe('二楼机房');
    expect((await move('三楼机房')).error?.code).toBe('equipment.other_place_approved');
    await admin.post(`/change-orders/${order.id}/close`, { result: '已移装并复核' });
    expect((await move('三楼机房')).error).toMatchObject({ code: 'equipment.change_order_needed', details: { change: 'move', toLocation: '三楼机房' } });
  });

  test('is needed to put another device in the place of one that works: by the register or by its camera', async () => {
    const { asset } = await aCamera();
    const change = (more: object) => admin.patch<Asset>(`/assets/${asset.id}`, more);
    expect((await change({ model: 'HM-4M', serialNumber: 'SN-1' })).status).toBe(200);
    for (const swap of [{ model: 'HM-8M' }, { serialNumber: 'SN-2' }, { serialNumber: null }]) expect((await change(swap)).error).toMatchObject({ code: 'equipment.change_order_needed', details: { change: 'replace', assetId: asset.id } });
    expect((await change({ model: 'HM-4M', serialNumber: 'SN-1', remarks: '已清洁' })).body.remarks).toBe('已清洁');
    for (const [state, kind] of [['spare', 'replace'], ['retired', 'dismantle']]) expect((await admin.post(`/assets/${asset.id}/state`, { state })).error).toMatchObject({ code: 'equipment.change_order_needed', details: { change: kind } });
    const { body: order } = await admin.post<Order>('/change-orders', proposal(asset.id, { kind: 'replace', toLocation: undefined }));
    await lead.post(`/change-orders/${order.id}/decision`, { kind: 'approve', words: '同意更换' });
    expect((await change({ model: 'HM-8M', serialNumber: 'SN-2' })).body).toMatchObject({ model: 'HM-8M', serialNumber: 'SN-2' });
    expect((await admin.post<Asset>(`/assets/${asset.id}/state`, { state: 'spare' })).body.state).toBe('spare');
  });

  test('lets a device in use be taken down', async () => {
    const asset = (await admin.get<Assets>('/assets?q=Z-2')).body.items[0] as Asset;
    const { body: order } = await admin.post<Order>('/change-orders', proposal(asset.id, { kind: 'dismantle', toLocation: undefined }));
    expect((await admin.post(`/assets/${asset.id}/state`, { state: 'retired' })).error?.code).toBe('equipment.change_order_needed');
    const found = async (kind: string) => (await lead.get<{ items: Order[] }>(`/change-orders?kind=${kind}&assetId=${asset.id}`)).body.items.map(({ id, may }) => [id, may]);
    expect([await found('dismantle'), await found('move')]).toEqual([[[order.id, ['decide']]], []]);
    await lead.post(`/change-orders/${order.id}/decision`, { kind: 'approve', words: '到期更换' });
    expect((await admin.post<Asset>(`/assets/${asset.id}/state`, { state: 'retired' })).body).toMatchObject({ state: 'retired', life: 'unknown' });
    expect((await admin.get<Order>(`/change-orders/${order.id}`)).body.state).toBe('in_progress');
    expect((await admin.post('/fault-tickets', { assetId: asset.id, cause: 'other', urgency: 'normal', words: '已经报废了' })).error?.code).toBe('tickets.asset_retired');
  });
});
