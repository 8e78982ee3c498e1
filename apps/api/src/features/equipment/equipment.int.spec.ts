import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Tenants } from '../../platform/database/databases.ts';
import type { Result, routes } from '@guardroom/contracts';
import { publicKeyOfSealing } from '../../testing/sealing-key.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { TestGateway, enrol } from '../../testing/test-gateway.ts';
import { EQUIPMENT_PART } from '../assets/testing/equipment-part.ts';
import { approvedOrder } from '../assets/testing/approved-order.ts';
import { RecordingKeys } from '../recording/public.ts';
import { KeySupply } from './key-supply.ts';

type Camera = Result<typeof routes.getCamera>;
type Cameras = Result<typeof routes.listCameras>;
type Gateways = Result<typeof routes.listGateways>;

let api: TestApi;
let gateway: TestGateway;

const at = (path: string, n: 0 | 1 = 0): string => `/v1/schools/${api.schools[n].schoolId}${path}`;
const body = (name: string, more: object = {}) => ({ name, location: '教学楼', space: 'corridor', gatewayId: gateway.enrolment.gatewayId, rtspUrl: 'rtsp://10.0.0.8:554/main', username: 'admin', password: '口令-s3cret', ...more });
const register = (name: string, more: object = {}) => api.call<Camera>('qian.hua', 'POST', at('/cameras'), body(name, more));
const factsOf = async (type: string): Promise<{ subject: string; body: Record<string, unknown> }[]> => (await api.database.admin.query('select subject, body from facts where type = $1', [type])).rows as never;

beforeAll(async () => {
  api = await startApi(EQUIPMENT_PART);
  gateway = await TestGateway.enrolled(api, api.schools[0]);
});
afterAll(() => api?.close());

