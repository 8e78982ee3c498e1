import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, type Routes, authorityRoutes, documentRoutes, identityRoutes, ledgerRoutes } from '@guardroom/contracts';
import { type CaseActor, openTicket } from '@guardroom/db';
import { generateSigningKeyPair, signerOf } from '@guardroom/evidence';
import { pathToFileURL } from 'node:url';
import { msOf } from '@guardroom/kernel';
import { CommandBus } from '@nestjs/cqrs';
import { type Browser, chromium } from 'playwright-core';
import { signIn, until } from '@guardroom/testkit';
import { type Camera, type Liaison, type School, aCamera, aGateway, actorFor } from '../../../../../libs/testkit/src/builders/index.ts';
import { AuthDb } from '../../platform/database/databases.ts';
import { ObjectStore } from '../../platform/object-store/object-store.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { DocumentsModule } from '../documents/documents.module.ts';
import { movingPicture, store } from '../footage-access/testing/sealed-footage.ts';
import { ViewerTab } from '../footage-access/testing/viewer-tab.ts';
import { LedgerModule } from '../ledger/ledger.module.ts';
import { Sealer } from '../ledger/sealer.ts';
import { RetentionModule } from '../retention/retention.module.ts';
import { AuthorityModule } from './authority.module.ts';
import { HandOverPackage } from './commands/hand-over-package.ts';
import { BUILD_PACKAGE } from './package/work.ts';
import { FetchedPackage, openDownload, packagePath, run } from './testing/fetched-package.ts';
import { Road, must } from './testing/road.ts';

type Case = Result<Routes['getCase']>;
type Key = Result<Routes['getEvidenceKey']>;

/** Two pieces of recording with a hole of three seconds between them. */
const [FIRST_SECONDS, HOLE_SECONDS, SECOND_SECONDS] = [12, 3, 10];
const SECOND = 1_000;

let api: TestApi;
let road: Road;
let camera: Camera;
let dark: Camera;
let startMs: number;
let granted: Case;
let key: Key;
let fetched: FetchedPackage;
const at = (seconds: number): string => new Date(startMs + seconds * SECOND).toISOString();
/** Granted: from the middle of the first piece to the middle of the second, both cameras. */
const [FROM, TO] = [2.4, 20.4];

beforeAll(async () => {
  api = await startApi({ features: [AuthorityModule, DocumentsModule, LedgerModule, RetentionModule], routes: { ...authorityRoutes, ...documentRoutes, ...ledgerRoutes, getMe: identityRoutes.getMe, getSchool: identityRoutes.getSchool } });
  road = new Road(api);
  const gateway = await aGateway(api.database, api.schools[0] as School);
  camera = await aCamera(api.database, gateway, { name: '东门' });
  dark = await aCamera(api.database, gateway, { name: '西门' });
  startMs = Math.floor((Date.now() - 600_000) / SECOND) * SECOND;
  await store(api, await movingPicture(FIRST_SECONDS), { camera, startedAt: new Date(startMs), piecesPerSegment: 5 });
  await store(api, await movingPicture(SECOND_SECONDS), { camera, startedAt: new Date(startMs + (FIRST_SECONDS + HOLE_SECONDS) * SECOND), piecesPerSegment: 5 });
  const { id } = await road.verified([camera, dark], { from: at(-60), to: at(120) });
  must(await road.approve(id, 'chen.ming', { cameraIds: [camera.cameraId, dark.cameraId], from: at(FROM), to: at(TO) }));
  must(await road.approve(id, 'fang.lin'));
  await api.app.get(Sealer, { strict: false }).sealAll();
  await road.build(id);
  granted = must(await api.call<Case>('peng.fei', 'GET', `/v1/cases/${id}`)).body;
  key = (await api.call<Key>(undefined, 'GET', `/v1/evidence-keys/${api.districtId}`)).body;
  fetched = await FetchedPackage.of(api, id);
});
afterAll(async () => {
  await fetched?.remove();
  await api?.close();
});

const factsOf = async (subject: string, type: string) => (await api.database.admin.query<{ body: Record<string, unknown>; actor_name: string }>('select body, actor_name from facts where subject = $1 and type = $2 order by recorded_at', [subject, type])).rows;

