import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, type Routes, equipmentRoutes, gatewayRoutes, identityRoutes, liveRoutes, recordingRoutes } from '@guardroom/contracts';
import { poolOf } from '@guardroom/db';
import { newId } from '@guardroom/kernel';
import { signIn, testServers, until, watchStalls } from '@guardroom/testkit';
import { RoomServiceClient } from 'livekit-server-sdk';
import { aCamera } from '../../../../../libs/testkit/src/builders/index.ts';
import { CHANNELS, Notifications } from '../../platform/database/notifications.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { TestGateway } from '../../testing/test-gateway.ts';
import { EquipmentModule } from '../equipment/equipment.module.ts';
import { GatewaysModule } from '../gateways/gateways.module.ts';
import { NoteEnd, NOTE_END } from './due/note-end.ts';
import { LiveModule } from './live.module.ts';
import { type LiveStage, LiveTab, type LiveView, liveStage, onShift } from './testing/live-stage.ts';
import { ViewerClient } from './testing/viewer-client.ts';

type Page = Result<Routes['listLiveViews']>;
/** How often the camera sends a key picture. Six tries that each wait for the next one take longer than the limit, all but surely. */
const GROUP_SECONDS = 60;
/** The first picture comes long before the next key picture, on a busy machine too; on an idle one within a second. Milliseconds. */
const FIRST_PICTURE_MS = 20_000;
/** No picture comes later than this after the end. Milliseconds. */
const LATEST_MS = 2_000;

let api: TestApi;
let stage: LiveStage;
let rooms: RoomServiceClient;
const clients: ViewerClient[] = [];

beforeAll(async () => {
  api = await startApi({ features: [LiveModule, GatewaysModule, EquipmentModule], routes: { ...liveRoutes, ...gatewayRoutes, ...equipmentRoutes, ...recordingRoutes, getMe: identityRoutes.getMe, getSchool: identityRoutes.getSchool } });
  stage = await liveStage(api, GROUP_SECONDS);
  const { livekit } = await testServers(['livekit']);
  rooms = new RoomServiceClient(livekit.url, livekit.apiKey, livekit.apiSecret);
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await api.database.admin.query(`update live_views set ended_at = now(), end_reason = 'closed', ended_by = 'test' where ended_at is null`);
});
afterAll(async () => {
  await api?.close(); // first: it answers the waiting gateway, instead of waiting for a connection that the gateway opens and never uses
  await stage?.close();
});

const one = async <Row extends object>(sql: string, ...values: unknown[]): Promise<Row | undefined> => (await api.database.admin.query<Row & Record<string, unknown>>(sql, values)).rows[0];
const openRoom = async (): Promise<string | undefined> => (await one<{ room: string }>('select room from live_rooms where camera_id = $1 and closed_at is null', stage.camera.cameraId))?.room;
const isAlive = async (room: string): Promise<boolean> => (await rooms.listRooms([room])).length > 0;
const viewer = (ticket: { token: string; cookie: string }): ViewerClient => clients[clients.push(new ViewerClient(api.url, ticket, 'polite')) - 1]!;

/** A keeper on shift with a view and an admission that nobody has used. */
async function admitted(who = 'sun.ping') {
  await stage.beat();
  const shift = await onShift(api, who);
  const tab = await LiveTab.of(api, who);
  return { tab, shift, ...(await tab.watching(stage.camera.cameraId)) };
}

const moves = (client: ViewerClient) => until('the camera to move', () => client.pictures.length, { isIt: (pictures) => pictures > 3 });
/** The room is gone at the media server. */
const gone = (room: string) => until(`${room} to be gone`, async () => !(await isAlive(room)));

/** From two seconds after the end that `end` brings about and answers, epoch milliseconds, the client is shown nothing. */
async function expectDark(client: ViewerClient, end: () => Promise<number>): Promise<void> {
  const stalled = watchStalls();
  const endedAt = await end();
  await until('two seconds after the end', () => Date.now() > endedAt + LATEST_MS);
  const latest = endedAt + LATEST_MS + stalled();
  await until('time in which pictures would come', () => Date.now() > latest + 1_500);
  expect(client.picturesAfter(latest)).toEqual([]);
}
const now = async (): Promise<number> => (await one<{ at: Date }>('select clock_timestamp() as at'))!.at.getTime();

