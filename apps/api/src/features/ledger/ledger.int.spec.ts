import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, type Routes, identityRoutes, ledgerRoutes } from '@guardroom/contracts';
import { hashLeaf, noteVerifier, openCheckpoint, verifyInclusion } from '@guardroom/evidence';
import { type Instant, addDays, civilDay, systemClock } from '@guardroom/kernel';
import { fsckVerdict } from '../../../../../tests/interop/tools.ts';
import { appendFact } from '../../platform/facts/append-fact.ts';
import { type TestApi, startApi } from '../../testing/start-api.ts';
import { Tenants } from '../../platform/database/databases.ts';
import { PeopleModule } from '../people/people.module.ts';
import { LedgerModule } from './ledger.module.ts';
import { Sealer } from './sealer.ts';

let api: TestApi;
const at = '2026-11-22T00:00:00.000Z' as Instant;

beforeAll(async () => {
  api = await startApi({ features: [LedgerModule, PeopleModule], routes: { ...ledgerRoutes, ...identityRoutes } });
});
afterAll(() => api?.close());

const append = async (subject: string): Promise<string> => {
  const by = await api.machine(api.schools[0]);
  return api.app.get(Tenants).write(by, (tx) => appendFact(tx, by, { type: 'test.happened', subject, at, body: { subject, zh: '东门', n: 1.5 } }));
};
const seal = (): Promise<number> => api.app.get(Sealer, { strict: false }).sealAll();
const ledger = async () => (await api.call<Result<Routes['getLedger']>>('wang.xun', 'GET', '/v1/district/ledger')).body;
const check = async () => (await api.call<Result<Routes['checkLedger']>>('wang.xun', 'POST', '/v1/district/ledger/checks', {})).body;
const prove = async (factId: string) => (await api.call<Result<Routes['proveFact']>>('zhao.an', 'GET', `/v1/schools/${api.schools[0].schoolId}/facts/${factId}/proof`)).body;

describe('the ledger', () => {
  test('proves a sealed fact against a checkpoint that the log signed', async () => {
    const factId = await append('first');
    expect((await prove(factId)).verdict).toBe('staged');
    await seal();
    const [proof, { verifierKey, origin }] = [await prove(factId), await ledger()];
    expect(proof.verdict).toBe('sealed');
    const checkpoint = openCheckpoint(proof.checkpoint ?? '', origin, noteVerifier(verifierKey));
    const leaf = hashLeaf(Buffer.from(proof.entry ?? '', 'base64'));
    const inclusion = { index: proof.leafIndex ?? -1, size: proof.treeSize ?? 0, hashes: proof.inclusion.map((h) => Buffer.from(h, 'base64')) };
    expect(verifyInclusion(inclusion, leaf, checkpoint?.root ?? Buffer.alloc(32))).toBe(true);
    expect(verifyInclusion(inclusion, hashLeaf(Buffer.from('another leaf')), checkpoint?.root ?? Buffer.alloc(32))).toBe(false);
  });

  test('keeps personal data out of the leaves', async () => {
    await append('东门 secret words');
    await seal();
    const { rows } = await api.database.admin.query<{ entry: Buffer }>('select entry from ledger_entries');
    expect(rows.length).toBeGreaterThan(0);
    for (const { entry } of rows) expect(Object.keys(JSON.parse(entry.toString()) as object).sort()).toEqual(['at', 'commitment', 'id', 'v']);
  });

  test('seals a fact whose transaction commits after later ones were sealed', async () => {
    const by = await api.machine(api.schools[0]);
    let late = '';
    await api.app.get(Tenants).write(by, async (tx) => {
      late = await appendFact(tx, by, { type: 'test.happened', subject: 'late', at, body: {} });
      await append('overtakes');
      await seal();
    });
    expect((await prove(late)).verdict).toBe('staged');
    await seal();
    expect((await prove(late)).verdict).toBe('sealed');
  });

  test('gives each leaf one place when two sealers run at once', async () => {
    for (let i = 0; i < 300; i += 25) await Promise.all(Array.from({ length: 25 }, (_, j) => append(`many ${i + j}`))); // no more at once than wait for a connection in time
    const rounds = await Promise.all([seal(), seal(), seal()]);
    expect(rounds.reduce((sum, n) => sum + n, 0)).toBe(300);
    expect(await check()).toMatchObject({ verdict: 'intact', changed: [] });
  });

  test("is accepted by Tessera's fsck as it is served over HTTP", async () => {
    await append('before fsck');
    await seal();
    const { verifierKey } = await ledger();
    expect(await fsckVerdict(`${api.url}/ledger/${api.districtId}/`, verifierKey)).toBe('sound');
  });

  test('names a fact that was changed behind its back, and says how many it looked at', async () => {
    const factId = await append('to be changed');
    await seal();
    const before = await check();
    expect(before).toMatchObject({ verdict: 'intact', signatureValid: true, rootMatches: true });
    expect(before.factsLookedAt).toBe(before.leavesLookedAt);
    await api.database.admin.query(`update facts set body = body || '{"n": 2}' where fact_id = $1`, [factId]);
    const after = await check();
    expect(after.verdict).toBe('tampered');
    expect(after.changed).toEqual([expect.objectContaining({ factId, what: 'fact_changed' })]);
    expect((await prove(factId)).verdict).toBe('changed');
    await api.database.admin.query(`update facts set body = body || '{"n": 1.5}' where fact_id = $1`, [factId]);
    expect((await check()).verdict).toBe('intact');
  });

  test('names a fact that was removed', async () => {
    const factId = await append('to be removed');
    await seal();
    await api.database.admin.query('delete from facts where fact_id = $1', [factId]);
    expect((await check()).changed).toEqual([expect.objectContaining({ factId, what: 'fact_missing' })]);
  });

  test('names a sealed leaf that was rewritten', async () => {
    await api.database.admin.query(`update ledger_entries set entry = entry || ' ' where leaf_index = 3`);
    const { verdict, changed } = await check();
    expect(verdict).toBe('tampered');
    expect(changed).toContainEqual(expect.objectContaining({ leafIndex: 3, what: 'leaf_changed' }));
  });

  test('lists what happened to the bureau by area, school and days, from either end', async () => {
    const facts = async (query: string) => (await api.call<Result<Routes['listDistrictFacts']>>('wang.xun', 'GET', `/v1/district/facts?${query}`)).body;
    const whole = await facts('perPage=500');
    const [some] = whole.items;
    const area = some?.type.split('.')[0] ?? '';
    const ofArea = await facts(`type=${area}&perPage=500`);
    expect(ofArea.items.map(({ id }) => id)).toEqual(whole.items.filter(({ type }) => type.startsWith(`${area}.`)).map(({ id }) => id));
    expect(ofArea.total).toBeGreaterThan(0);
    expect((await facts('sort=recordedAt&perPage=500')).items.map(({ id }) => id)).toEqual(whole.items.map(({ id }) => id).reverse());
    const today = civilDay(systemClock.now());
    expect((await facts(`from=${addDays(today, -1)}&to=${today}`)).total).toBe(whole.total);
    expect((await facts(`from=${addDays(today, 1)}`)).total).toBe(0);
  });

  test('is closed to a school for the district view', async () => {
    expect((await api.call('chen.ming', 'GET', '/v1/district/ledger')).status).toBe(403);
    expect((await api.call(undefined, 'GET', '/v1/district/ledger')).status).toBe(401);
  });
});
