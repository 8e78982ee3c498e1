import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, type Routes, footageAccessRoutes, identityRoutes } from '@guardroom/contracts';
import { objectKeyOf } from '@guardroom/evidence';
import { addDays, civilDay, type Instant, instantOf } from '@guardroom/kernel';
import { signIn, until } from '@guardroom/testkit';
import { type Camera, type School, aCamera, aGateway } from '../../../../../../libs/testkit/src/builders/index.ts';
import { startApi, type TestApi } from '../../../testing/start-api.ts';
import { PeopleModule } from '../../people/people.module.ts';
import { RetentionModule } from '../../retention/retention.module.ts';
import { FootageAccessModule } from '../footage-access.module.ts';
import { type Run, coverUp, movingPicture, store } from '../testing/sealed-footage.ts';
import { STAYS, type Viewing, ViewerTab, approved, lastThere } from '../testing/viewer-tab.ts';
import { SessionMaterial } from './session-material.ts';

let api: TestApi;
let east: Camera;
let west: Camera;
let startMs: number;
let run: Run;

beforeAll(async () => {
  api = await startApi({ features: [FootageAccessModule, RetentionModule, PeopleModule], routes: { ...footageAccessRoutes, ...identityRoutes } });
  const gateway = await aGateway(api.database, api.schools[0] as School);
  [east, west] = await Promise.all([aCamera(api.database, gateway, { name: '东门' }), aCamera(api.database, gateway, { name: '西门' })]);
  startMs = Math.floor((Date.now() - 10 * 60_000) / 1000) * 1000;
  run = await movingPicture(20);
  await store(api, run, { camera: east, startedAt: new Date(startMs) });
  await store(api, run, { camera: east, startedAt: new Date(startMs + 25_000) }); // five seconds are missing in between
  await store(api, run, { camera: west, startedAt: new Date(startMs) });
});
afterAll(() => api?.close());

const after = (seconds: number): Date => new Date(startMs + seconds * 1000);

/** The security lead alone before an open viewing of the east gate. */
async function watching(from = after(3.3), to = after(30.2), seen = east): Promise<{ tab: ViewerTab; session: Viewing; gate: (rest: string, camera?: Camera) => string }> {
  const request = await approved(api, [seen.cameraId], from, to, 'result_only');
  const tab = await ViewerTab.of(api, 'zhao.an');
  const opened = await tab.open(request.id);
  if (opened.error) throw new Error(JSON.stringify(opened.error));
  await lastThere(api, opened.body.id, 'viewer', STAYS);
  return { tab, session: opened.body, gate: (rest, camera = seen) => tab.path(opened.body.id, `/cameras/${camera.cameraId}/${rest}`) };
}

const refusal = async (response: Response) => ({ status: response.status, ...((await response.json()) as { error: { code: string; details?: Record<string, unknown> } }).error });
const entries = async (sessionId: string): Promise<number> => (await api.database.admin.query('select 1 from viewing_entries where session_id = $1', [sessionId])).rowCount ?? 0;
const factsOf = async (type: string, sessionId: string) => (await api.database.admin.query<{ body: Record<string, unknown> }>(`select body from facts where type = $1 and (subject = $2 or body->>'sessionId' = $2) order by recorded_at`, [type, sessionId])).rows;
const fragment = (seconds: number, number: number): string => `fragments/${startMs + seconds * 1000}-${number}.m4s`;

/** Fetches as a player does that obeys the gate's pace. */
async function play(tab: ViewerTab, path: string): Promise<Buffer> {
  for (;;) {
    const response = await tab.get(path);
    if (response.ok) return Buffer.from(await response.arrayBuffer());
    const { status, code, details } = await refusal(response);
    if (code !== 'viewing.too_far_ahead') throw new Error(`${status} ${code}`);
    await new Promise((resolve) => setTimeout(resolve, Number(details?.['retryAfterMs'])));
  }
}