/** The same, and the camera moves. */
async function seeing(who = 'sun.ping') {
  const all = await admitted(who);
  const client = viewer(all.admission);
  expect(await client.join(all.admission.token)).toBe(true);
  await moves(client);
  return { ...all, client };
}

describe('opening a live view', () => {
  test('is for whoever is on shift, and for nobody else', async () => {
    await stage.beat();
    const tab = await LiveTab.of(api, 'he.jun');
    expect((await tab.open(stage.camera.cameraId)).error).toMatchObject({ code: 'live.not_on_shift', details: { clauses: ['R03:1.4', 'R22:3'] } });
    const shift = await onShift(api, 'he.jun');
    expect((await tab.open(stage.camera.cameraId)).body).toMatchObject({ state: expect.stringMatching(/starting|ready/), viewer: { name: '何军' }, camera: { id: stage.camera.cameraId }, mark: expect.stringMatching(/^何军 · 明德小学 · /) });
    await shift.end();
    expect((await tab.open(stage.camera.cameraId)).error?.code).toBe('live.not_on_shift');
    expect((await (await LiveTab.of(api, 'li.wei')).open(stage.camera.cameraId)).error?.code).toBe('identity.not_permitted');
    expect((await (await LiveTab.of(api, 'chen.ming')).open(stage.camera.cameraId)).error?.code).toBe('identity.not_permitted');
  });

  test('says plainly why a camera cannot be watched', async () => {
    await onShift(api, 'he.jun');
    const tab = await LiveTab.of(api, 'he.jun');
    await stage.beat('hvc1.1.6.L63.90');
    expect((await tab.open(stage.camera.cameraId)).error).toMatchObject({ code: 'live.codec_not_supported', details: { codec: 'hvc1.1.6.L63.90' } });
    const silent = await aCamera(api.database, stage.camera.gateway);
    expect((await tab.open(silent.cameraId)).error).toMatchObject({ code: 'live.camera_not_sending', details: { state: 'unknown' } });
    await api.database.admin.query(`update cameras set enabled = false, disabled_at = now() where camera_id = $1`, [silent.cameraId]);
    expect((await tab.open(silent.cameraId)).error?.code).toBe('live.camera_disabled');
    expect((await tab.open(newId('cam'))).status).toBe(404);
    await stage.beat();
  });

  test('replaces the own view of the camera, and is one publication for all who watch', async () => {
    const first = await seeing('sun.ping');
    const room = await openRoom();
    const other = await seeing('he.jun');
    const again = await first.tab.open(stage.camera.cameraId);
    expect(again.status).toBe(201);
    expect((await first.tab.see(first.view.id)).body).toMatchObject({ state: 'ended', endReason: 'replaced' });
    expect((await other.tab.see(other.view.id)).body.state).toBe('ready');
    expect(await openRoom()).toBe(room);
    const publishers = (await rooms.listParticipants(room!)).filter(({ permission }) => permission?.canPublish);
    expect(publishers.map(({ identity }) => identity)).toEqual([stage.gateway.enrolment.gatewayId]);
  });

  test('keeps the room of a single viewer who opens the camera again, also when they do it many times at once', async () => {
    const { tab } = await seeing();
    const room = await openRoom();
    const views = await Promise.all(Array.from({ length: 5 }, () => tab.open(stage.camera.cameraId)));
    expect(views.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(await openRoom()).toBe(room);
    expect((await api.database.admin.query('select from live_views where camera_id = $1 and ended_at is null', [stage.camera.cameraId])).rowCount).toBe(1);
  });

  test('is in a room that outlives pauses without anybody', async () => {
    await seeing();
    const [room] = await rooms.listRooms([(await openRoom())!]);
    expect(room).toMatchObject({ emptyTimeout: 86_400, departureTimeout: 86_400 });
  });

  test('shows the first picture at once, from the last group of pictures', async () => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      for (const who of ['sun.ping', 'he.jun']) {
        const tab = await LiveTab.of(api, who);
        await stage.beat();
        await onShift(api, who);
        await signIn(who);
        const askedAt = Date.now();
        const { admission } = await tab.watching(stage.camera.cameraId);
        const client = viewer(admission);
        await client.join(admission.token);
        await until('the first picture', () => client.pictures.length > 0);
        process.stdout.write(`first picture after ${client.pictures[0]! - askedAt} ms (${who === 'sun.ping' ? 'first' : 'second'} viewer)\n`);
        expect(client.pictures[0]! - askedAt).toBeLessThan(FIRST_PICTURE_MS);
      }
      for (const client of clients.splice(0)) await client.close();
      await api.database.admin.query(`update live_views set ended_at = now(), end_reason = 'closed', ended_by = 'test' where ended_at is null`);
    }
  });
});