describe('a package', () => {
  test('is built by itself once two people approved, and tells its progress', () => {
    expect(granted).toMatchObject({ state: 'fulfilled', package: { state: 'ready', partsDone: 4, partsTotal: 4, downloads: 0 }, grant: { places: ['东门', '西门'] }, may: ['fetch'] });
    expect(granted.steps.map((step) => step.kind)).toEqual(['filed', 'paper_brought', 'cameras_found', 'verified_once', 'verified', 'approved_once', 'approved', 'package_ready']);
  });

  test('says what it holds and what is missing', async () => {
    const manifest = await fetched.manifest();
    expect(manifest).toMatchObject({
      format: 'guardroom/evidence-package/1',
      agency: { name: '示范区公安分局' },
      school: { name: '明德小学' },
      request: { noticeNumber: granted.noticeNumber, officers: granted.officers },
      verifiedBy: [{ name: '赵安', role: 'security_lead' }, { name: '郭涛', role: 'centre_head' }],
      approvedBy: [{ name: '陈明', role: 'principal' }, { name: '方琳', role: 'deputy_safety' }],
      grant: { from: at(FROM), to: at(TO) },
    });
    const [east, west] = manifest.cameras;
    expect(east).toMatchObject({ name: '东门', clock: { uncertaintyMs: 5 }, missing: [{ from: at(FROM), to: at(3) }, { from: at(12), to: at(15) }], footageSeconds: 14 });
    expect(west).toMatchObject({ name: '西门', files: [], footageSeconds: 0, missing: [{ from: at(FROM), to: at(TO) }] });
    expect(granted.package).toMatchObject({ footageSeconds: 14, missingSeconds: 22 });
  });

  test('plays in a tool of others, and no frame lies outside the grant', async () => {
    const [east] = (await fetched.manifest()).cameras;
    expect(east!.files).toHaveLength(2);
    let frames = 0;
    for (const file of east!.files) {
      const probed = await run('ffprobe', ['-v', 'error', '-select_streams', 'v:0', '-show_frames', '-show_entries', 'frame=pts_time,duration_time,pkt_duration_time', '-of', 'json', file.path], fetched.path());
      expect(probed.code).toBe(0);
      const shown = (JSON.parse(probed.said) as { frames: { pts_time: string; duration_time?: string; pkt_duration_time?: string }[] }).frames.map((frame) => ({ from: Number(frame.pts_time), seconds: Number(frame.duration_time ?? frame.pkt_duration_time) }));
      const begin = msOf(file.from) - shown[0]!.from * SECOND;
      for (const frame of shown) {
        expect(begin + frame.from * SECOND).toBeGreaterThanOrEqual(Date.parse(at(FROM)));
        expect(begin + (frame.from + frame.seconds) * SECOND).toBeLessThanOrEqual(Date.parse(at(TO)) + 1);
      }
      expect(shown.length).toBe(file.frames);
      frames += shown.length;
      const decoded = await run('ffmpeg', ['-v', 'error', '-i', file.path, '-f', 'null', '-'], fetched.path());
      expect(decoded).toEqual({ code: 0, said: '' });
    }
    expect(frames).toBe(140);
  });

  test('opened its originals with a key whose opening names it', async () => {
    const opened = await factsOf(granted.id, 'recording_key.opened');
    expect(opened.map((fact) => fact.body)).toEqual([expect.objectContaining({ purpose: 'evidence_package', packageId: granted.package?.id, cameraId: camera.cameraId })]);
  });

  test('carries the signed seals of its segments, and custody facts with proofs', async () => {
    const chain = JSON.parse(await readFile(fetched.path('chain/camera-01.json'), 'utf8')) as { segments: { header: { startedAt: string }; signature: string }[] };
    expect(chain.segments.map((segment) => segment.header.startedAt)).toEqual([at(0), at(5), at(10), at(15), at(20)].slice(0, 4));
    const custody = JSON.parse(await readFile(fetched.path('custody.json'), 'utf8')) as { facts: { fact: string; leafIndex: number | null }[] };
    const told = custody.facts.map(({ fact, leafIndex }) => [(JSON.parse(fact) as { type: string }).type, leafIndex !== null]);
    expect(told).toEqual(expect.arrayContaining([['authority_request.filed', true], ['authority_request.verified', true], ['authority_request.approved', true], ['recording_key.opened', false]]));
    expect(told.some(([type]) => String(type).startsWith('hold.'))).toBe(false);
  });

  test('lies sealed in the store: not one of its bytes is readable there', async () => {
    const { rows } = await api.database.admin.query<{ object_key: string; object_bytes: string }>('select object_key, object_bytes from evidence_packages where request_id = $1', [granted.id]);
    const sealed = await api.app.get(ObjectStore).read(api.schools[0].schoolId, rows[0]!.object_key, undefined, 0, Number(rows[0]!.object_bytes));
    for (const plain of ['PK\u0003\u0004', 'ftyp', 'moof', 'manifest.json', 'VERIFIED']) expect([plain, fetched.zip.includes(plain), sealed.includes(plain)]).toEqual([plain, true, false]);
  });
});