describe('a camera', () => {
  test('shows its address to those who keep the equipment, and to nobody else', async () => {
    const { status, body: camera } = await register('东门');
    expect(status).toBe(201);
    expect(camera).toMatchObject({ rtspUrl: 'rtsp://10.0.0.8:554/main', username: 'admin', state: 'unknown', enabled: true });
    expect((await api.call<Camera>('li.wei', 'GET', at(`/cameras/${camera.id}`))).body).toMatchObject({ rtspUrl: null, username: null });
    expect((await api.call('li.wei', 'POST', at('/cameras'), body('南门'))).error?.code).toBe('identity.not_permitted');
  });

  test.each(['toilet', 'bath', 'changing_room', 'dormitory_room', 'nursing_room', 'classroom'])('is refused in a %s with rule and clause, and the attempt is a fact', async (space) => {
    const before = (await factsOf('camera.refused_prohibited_space')).length;
    const { status, error } = await register(`偷看 ${space}`, { space });
    expect(status).toBe(409);
    expect(error).toMatchObject({ code: 'coverage.prohibited_space', details: { space, clauses: ['R12 1', 'R06 6(2)'] } });
    expect(await factsOf('camera.refused_prohibited_space')).toHaveLength(before + 1);
    expect((await api.database.admin.query('select 1 from cameras where name = $1', [`偷看 ${space}`])).rows).toEqual([]);
  });

  test('keeps no name twice, takes no gateway of another school and none that is not enrolled', async () => {
    await register('操场');
    expect((await register('操场')).error?.code).toBe('equipment.camera_name_taken');
    const other = await TestGateway.enrolled(api, api.schools[1]);
    expect((await register('外校', { gatewayId: other.enrolment.gatewayId })).error?.code).toBe('request.not_found');
    const waiting = await api.call<{ gateway: { id: string } }>('qian.hua', 'POST', at('/gateways'), { name: '未注册' });
    expect((await register('未注册', { gatewayId: waiting.body.gateway.id })).error?.code).toBe('equipment.gateway_not_active');
    expect((await api.call('qian.hua', 'POST', at('/gateways'), { name: '未注册' })).error?.code).toBe('equipment.gateway_name_taken');
  });

  test('changes without losing its password, and needs it anew at another gateway', async () => {
    const { body: camera } = await register('食堂');
    const sealed = async () => (await api.database.admin.query<{ sealed_password: Buffer }>('select sealed_password from cameras where camera_id = $1', [camera.id])).rows[0]?.sealed_password;
    const before = await sealed();
    const change = (more: object) => api.call<Camera>('qian.hua', 'PATCH', at(`/cameras/${camera.id}`), more);
    await approvedOrder(api, camera.id, 'move', camera.location);
    expect((await change({ name: '大食堂', space: 'canteen_hall' })).body).toMatchObject({ name: '大食堂', space: 'canteen_hall' });
    expect(await sealed()).toEqual(before);
    const second = await TestGateway.enrolled(api, api.schools[0]);
    expect((await change({ gatewayId: second.enrolment.gatewayId, password: 'neu' })).error).toMatchObject({ code: 'equipment.change_order_needed', details: { change: 'modify' } });
    await approvedOrder(api, camera.id, 'modify');
    expect((await change({ gatewayId: second.enrolment.gatewayId })).error?.faults?.[0]).toMatchObject({ path: 'body.password', code: 'missing' });
    expect((await change({ gatewayId: second.enrolment.gatewayId, password: 'neu' })).status).toBe(200);
    expect(await sealed()).not.toEqual(before);
    expect((await change({ space: 'toilet' })).error?.code).toBe('coverage.prohibited_space');
    expect((await change({ name: '操场' })).error?.code).toBe('equipment.camera_name_taken');
  });

  test('is out of service from the instant it is switched off to the instant it is on again', async () => {
    const { body: camera } = await register('走廊');
    const change = (enabled: boolean) => api.call<Camera>('qian.hua', 'PATCH', at(`/cameras/${camera.id}`), { enabled });
    await approvedOrder(api, camera.id, 'switch_off');
    expect((await change(false)).body).toMatchObject({ enabled: false, state: 'disabled' });
    expect((await change(false)).body).toMatchObject({ enabled: false });
    expect((await change(true)).body).toMatchObject({ enabled: true });
    const { rows } = await api.database.admin.query<{ open: boolean }>('select to_at is null as open from camera_service_times where camera_id = $1 order by from_at', [camera.id]);
    expect(rows.map((r) => r.open)).toEqual([false, true]);
    const said = (await api.database.admin.query<{ type: string }>(`select type from facts where subject = $1 and type in ('camera.disabled', 'camera.enabled') order by recorded_at`, [camera.id])).rows;
    expect(said.map((f) => f.type)).toEqual(['camera.disabled', 'camera.enabled']);
  });

  test('is neither moved, swapped nor switched off without an approved order, and says what to do; password, user and path are mended at once', async () => {
    const { body: camera } = await register('西门');
    const change = (more: object) => api.call<Camera>('qian.hua', 'PATCH', at(`/cameras/${camera.id}`), more);
    const [elsewhere, otherDevice] = [{ location: '西门外' }, { rtspUrl: 'rtsp://10.0.0.9:554/main' }];
    for (const [more, needed] of [[elsewhere, 'move'], [{ space: 'gate' }, 'move'], [otherDevice, 'replace'], [{ enabled: false }, 'switch_off']] as const) expect((await change(more)).error).toMatchObject({ code: 'equipment.change_order_needed', details: { change: needed, assetId: expect.stringMatching(/^ast_/) } });
    expect((await change(elsewhere)).error?.details).toMatchObject({ toLocation: '西门外' });
    expect((await change({ location: '教学楼', password: '新口令', username: 'viewer', rtspUrl: 'rtsp://10.0.0.8/sub', name: '西校门' })).status).toBe(200);
    const orderId = await approvedOrder(api, camera.id, 'move', '西门外');
    for (const more of [{ enabled: false }, otherDevice]) expect((await change(more)).error?.code).toBe('equipment.change_order_needed');
    expect((await change({ location: '后山' })).error).toMatchObject({ code: 'equipment.other_place_approved', details: { approved: '西门外', number: expect.stringMatching(/^B/), orderId } });
    expect((await change({ space: 'gate' })).error?.code).toBe('equipment.other_place_approved');
    expect((await change({ location: '西门外' })).body).toMatchObject({ location: '西门外' });
    const { rows } = await api.database.admin.query('select o.state, a.location, a.name from change_orders o join assets a using (school_id, asset_id) where order_id = $1', [orderId]);
    expect(rows).toEqual([{ state: 'in_progress', location: '西门外', name: '西校门' }]);
    expect((await change({ location: '教学楼' })).error?.code).toBe('equipment.other_place_approved');
    for (const space of ['gate', 'corridor']) expect((await change({ space })).body).toMatchObject({ space });
    expect((await api.call('qian.hua', 'POST', at(`/change-orders/${orderId}/close`), { result: '已移至西门外并复核画面' })).status).toBe(200);
    expect((await change({ location: '教学楼' })).error?.code).toBe('equipment.change_order_needed');
    await approvedOrder(api, camera.id, 'replace');
    expect((await change({ ...otherDevice, password: '新机口令' })).status).toBe(200);
  });

  test('that is saved as its form sends it tells what differs, and nothing where nothing does', async () => {
    const { body: camera } = await register('报告厅');
    const form = { name: '报告厅', location: '教学楼', space: 'corridor', gatewayId: gateway.enrolment.gatewayId, rtspUrl: 'rtsp://10.0.0.8:554/main', username: 'admin', enabled: true };
    const save = (more: object = {}) => api.call<Camera>('qian.hua', 'PATCH', at(`/cameras/${camera.id}`), { ...form, ...more });
    const said = async () => (await factsOf('camera.changed')).filter((fact) => fact.subject === camera.id).map((fact) => fact.body);
    const revision = async () => (await api.database.admin.query<{ revision: number }>('select revision::int from gateways where gateway_id = $1', [gateway.enrolment.gatewayId])).rows[0]?.revision ?? 0;
    const before = await revision();
    expect(await save()).toMatchObject({ status: 200, body: { name: '报告厅' } });
    expect([await said(), await revision()]).toEqual([[], before]);
    expect((await save({ password: '改好的口令' })).status).toBe(200);
    expect([await said(), await revision()]).toEqual([[{ password: 'changed', changes: [] }], before + 1]);
    expect((await save({ username: 'viewer' })).status).toBe(200);
    expect((await save({ username: 'viewer', rtspUrl: 'rtsp://10.0.0.8:554/sub' })).status).toBe(200);
    expect((await said()).slice(1)).toEqual([{ username: 'changed', changes: [] }, { rtspUrl: 'changed', changes: [] }]);
  });

  test('is found by name, place, state and gateway, and sorted by what the list names only', async () => {
    const found = (query: string) => api.call<Cameras>('li.wei', 'GET', at(`/cameras?${query}`));
    expect((await found(`q=${encodeURIComponent('东')}`)).body.items.map((c) => c.name)).toEqual(['东门']);
    const all = (await found('perPage=100&sort=-name')).body;
    expect(all.total).toBe(all.items.length);
    expect((await found('state=recording')).body.total).toBe(0);
    expect((await found('space=gate')).body.total).toBe(0);
    const here = all.items.filter((c) => c.gatewayId === gateway.enrolment.gatewayId);
    expect(here.length).toBeLessThan(all.total);
    expect((await found(`space=corridor&gatewayId=${gateway.enrolment.gatewayId}&sort=-name`)).body).toEqual({ items: here, total: here.length });
    expect((await found('sort=-stateSince')).body.total).toBe(all.total);
    const { body: others } = await api.call<Gateways>('li.wei', 'GET', at('/gateways?state=awaiting_enrolment&sort=-spoolBytes'));
    expect(others.items.map((g) => g.name)).toEqual(['未注册']);
    expect((await found(`gatewayId=${others.items[0]?.id}`)).body.total).toBe(0);
    expect((await api.call<Gateways>('li.wei', 'GET', at('/gateways?online=false&state=awaiting_enrolment'))).body).toEqual(others);
    expect((await found('sort=sealed_password')).status).toBe(400);
    expect((await found('q=%25')).body.total).toBe(0);
  });
});