describe('a live view', () => {
  test('is neither ended nor disturbed by whoever can only say that it has ended', async () => {
    const { tab, view, client } = await seeing();
    const room = await openRoom();
    const heard: (string | undefined)[] = [];
    const unfollow = api.app.get(Notifications).follow('live_room', (id) => void heard.push(id));
    const liar = poolOf(api.database.config, 'case', 1);
    for (const word of [view.id, room, newId('lvw'), '', '__proto__', `' or true --`, '字'.repeat(2_000)]) {
      for (const channel of CHANNELS) await liar.query('select pg_notify($1, $2)', [channel, word]);
    }
    await liar.query(`select pg_notify('live_room', 'the last word')`);
    await liar.end();
    await until('the last word to be heard', () => heard.includes('the last word'));
    unfollow();
    const shown = client.pictures.length;
    await until('the camera to move on', () => client.pictures.length, { isIt: (pictures) => pictures > shown + 30 });
    expect((await tab.see(view.id)).body).toMatchObject({ state: 'ready', endReason: null });
    expect(await openRoom()).toBe(room);
  });
});

describe('an admission', () => {
  test('is given to the tab that opened the view and to no other', async () => {
    const { tab, view } = await admitted();
    const stranger = await LiveTab.of(api, 'sun.ping');
    expect(await tab.admission(view.id, null)).toMatchObject({ status: 403, body: { error: { code: 'viewing.proof_missing' } } });
    expect(await stranger.admission(view.id)).toMatchObject({ status: 403, body: { error: { code: 'viewing.proof_wrong' } } });
    await onShift(api, 'guo.tao');
    expect(await (await LiveTab.of(api, 'guo.tao')).admission(view.id)).toMatchObject({ status: 403, body: { error: { code: 'live.not_your_view' } } });
    expect((await (await LiveTab.of(api, 'he.jun')).admission(view.id)).status).toBe(404);
  });

  test('opens nothing as a copied token, neither before it was used nor after', async () => {
    const { tab, view, admission } = await admitted();
    const thief = viewer(admission);
    expect(await thief.join(admission.token, '')).toBe(false);
    const other = await tab.admission(view.id);
    expect(await thief.join(admission.token, admission.cookie)).toBe(false); // a newer admission took its place
    const own = viewer(other.body);
    expect(await thief.join(other.body.token, admission.cookie)).toBe(false);
    expect(await own.join(other.body.token)).toBe(true);
    expect(await thief.join(other.body.token, other.body.cookie)).toBe(false);
    await moves(own);
    for (const token of own.tokens) expect([token === other.body.token, await thief.join(token, other.body.cookie), await thief.join(token, other.body.cookie, '/rtc/v1')]).toEqual([expect.any(Boolean), false, false]);
    expect(thief.pictures).toEqual([]);
  });

  test('is over within seconds', async () => {
    const { view, admission } = await admitted();
    await api.database.admin.query(`update live_views set admission_until = clock_timestamp() where view_id = $1`, [view.id]);
    expect(await viewer(admission).join(admission.token)).toBe(false);
  });

  test('is not given for a view that has ended', async () => {
    const { tab, view } = await admitted();
    await tab.end(view.id);
    expect(await tab.admission(view.id)).toMatchObject({ status: 409, body: { error: { code: 'live.ended', details: { endReason: 'closed' } } } });
  });

  test('of a new connection ends the older one', async () => {
    const { tab, view, client } = await seeing();
    const { body } = await tab.admission(view.id);
    const newer = viewer(body);
    expect(await newer.join(body.token)).toBe(true);
    await moves(newer);
    await expectDark(client, now);
  });
});