describe('the building of a package', () => {
  /** Approved by two, and its package not begun. */
  const approved = async (): Promise<string> => {
    const { id } = await road.verified([camera, dark], { from: at(-60), to: at(120) });
    for (const who of ['chen.ming', 'fang.lin']) must(await road.approve(id, who));
    return id;
  };
  const packageOf = async (id: string) => must(await api.call<Case>('peng.fei', 'GET', `/v1/cases/${id}`)).body.package;

  test('goes on though the ticket that it began with ends after the first camera', async () => {
    const id = await approved();
    const machine = await api.machine(api.schools[0], BUILD_PACKAGE);
    const ticket = await openTicket(api.app.get(AuthDb).pool, { ...machine, kind: 'school', tokenIssuedAt: new Date(), expiresAt: new Date(Date.now() + 300_000) });
    await api.database.admin.query(`
      create function public.end_ticket() returns trigger language plpgsql security definer as $$ begin
        delete from auth.tickets where new.type = 'recording_key.opened' and hash = sha256('\\x${ticket}'::bytea);
        return new;
      end $$;
      create trigger end_ticket after insert on guardroom.facts for each row execute function public.end_ticket()`);
    await road.build(id, { ...machine, ticket });
    await api.database.admin.query('drop trigger end_ticket on guardroom.facts');
    expect(await factsOf(id, 'recording_key.opened')).toHaveLength(1);
    expect(await packageOf(id)).toMatchObject({ state: 'ready' });
  });

  test('does not begin where the disk has no room for it, and is done once it has', async () => {
    const id = await approved();
    const { rows: [west] } = await api.database.admin.query<{ school_no: number; camera_no: number }>('select school_no, camera_no from cameras where camera_id = $1', [dark.cameraId]);
    await api.database.admin.query(
      `insert into segments (school_no, camera_no, started_at, ended_at, sequence, bytes, frames, uncertainty_ms, verified, sha256, footer_sha256)
       select $1, $2, t, t + interval '10 ms', extract(epoch from t) * 1000, 2000000000, 1, 5, true, sha256(''), sha256('') from generate_series($3::timestamptz, $3::timestamptz + interval '100 s', '10 ms') t`,
      [west!.school_no, west!.camera_no, at(0)],
    );
    await expect(road.build(id)).rejects.toThrow(/the package needs 20\d{3}\.\d\d GB of room/);
    expect(await factsOf(id, 'recording_key.opened')).toEqual([]);
    expect(await packageOf(id)).toMatchObject({ state: 'building' });
    await api.database.admin.query('delete from segments where school_no = $1 and camera_no = $2', [west!.school_no, west!.camera_no]);
    await road.build(id);
    expect(await packageOf(id)).toMatchObject({ state: 'ready' });
  });
});