describe('a gateway that awaits its enrolment', () => {
  type Announced = Result<typeof routes.createGateway>;
  test('gets another code, and the first is worth nothing from then on', async () => {
    const { body: first } = await api.call<Announced>('qian.hua', 'POST', at('/gateways'), { name: '丢了登记码' });
    const { status, body: second } = await api.call<Announced>('qian.hua', 'POST', at(`/gateways/${first.gateway.id}/enrolment-code`));
    expect(status).toBe(201);
    expect(second.enrolmentCode).not.toBe(first.enrolmentCode);
    expect((await enrol(api, first.enrolmentCode)).error?.code).toBe('gateway.code_unknown');
    expect((await enrol(api, second.enrolmentCode)).status).toBe(201);
    expect((await api.call('qian.hua', 'POST', at(`/gateways/${first.gateway.id}/enrolment-code`))).error).toMatchObject({ code: 'equipment.gateway_enrolled_already', details: { state: 'active' } });
  });
});

describe('recording keys', () => {
  test('are made once however many ask, and open for a reason that is written down', async () => {
    const { body: camera } = await register('图书馆');
    const by = await api.machine(api.schools[0]);
    const [db, keys] = [api.app.get(Tenants), api.app.get(RecordingKeys, { strict: false })];
    await api.database.admin.query(`delete from camera_day_keys where camera_id = $1`, [camera.id]);
    await Promise.all(Array.from({ length: 4 }, async () => api.app.get(KeySupply, { strict: false }).handle(by)));
    const { rows } = await api.database.admin.query<{ key_id: string; public_key: Buffer }>('select key_id, public_key from camera_day_keys where camera_id = $1 order by day', [camera.id]);
    expect(rows).toHaveLength(37);
    const first = rows[0];
    const opened = await db.write(by, (tx) => keys.open(tx, by, first?.key_id ?? '', { subject: camera.id, body: { purpose: 'test' } }));
    expect(publicKeyOfSealing(opened.privateKey)).toEqual(first?.public_key);
    expect(await factsOf('recording_key.opened')).toMatchObject([{ subject: camera.id, body: { keyId: first?.key_id, purpose: 'test' } }]);
  });

  test('of a day that was disposed of, or of another school, open for nobody', async () => {
    const { body: camera } = await register('门厅');
    const keys = api.app.get(RecordingKeys, { strict: false });
    const db = api.app.get(Tenants);
    const { rows } = await api.database.admin.query<{ key_id: string; day: string }>('select key_id, day::text from camera_day_keys where camera_id = $1 order by day desc limit 1', [camera.id]);
    const keyId = rows[0]?.key_id ?? '';
    const foreign = await api.machine(api.schools[1]);
    await expect(db.write(foreign, (tx) => keys.open(tx, foreign, keyId, { subject: 'x', body: {} }))).rejects.toMatchObject({ code: 'recording.key_unknown' });
    await api.database.admin.query('update school_day_keys set wrapped_key = null, destroyed_at = now() where school_id = $1 and day = $2', [api.schools[0].schoolId, rows[0]?.day]);
    const by = await api.machine(api.schools[0]);
    await expect(db.write(by, (tx) => keys.open(tx, by, keyId, { subject: 'x', body: {} }))).rejects.toMatchObject({ code: 'recording.key_destroyed' });
  });
});