describe('a viewing that plays', () => {
  test('shows every frame of the approved minutes that is wholly inside them, and none outside', async () => {
    const { tab, session, gate } = await watching();
    const playlist = String(await play(tab, gate('playlist.m3u8')));
    expect(playlist).toContain('#EXT-X-PLAYLIST-TYPE:VOD');
    expect(playlist.match(/#EXT-X-DISCONTINUITY/g)).toHaveLength(1);
    expect(playlist.match(/#EXT-X-MAP:URI="init\/\d+\.mp4"/g)).toEqual([`#EXT-X-MAP:URI="init/${startMs}.mp4"`, `#EXT-X-MAP:URI="init/${startMs + 25_000}.mp4"`]);
    expect(playlist.match(/#EXT-X-PROGRAM-DATE-TIME:.*/g)).toEqual([`#EXT-X-PROGRAM-DATE-TIME:${after(4).toISOString()}`, `#EXT-X-PROGRAM-DATE-TIME:${after(25).toISOString()}`]);
    const names = playlist.split('\n').filter((line) => line.startsWith('fragments/'));
    expect(names).toEqual([...[4, 5, 6, 7, 8, 9].map((n) => fragment(0, n)), ...Array.from({ length: 10 }, (_, n) => fragment(10, n)), ...[0, 1, 2, 3, 4].map((n) => fragment(25, n))]);

    const init = await play(tab, gate(`init/${startMs}.mp4`));
    const bytes: Buffer[] = [init];
    for (const name of names.slice(0, 8)) bytes.push(await play(tab, gate(name)));
    const seen = frameSeconds(Buffer.concat(bytes));
    expect(seen).toHaveLength(80);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(3.5);
    expect(Math.max(...seen) + 0.1).toBeLessThanOrEqual(12 + 1e-6);

    const registerOf = (query: string) => api.call<Result<Routes['listRegister']>>('chen.ming', 'GET', `/v1/schools/${api.schools[0].schoolId}/viewing-register?sessionId=${session.id}${query}`);
    const register = await registerOf('&sort=-fragments');
    expect((await registerOf(`&cameraId=${east.cameraId}`)).body).toEqual(register.body);
    expect((await registerOf(`&cameraId=${west.cameraId}`)).body.total).toBe(0);
    const day = civilDay(register.body.items[0]?.firstAt as Instant);
    expect((await registerOf(`&from=${day}`)).body).toEqual(register.body);
    expect((await registerOf(`&to=${addDays(day, -1)}`)).body.total).toBe(0);
    expect(register.body).toMatchObject({ total: 1, items: [{ viewer: { name: '赵安' }, escort: null, camera: { name: '东门' }, from: after(4).toISOString(), to: after(12).toISOString(), fragments: 8 }] });
    expect(await factsOf('footage.fragment_served', session.id)).toHaveLength(8);
    expect(await factsOf('recording_key.opened', session.id)).toHaveLength(1);

    expect((await api.call('sun.ping', 'POST', `/v1/schools/${api.schools[0].schoolId}/footage-requests/${session.request.id}/finding`, { words: '未见异常情况' })).error?.code).toBe('footage.nothing_viewed');
    const told = await api.call('zhao.an', 'POST', `/v1/schools/${api.schools[0].schoolId}/footage-requests/${session.request.id}/finding`, { words: '未见异常情况' });
    expect(told.body).toMatchObject({ state: 'fulfilled', finding: { words: '未见异常情况', by: { name: '赵安' } } });
    expect(await refusal(await tab.get(gate(names[8]!)))).toMatchObject({ status: 403, code: 'viewing.expired', details: { endReason: 'revoked' } });
    await until('the keys to be forgotten', () => api.app.get(SessionMaterial, { strict: false }).sessions, { isIt: (held) => held === 0 });
  });

  test('hands over no more than two seconds and a fragment ahead of its own speed', async () => {
    const { tab, session, gate } = await watching();
    const asked = (n: number): Promise<Response> => tab.get(gate(fragment(0, n)));
    for (const n of [4, 5, 6]) expect((await asked(n)).status).toBe(200);
    for (const n of [7, 8]) await asked(n); // handed over or not, as this machine is slow or quick
    const { rows } = await api.database.admin.query<{ lead: string }>(`select extract(epoch from sum(to_at - from_at) - (max(served_at) - min(served_at))) as lead from viewing_entries where session_id = $1`, [session.id]);
    expect(Number(rows[0]!.lead)).toBeLessThanOrEqual(3);
    // As if handed over at one moment that is still to come: however slow this machine is, the next one is asked for too early.
    await api.database.admin.query(`update viewing_entries set served_at = clock_timestamp() + interval '1 minute' where session_id = $1`, [session.id]);
    const early = await asked(9);
    const told = await refusal(early);
    expect(told).toMatchObject({ status: 429, code: 'viewing.too_far_ahead', details: { clauses: ['R22:5'], retryAfterMs: expect.any(Number) } });
    expect(early.headers.get('retry-after')).toBe(String(Math.ceil(Number(told.details?.['retryAfterMs']) / 1000)));
  });
});

test('an object that is not the one that was indexed leaves a gap, and never a picture', async () => {
  const { tab, gate } = await watching();
  const { rows: [kept] } = await api.database.admin.query<{ footer_sha256: Buffer }>('select footer_sha256 from segments where camera_no = $1 and started_at = $2', [east.cameraNo, after(10)]);
  const set = (hash: Buffer) => api.database.admin.query('update segments set footer_sha256 = $3 where camera_no = $1 and started_at = $2', [east.cameraNo, after(10), hash]);
  await set(randomBytes(32));
  try {
    const playlist = String(await play(tab, gate('playlist.m3u8')));
    expect(playlist).not.toContain(fragment(10, 0));
    expect(playlist).toContain(fragment(25, 0));
    expect((await tab.get(gate(fragment(10, 0)))).status).toBe(500);
  } finally {
    await set(kept!.footer_sha256);
  }
});

test('the version that was locked is played, with a delete marker or another object on top of it', async () => {
  const north = await aCamera(api.database, east.gateway, { name: '北门' });
  await store(api, run, { camera: north, startedAt: after(0) });
  const keyOf = (seconds: number): string => objectKeyOf({ cameraId: north.cameraId, startedAt: instantOf(after(seconds).getTime()), sequence: seconds });
  await coverUp(api, north.at.schoolId, keyOf(0));
  await coverUp(api, north.at.schoolId, keyOf(10), randomBytes(70_000));
  const { tab, gate } = await watching(after(-1), after(21), north);
  const names = String(await play(tab, gate('playlist.m3u8'))).split('\n').filter((line) => line.startsWith('fragments/'));
  expect(names).toEqual([...Array.from({ length: 10 }, (_, n) => fragment(0, n)), ...Array.from({ length: 10 }, (_, n) => fragment(10, n))]);
  for (const [name, n] of [[fragment(0, 4), 4], [fragment(10, 1), 11]] as const) expect((await play(tab, gate(name))).equals(run.pieces[n]!.bytes)).toBe(true);
});

test('an object whose locked version is gone leaves a gap, also where another one took its name', async () => {
  const south = await aCamera(api.database, east.gateway, { name: '南门' });
  await store(api, run, { camera: south, startedAt: after(0) });
  await api.database.admin.query('update segments set object_version = gen_random_uuid()::text where camera_no = $1 and started_at = $2', [south.cameraNo, after(0)]);
  const { tab, gate } = await watching(after(-1), after(21), south);
  const playlist = String(await play(tab, gate('playlist.m3u8')));
  expect(playlist).not.toContain(fragment(0, 0));
  expect(playlist).toContain(fragment(10, 0));
});

describe('the register', () => {
  const broken = async (ddl: string, undo: string, run: () => Promise<void>): Promise<void> => {
    await api.database.admin.query(ddl);
    try {
      await run();
    } finally {
      await api.database.admin.query(undo);
    }
  };

  test('is written before the first byte: none leaves when the database connection dies under the entry', async () => {
    const { tab, session, gate } = await watching();
    await broken(
      `create function public.die() returns trigger language plpgsql security definer as $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
       create trigger die before insert on viewing_entries for each row execute function public.die()`,
      'drop trigger die on viewing_entries; drop function public.die()',
      async () => {
        const response = await tab.get(gate(fragment(0, 4)));
        expect(response.status).toBeGreaterThanOrEqual(500);
        expect(response.headers.get('content-type')).toContain('application/json');
      },
    );
    expect(await entries(session.id)).toBe(0);
    expect((await tab.get(gate(fragment(0, 4)))).status).toBe(200);
    expect(await entries(session.id)).toBe(1);
  });

  test('lets no byte leave when the entry is taken but its commit fails', async () => {
    const { tab, session, gate } = await watching();
    await broken(
      `create function public.never() returns trigger language plpgsql as $$ begin raise exception 'no commit'; end $$;
       create constraint trigger never after insert on viewing_entries deferrable initially deferred for each row execute function public.never()`,
      'drop trigger never on viewing_entries; drop function public.never()',
      async () => {
        const response = await tab.get(gate(fragment(0, 4)));
        expect(response.status).toBe(500);
        expect(response.headers.get('content-type')).toContain('application/json');
      },
    );
    expect(await entries(session.id)).toBe(0);
    expect(await factsOf('footage.fragment_served', session.id)).toHaveLength(0);
  });
});

describe('what was copied is worth nothing:', () => {
  test('an address, a token, a proof shown before, and a proof for another call', async () => {
    const { tab, session, gate } = await watching();
    const path = gate(fragment(0, 4));
    const { accessToken: token } = await signIn('zhao.an');
    expect(await refusal(await tab.send(path, token))).toMatchObject({ status: 403, code: 'viewing.proof_missing' });
    const proof = await tab.proof(path, token);
    expect((await tab.send(path, token, proof)).status).toBe(200);
    expect(await refusal(await tab.send(path, token, proof))).toMatchObject({ status: 403, code: 'viewing.proof_wrong', details: { why: 'replayed' } });
    expect((await refusal(await tab.send(path, token, `${proof.slice(0, -6)}AAAAAA`))).details?.['why']).toBe('signature');
    const wrong = async (bent: Parameters<ViewerTab['proof']>[2]) => (await refusal(await tab.get(path, bent))).details?.['why'];
    expect(await wrong({ htm: 'POST' })).toBe('method');
    expect(await wrong({ htu: `http://127.0.0.1${gate(fragment(0, 5))}` })).toBe('address');
    expect(await wrong({ htu: `http://elsewhere.example${path}` })).toBe('address');
    expect(await wrong({ iat: Math.floor(Date.now() / 1000) - 31 })).toBe('time');
    expect(await wrong({ iat: Math.floor(Date.now() / 1000) + 600 })).toBe('time');
    expect(await wrong({ ath: randomBytes(32).toString('base64url') })).toBe('token');
    expect(await wrong({ jti: 'short' })).toBe('id');
    const other = await ViewerTab.of(api, 'zhao.an');
    expect(await refusal(await other.get(path))).toMatchObject({ status: 403, code: 'viewing.proof_wrong', details: { why: 'key' } });
    expect(await entries(session.id)).toBe(1);
  });

  test('two calls that show one proof at once get one answer', async () => {
    const { tab, gate } = await watching();
    const path = gate(fragment(0, 4));
    const { accessToken: token } = await signIn('zhao.an');
    const proof = await tab.proof(path, token);
    const answers = await Promise.all([1, 2, 3, 4].map(() => tab.send(path, token, proof)));
    expect(answers.map((a) => a.status).sort()).toEqual([200, 403, 403, 403]);
  });

  test('another person\'s sign-in, at this school or another, or at the bureau', async () => {
    const { session, gate } = await watching();
    const path = gate(fragment(0, 4));
    for (const [who, status] of [['sun.ping', 403], ['chen.ming', 403], ['qian.hua', 404], ['liu.yang', 404], ['wang.xun', 404]] as const) {
      const response = await (await ViewerTab.of(api, who)).get(path);
      expect([who, response.status]).toEqual([who, status]);
      expect((await refusal(response)).code).toBe(status === 404 ? 'request.not_found' : 'viewing.not_your_session');
    }
    const elsewhere = await (await ViewerTab.of(api, 'liu.yang', 1)).get(path.replace(api.schools[0].schoolId, api.schools[1].schoolId));
    expect(elsewhere.status).toBe(404);
    expect(await entries(session.id)).toBe(0);
  });
});

describe('more than was approved', () => {
  test('is refused and counted: a minute outside, a fragment across the edge, another camera; the third attempt ends the viewing', async () => {
    const { tab, session, gate } = await watching();
    expect(await refusal(await tab.get(gate(fragment(0, 3))))).toMatchObject({ status: 403, code: 'viewing.out_of_range', details: { clauses: ['R22:7'], attempts: 1, ended: false } });
    expect(await refusal(await tab.get(gate(fragment(35, 0))))).toMatchObject({ code: 'viewing.out_of_range', details: { attempts: 2 } });
    expect(await refusal(await tab.get(gate('playlist.m3u8', west)))).toMatchObject({ code: 'viewing.camera_not_approved', details: { attempts: 3, ended: true } });
    expect(await refusal(await tab.get(gate(fragment(0, 4))))).toMatchObject({ code: 'viewing.expired', details: { endReason: 'over_range_repeated' } });
    expect((await factsOf('viewing_session.over_range', session.id)).map((f) => f.body['attempt'])).toEqual([1, 2, 3]);
    expect(await factsOf('viewing_session.ended', session.id)).toMatchObject([{ body: { reason: 'over_range_repeated' } }]);
    expect(await entries(session.id)).toBe(0);
  });

  test('is not what a missing fragment is', async () => {
    const { tab, gate } = await watching();
    expect((await tab.get(gate(fragment(0, 99)))).status).toBe(404);
    expect((await tab.get(gate(fragment(7, 0)))).status).toBe(404);
    expect((await tab.get(gate(`init/${startMs + 35_000}.mp4`))).status).toBe(404);
  });
});

/** Presentation times of every frame that FFmpeg decodes, in seconds of the recorder's run. */
function frameSeconds(video: Buffer): number[] {
  const out = execFileSync('ffprobe', ['-v', 'error', '-select_streams', 'v', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0', '-'], { input: video, encoding: 'utf8' });
  return out.trim().split('\n').map((line) => Number.parseFloat(line));
}