describe.each(['verify.py', 'verify.sh'] as const)('%s', (script) => {
  test('verifies the package offline, under the published key', async () => {
    const ran = await fetched.check(script, key.fingerprint);
    expect(ran.said).toContain('VERIFIED');
    expect(ran.said).not.toContain('FAILED');
    expect(ran.code).toBe(0);
  });

  test('names the file in which one bit was turned', async () => {
    const { cameras } = await fetched.manifest();
    for (const name of [cameras[0]!.files[0]!.path, 'chain/camera-01.json', 'custody.json', 'README.txt']) {
      const ran = await fetched.checkChanged(script, key.fingerprint, async (path) => {
        const bytes = await readFile(path(name));
        bytes[bytes.length >> 1]! ^= 1;
        await writeFile(path(name), bytes);
      });
      expect([name, ran.code]).toEqual([name, 1]);
      expect(ran.said).toMatch(new RegExp(`FAILED\\] ${name.replaceAll('.', '\\.')}`));
    }
  });

  test('names a file that is gone, and one that was put in', async () => {
    const { cameras } = await fetched.manifest();
    const { path: name } = cameras[0]!.files[1]!;
    expect((await fetched.checkChanged(script, key.fingerprint, (path) => rm(path(name)))).said).toContain(`FAILED] ${name}: 缺失`);
    expect((await fetched.checkChanged(script, key.fingerprint, (path) => writeFile(path('footage/extra.mp4'), 'x'))).said).toContain('FAILED] footage/extra.mp4: 不属于');
  });

  test('is not taken in by a manifest, or a key, of somebody else', async () => {
    const forged = async (path: (name: string) => string, resign: boolean): Promise<void> => {
      const text = (await readFile(path('manifest.json'), 'utf8')).replace(granted.noticeNumber, '伪造的通知书');
      await writeFile(path('manifest.json'), text);
      if (!resign) return;
      const pair = generateSigningKeyPair();
      const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), pair.publicKey]);
      const pem = createPublicKey({ key: spki, format: 'der', type: 'spki' }).export({ type: 'spki', format: 'pem' }).toString();
      const sums = (await readFile(path('SHA256SUMS'), 'utf8')).replace(/^[0-9a-f]{64} {2}public-key\.pem$/m, `${createHash('sha256').update(pem).digest('hex')}  public-key.pem`);
      await writeFile(path('public-key.pem'), pem);
      await writeFile(path('SHA256SUMS'), sums);
      const whole = text.replace(/"sha256sums": "[0-9a-f]{64}"/, `"sha256sums": "${createHash('sha256').update(sums).digest('hex')}"`);
      await writeFile(path('manifest.json'), whole);
      await writeFile(path('manifest.sig'), signerOf('forger', pair.privateKey).sign(Buffer.from(whole)));
    };
    const changed = await fetched.checkChanged(script, key.fingerprint, (path) => forged(path, false));
    expect([changed.code, /FAILED\] manifest\.json/.test(changed.said)]).toEqual([1, true]);
    const resigned = await fetched.checkChanged(script, key.fingerprint, (path) => forged(path, true));
    expect(resigned.said.match(/FAILED\] [^\n]*/g)).toEqual([expect.stringContaining('not the key you named')]);
    expect(resigned.code).toBe(1);
  });
});

describe('verify.html', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  });
  afterAll(() => browser?.close());

  /** Opens the page of a folder from the disk, as its recipient does, and gives it that folder. */
  async function checkedIn(folder: string, fingerprint: string): Promise<{ verdict: string; faults: string[] }> {
    const page = await browser.newPage({ offline: true });
    await page.goto(pathToFileURL(`${folder}/verify.html`).href);
    await page.locator('#named').fill(fingerprint);
    await page.locator('#folder').setInputFiles(folder);
    await page.locator('#verdict').filter({ hasText: 'VERIFIED' }).waitFor();
    const answer = { verdict: (await page.locator('#verdict').textContent()) ?? '', faults: await page.locator('li.bad').allTextContents() };
    await page.close();
    return answer;
  }

  test('verifies the package in a browser without a network', async () => {
    expect(await checkedIn(fetched.path(), key.fingerprint)).toEqual({ verdict: '核验通过 VERIFIED', faults: [] });
    expect((await checkedIn(fetched.path(), 'a'.repeat(64))).faults).toEqual([expect.stringContaining('not the one you named')]);
  });

  test('names what was changed, taken away and put in', async () => {
    const { cameras: [east] } = await fetched.manifest();
    const [first, second] = east!.files.map((file) => file.path);
    await fetched.inChangedCopy(async (path, folder) => {
      await writeFile(path(first!), Buffer.concat([await readFile(path(first!)), Buffer.from('x')]));
      await rm(path(second!));
      await writeFile(path('note.txt'), 'x');
      await writeFile(path('custody.json'), (await readFile(path('custody.json'), 'utf8')).replace('彭飞', '某人'));
      const { verdict, faults } = await checkedIn(folder, key.fingerprint);
      expect(verdict).toContain('NOT VERIFIED');
      expect(faults).toEqual([first, `${second} 缺失 missing`, 'custody.json', 'note.txt 不属于本证据包 not part of the package', expect.stringContaining('a fact is not the one in the log')]);
    });
  });
});