describe('the live gateway', () => {
  test('lets nobody near the rest of the media server', async () => {
    const { admission } = await admitted();
    for (const [method, path] of [['POST', '/twirp/livekit.RoomService/ListRooms'], ['POST', '/twirp/livekit.RoomService/CreateRoom'], ['GET', '/rtc/validate'], ['GET', '/rtc/v1/validate'], ['POST', '/rtc'], ['GET', '/agent'], ['POST', '/whip/v1']] as const) {
      const answer = await fetch(`${api.url}${path}?access_token=${admission.token}`, { method, headers: { authorization: `Bearer ${admission.token}`, cookie: admission.cookie } });
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });

  test('takes pictures from the gateway of the camera alone, and only into a room that is open', async () => {
    const { tab, view, admission } = await seeing();
    const room = (await openRoom())!;
    const stranger = await TestGateway.enrolled(api, api.schools[1]);
    const offer = async (token: string, into = room): Promise<number> =>
      (await fetch(`${api.url}/whip/v1/${into}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/sdp' }, body: 'v=0\r\n' })).status;
    expect(await offer(admission.token)).toBe(401);
    expect(await offer((await signIn('sun.ping')).accessToken)).toBe(401);
    expect(await offer(await stranger.token())).toBe(404);
    expect(await offer(await stage.gateway.token(), `live_${room.slice(5, 25)}_${'0'.repeat(32)}`)).toBe(404);
    expect(await offer(await stage.gateway.token(), 'anything')).toBe(404);
    await tab.end(view.id);
    await gone(room);
    expect(await offer(await stage.gateway.token())).toBe(404);
    expect(await isAlive(room)).toBe(false);
  });

  test('never uses a room again, and brings none back', async () => {
    const first = await seeing();
    const room = (await openRoom())!;
    await first.tab.end(first.view.id);
    await gone(room);
    const second = await seeing();
    expect(await openRoom()).not.toBe(room);
    await expect(api.database.admin.query(`insert into live_rooms select school_id, room, district_id, camera_id, gateway_id, now() from live_rooms where room = $1`, [room])).rejects.toThrow(/live_rooms_pkey/);
    expect(await isAlive(room)).toBe(false);
    await second.tab.end(second.view.id);
  });

  test('moves everybody else to another room when the media server does not let go of one', async () => {
    const stays = await seeing('he.jun');
    const room = (await openRoom())!;
    await api.database.admin.query('select gr.move_live_room($1, $2)', [room, `${room.slice(0, room.lastIndexOf('_'))}_${'a'.repeat(32)}`]);
    await gone(room);
    const { body } = await stays.tab.admission(stays.view.id);
    const again = viewer(body);
    expect(await again.join(body.token)).toBe(true);
    await moves(again);
    expect(await openRoom()).not.toBe(room);
  });
});

describe('a live view ends', () => {
  test('in the transaction that ends the shift, the post or the camera', async () => {
    const endings: [string, (who: string, shift: { end(): Promise<number> }) => Promise<unknown>][] = [
      ['shift_ended', (_, shift) => shift.end()],
      ['camera_off', () => api.database.admin.query('update cameras set enabled = false, disabled_at = now() where camera_id = $1', [stage.camera.cameraId])],
      ['appointment_ended', async (who) => api.database.admin.query(`update appointments set ended_at = now(), end_reason = '调离' where sub = $1 and ended_at is null`, [(await signIn(who)).sub])],
    ];
    for (const [reason, end] of endings) {
      const { tab, view, shift, client } = await seeing('he.jun');
      await expectDark(client, async () => {
        await end('he.jun', shift);
        const row = await one<{ end_reason: string; ended_at: Date }>('select end_reason, ended_at from live_views where view_id = $1', view.id);
        expect(row?.end_reason).toBe(reason);
        return row!.ended_at.getTime();
      });
      if (reason === 'camera_off') await api.database.admin.query('update cameras set enabled = true, disabled_at = null where camera_id = $1', [stage.camera.cameraId]);
      if (reason !== 'appointment_ended') expect((await tab.see(view.id)).body.endReason).toBe(reason);
    }
    await api.database.admin.query(`update appointments set ended_at = null, end_reason = null where end_reason = '调离'`);
  });

  test('when nobody has held its connection for a while, and not while somebody does', async () => {
    const { tab, view, client } = await seeing();
    // It ends after fifteen seconds and is noted every three: so much is left for a machine that is slow to note.
    await api.database.admin.query(`update live_views set seen_at = now() - interval '1 second' where view_id = $1`, [view.id]);
    const seen = async () => (await one<{ seen_at: Date }>('select seen_at from live_views where view_id = $1', view.id))!.seen_at.getTime();
    const before = await seen();
    await until('the view to be noted as held', seen, { isIt: (at) => at > before });
    expect((await tab.see(view.id)).body.state).toBe('ready');
    await client.close();
    await api.database.admin.query(`update live_views set seen_at = now() - interval '16 seconds' where view_id = $1`, [view.id]);
    await until('the view to end', async () => (await tab.see(view.id)).body.endReason, { isIt: (reason) => reason !== null }); // at the latest fifteen seconds after a note that was under way
    expect((await tab.see(view.id)).body.endReason).toBe('left');
    await until('its room to be closed', openRoom, { isIt: (room) => room === undefined });
  });

  test('when its time is over, whoever still holds the connection', async () => {
    const { tab, view, client } = await seeing();
    await expectDark(client, async () => {
      const { rows } = await api.database.admin.query<{ at: Date }>(`update live_views set expires_at = clock_timestamp() where view_id = $1 returning expires_at as at`, [view.id]);
      expect((await tab.see(view.id)).body).toMatchObject({ state: 'ended', endReason: 'expired' });
      return rows[0]!.at.getTime();
    });
  });

  test('with one fact in the ledger, whoever or whatever ended it', async () => {
    const facts = async (id: string) => (await api.database.admin.query<{ type: string; actor_name: string; body: { reason?: string } }>(`select type, actor_name, body from facts where subject = $1 order by recorded_at`, [id])).rows.map(({ type, actor_name, body }) => [type, actor_name, body.reason]);
    const closed = await admitted();
    await closed.tab.end(closed.view.id);
    await closed.tab.end(closed.view.id);
    expect(await facts(closed.view.id)).toEqual([['live_view.opened', '孙平', undefined], ['live_view.ended', '孙平', 'closed']]);
    expect(await one(`select from due_work where subject = $1`, closed.view.id)).toBeUndefined();
    const revoked = await admitted();
    expect((await api.call<LiveView>('guo.tao', 'POST', revoked.tab.path(revoked.view.id, '/end'), {})).body).toMatchObject({ endReason: 'revoked', endedBy: '郭涛' });
    expect((await facts(revoked.view.id)).at(-1)).toEqual(['live_view.ended', '郭涛', 'revoked']);
    const offShift = await admitted();
    await offShift.shift.end();
    const due = await one<{ due_at: Date }>(`select due_at from due_work where kind = $1 and subject = $2`, NOTE_END, offShift.view.id);
    const note = async () => api.app.get(NoteEnd, { strict: false }).handle(await api.machine(api.schools[0]), { kind: NOTE_END, subject: offShift.view.id, dueAt: due!.due_at });
    await note();
    await note();
    expect(await facts(offShift.view.id)).toEqual([['live_view.opened', '孙平', undefined], ['live_view.ended', 'Guardroom', 'shift_ended']]);
  });
});

test('the register shows a keeper their own views and an overseer all, and a stranger none', async () => {
  const own = await admitted('sun.ping');
  const list = async (who: string, query = '') => (await api.call<Page>(who, 'GET', `${own.tab.path()}?perPage=100&${query}`)).body;
  expect((await list('he.jun')).items.some(({ viewer: { name } }) => name !== '何军')).toBe(false);
  expect((await list('guo.tao', `state=open&cameraId=${stage.camera.cameraId}`)).items.map(({ id }) => id)).toEqual([own.view.id]);
  expect((await list('guo.tao', `q=${encodeURIComponent('孙平')}&state=ended`)).items.every(({ endedAt }) => endedAt !== null)).toBe(true);
  expect((await list('guo.tao', 'mine=true')).total).toBe(0);
  expect((await (await LiveTab.of(api, 'he.jun')).see(own.view.id)).status).toBe(404);
  expect((await (await LiveTab.of(api, 'he.jun')).end(own.view.id)).status).toBe(404);
});