test('verify.py finds frames outside the grant, and a custody fact that is not the one in the log', async () => {
  const asIfSigned = async (path: (name: string) => string, name: 'manifest.json' | 'custody.json', change: (text: string) => string): Promise<void> => writeFile(path(name), change(await readFile(path(name), 'utf8')));
  const outside = await fetched.checkChanged('verify.py', key.fingerprint, (path) => asIfSigned(path, 'manifest.json', (text) => text.replace(`"from": "${at(3)}"`, `"from": "${at(1)}"`).replace(new RegExp(`("fragments": \\[\\s*\\{\\s*)"from": "${at(3)}"`), `$1"from": "${at(1)}"`)));
  expect(outside.said).toContain('frames outside the granted time');
  const other = await fetched.checkChanged('verify.py', key.fingerprint, (path) => asIfSigned(path, 'custody.json', (text) => text.replace('彭飞', '某人')));
  expect(other.said).toContain('a fact is not the one in the log');
});

test('the published key verifies the manifest in a library that we did not write', async () => {
  const [manifest, signature] = [await readFile(fetched.path('manifest.json')), await readFile(fetched.path('manifest.sig'))];
  expect(verify(null, manifest, createPublicKey(key.publicKeyPem), signature)).toBe(true);
  expect((await api.call(undefined, 'GET', '/v1/evidence-keys/dst_00000000000000000000')).status).toBe(404);
});

describe('a download', () => {
  const opened = async (tab: ViewerTab) => must(await openDownload(api, tab, granted.id)).body;

  test('is a fact before its bytes leave, with the hash that left', async () => {
    const [fact] = await factsOf(granted.id, 'authority_request.handed_over');
    expect(fact).toMatchObject({ actor_name: '彭飞', body: { packageId: granted.package?.id, sha256: createHash('sha256').update(fetched.zip).digest('hex'), bytes: fetched.zip.length } });
  });

  test('is worth nothing as a copied address or token', async () => {
    const tab = await ViewerTab.of(api, 'peng.fei');
    const path = packagePath(granted.id, (await opened(tab)).id);
    const { accessToken: token } = await signIn('peng.fei');
    const code = async (answer: Response): Promise<string> => ((await answer.json()) as { error: { code: string } }).error.code;
    expect(await code(await tab.send(path, token))).toBe('viewing.proof_missing');
    expect((await fetch(`${api.url}${path}`)).status).toBe(401);
    const thief = await ViewerTab.of(api, 'peng.fei');
    expect(await code(await thief.send(path, token, await thief.proof(path, token)))).toBe('viewing.proof_wrong');
    for (const bent of [{ htm: 'POST' }, { htu: 'http://127.0.0.1/v1/cases' }, { iat: Math.floor(Date.now() / 1000) - 120 }, { ath: 'x' }]) expect(await code(await tab.send(path, token, await tab.proof(path, token, bent)))).toBe('viewing.proof_wrong');
    const proof = await tab.proof(path, token);
    expect((await tab.send(path, token, proof)).status).toBe(200);
    expect(await code(await tab.send(path, token, proof))).toBe('viewing.proof_wrong');
  });

  test('is served once, to the one who opened it, while it is fresh', async () => {
    const tab = await ViewerTab.of(api, 'peng.fei');
    const { id } = await opened(tab);
    const both = await Promise.all([tab.get(packagePath(granted.id, id)), tab.get(packagePath(granted.id, id))]);
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const other = await ViewerTab.of(api, 'tang.yu');
    expect((await other.get(packagePath(granted.id, id))).status).toBe(404);
    const late = await opened(tab);
    await api.database.admin.query(`update package_downloads set expires_at = now() - interval '1 second' where download_id = $1`, [late.id]);
    expect(await (await tab.get(packagePath(granted.id, late.id))).json()).toMatchObject({ error: { code: 'authority.download_expired' } });
  });

  test('stops on its way when the post of who fetches ends', async () => {
    const tab = await ViewerTab.of(api, 'peng.fei');
    const path = packagePath(granted.id, (await opened(tab)).id);
    const { accessToken } = await signIn('peng.fei');
    const { rows: [officer] } = await api.database.admin.query<Omit<Liaison, 'for'> & Liaison['for']>(`select l.district_id as "districtId", l.agency_id as "agencyId", l.sub, l.person_id as "personId", l.person_name as name from liaisons l where person_name = '彭飞'`);
    const by = (await actorFor(api.database, { for: officer!, ...officer! })) as CaseActor;
    const { bytes, content } = await api.app.get(CommandBus).execute(new HandOverPackage(by, granted.id, path.split('/').at(-2)!, { proof: await tab.proof(path, accessToken), method: 'GET', path, accessToken, tokenThumbprint: undefined }));
    let left = 0;
    const reading = async (): Promise<void> => {
      for await (const block of content as AsyncIterable<Buffer>) {
        const isFirst = left === 0;
        left += block.length;
        if (!isFirst) continue;
        await api.database.admin.query(`update liaisons set ended_at = now() where person_name = '彭飞'`);
        const endedAt = performance.now();
        await until('a second to have passed', () => performance.now() > endedAt + 1_100);
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: 'identity.no_longer_active' });
    await api.database.admin.query(`update liaisons set ended_at = null where person_name = '彭飞'`);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(bytes);
  });

  test('is refused to a sign-in without a second factor, to a school and to the bureau', async () => {
    const tab = await ViewerTab.of(api, 'chen.ming');
    const { id } = await opened(await ViewerTab.of(api, 'peng.fei'));
    expect((await tab.get(packagePath(granted.id, id))).status).toBe(403);
    expect((await (await ViewerTab.of(api, 'wang.xun')).get(packagePath(granted.id, id))).status).toBe(403);
  });

  test('does not begin before there is a package', async () => {
    const { id } = must(await road.file()).body;
    const tab = await ViewerTab.of(api, 'peng.fei');
    expect((await openDownload(api, tab, id)).error?.code).toBe('authority.package_not_ready');
    expect((await api.call('peng.fei', 'POST', `/v1/cases/${id}/receipt`, { result: 'verified' })).error?.code).toBe('authority.nothing_fetched');
  });

  test('of which nothing can be opened leaves no fact and can be tried again', async () => {
    const tab = await ViewerTab.of(api, 'peng.fei');
    const { id } = await opened(tab);
    const before = (await factsOf(granted.id, 'authority_request.handed_over')).length;
    await api.database.admin.query(`update evidence_packages set object_key = object_key || 'x' where request_id = $1`, [granted.id]);
    expect((await tab.get(packagePath(granted.id, id))).status).toBe(500);
    await api.database.admin.query(`update evidence_packages set object_key = left(object_key, -1) where request_id = $1`, [granted.id]);
    expect((await factsOf(granted.id, 'authority_request.handed_over')).length).toBe(before);
    expect((await tab.get(packagePath(granted.id, id))).status).toBe(200);
  });

  test('is confirmed once with the result of the check', async () => {
    const confirmed = must(await api.call<Case>('peng.fei', 'POST', `/v1/cases/${granted.id}/receipt`, { result: 'verified' })).body;
    expect(confirmed).toMatchObject({ receipt: { result: 'verified' }, steps: expect.arrayContaining([expect.objectContaining({ kind: 'received', by: '彭飞' })]) });
    expect((await api.call('peng.fei', 'POST', `/v1/cases/${granted.id}/receipt`, { result: 'damaged' })).error?.code).toBe('authority.received_already');
  });
});

test('a package whose keys were disposed of says that it cannot be built', async () => {
  const { id } = await road.verified([camera], { from: at(0), to: at(5) });
  must(await road.approve(id, 'chen.ming'));
  must(await road.approve(id, 'fang.lin'));
  const { rows: [kept] } = await api.database.admin.query('update school_day_keys set wrapped_key = null, destroyed_at = now() where wrapped_key is not null and day = (select max(day) from camera_day_keys k where k.camera_id = $1 and k.day <= (now() at time zone \'Asia/Shanghai\')::date) returning day', [camera.cameraId]);
  expect(kept).toBeDefined();
  await road.build(id);
  expect((await api.call<Case>('peng.fei', 'GET', `/v1/cases/${id}`)).body).toMatchObject({ state: 'approved', package: { state: 'failed' } });
});
