import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, type Routes, identityRoutes, ledgerRoutes } from '@guardroom/contracts';
import { generateSigningKeyPair, hashLeaf, noteSigner, noteVerifier, openCheckpoint, signCheckpoint, verifyInclusion } from '@guardroom/evidence';
import { type Instant, addDays, civilDay, newId, systemClock } from '@guardroom/kernel';
import { until } from '@guardroom/testkit';
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
const check = async (kept: { checkpoint?: string } = {}) => (await api.call<Result<Routes['checkLedger']>>('wang.xun', 'POST', '/v1/district/ledger/checks', kept)).body;
const sql = (text: string, values: unknown[] = []) => api.database.admin.query(text, values);
const custody = async (subject: string) => (await api.call<Result<Routes['listFacts']>>('zhao.an', 'GET', `/v1/schools/${api.schools[0].schoolId}/facts?subject=${subject}`)).body.items;
/** A copy of a fact under another id, put into the table as somebody who holds the database can. */
const plant = async (like: string, factId: string = newId('fct')): Promise<string> => {
  await sql(`insert into facts select $2, district_id, school_id, type, 'planted', actor_kind, actor_sub, actor_name, occurred_at, recorded_at, body, salt from facts where fact_id = $1`, [like, factId]);
  return factId;
};
/** Runs `run` with these tables put back to what they held before `between`, as somebody who holds the database can; then brings everything forward again. */
const rollingBack = async (tables: readonly string[], between: () => Promise<void>, run: () => Promise<void>): Promise<void> => {
  const copy = async (name: string, of: readonly string[]) => sql(of.map((table) => `create table public.${name}_${table} as table guardroom.${table}`).join('; '));
  const putBack = async (name: string, of: readonly string[]) => sql(of.map((table) => `delete from guardroom.${table}; insert into guardroom.${table} table public.${name}_${table}; drop table public.${name}_${table}`).join('; '));
  await copy('earlier', tables);
  await between();
  await copy('later', ALL);
  await putBack('earlier', tables);
  await run();
  await putBack('later', ALL);
};
const LOG = ['ledger_entries', 'ledger_tiles', 'ledger_checkpoints', 'ledger_staged'] as const;
const ALL = [...LOG, 'facts'] as const;
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

  test('is checked to the end though the token that asked is over on the way', async () => {
    await append('before a long check');
    await seal();
    const table = await api.database.admin.connect();
    await table.query('begin; lock table facts in access exclusive mode');
    const checking = check();
    await until('the check to wait', async () => (await sql(`select from pg_locks where relation = 'facts'::regclass and not granted`)).rowCount, { isIt: (waiting) => waiting !== 0 });
    const { rows: over } = await sql(`update auth.tickets set expires_at = now() where expires_at < now() + interval '10 minutes' returning hash`);
    await table.query('commit');
    table.release();
    expect(await checking).toMatchObject({ verdict: 'intact' });
    await sql(`update auth.tickets set expires_at = now() + interval '1 minute' where hash = any($1)`, [over.map(({ hash }) => hash)]);
  });

  test('gives its key to whoever will check its checkpoints, and makes none for a log that does not exist', async () => {
    const key = await fetch(`${api.url}/ledger/${api.districtId}/key`);
    expect([key.status, await key.text()]).toEqual([200, `${(await ledger()).verifierKey}\n`]);
    expect((await fetch(`${api.url}/ledger/${newId('dst')}/key`)).status).toBe(404);
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

  test('names a fact that was planted among the others, whatever its id and wherever a leaf was forged for it', async () => {
    const real = await append('real');
    const waiting = await append('waiting');
    await seal();
    const before = await check();
    expect(before).toMatchObject({ verdict: 'intact', changedTotal: 0 });
    await append('staged while it is checked');
    const planted = [await plant(real), await plant(real, ''), await plant(waiting, 'zzz')].sort();
    await sql(`insert into ledger_entries select district_id, leaf_index + 1000000, $2, entry, sealed_at from ledger_entries where fact_id = $1`, [real, planted[1]]);
    const after = await check();
    expect(after).toMatchObject({ verdict: 'tampered', changedTotal: 3, rootMatches: true, signatureValid: true });
    expect(after.changed.toSorted((a, b) => (a.factId < b.factId ? -1 : 1))).toEqual(planted.map((factId) => ({ factId, type: 'test.happened', leafIndex: null, what: 'fact_planted' })));
    expect(await prove(planted[1]!)).toMatchObject({ verdict: 'planted', inclusion: [], leafIndex: null });
    expect((await prove(real)).verdict).toBe('sealed');
    await sql(`delete from ledger_entries where leaf_index >= 1000000`);
    expect((await custody('planted')).map(({ place }) => place)).toEqual(['planted', 'planted', 'planted']);
    expect((await custody('real')).map(({ place }) => place)).toEqual(['sealed']);
    expect((await custody('staged%20while%20it%20is%20checked')).map(({ place }) => place)).toEqual(['staged']);
    await sql(`delete from facts where subject = 'planted'`);
    expect((await check()).verdict).toBe('intact');
  });

  test('tells a log that was put back to an earlier state from what an earlier check noted, and one that went another way', async () => {
    await append('before');
    await seal();
    await rollingBack(
      LOG,
      async () => {
        for (let i = 0; i < 5; i += 1) await append(`one way ${i}`);
        await seal();
        expect(await check()).toMatchObject({ verdict: 'intact', history: 'grown' });
      },
      async () => {
        const shrunk = await check();
        expect(shrunk).toMatchObject({ verdict: 'tampered', history: 'shrunk', rootMatches: true, signatureValid: true });
        expect(shrunk.earlierSize).toBeGreaterThan(shrunk.leavesLookedAt);
        for (let i = 0; i < 10; i += 1) await append(`another way ${i}`);
        await seal();
        for (let again = 0; again < 2; again += 1) expect(await check()).toMatchObject({ verdict: 'tampered', history: 'forked', rootMatches: true, signatureValid: true });
      },
    );
    expect(await check()).toMatchObject({ verdict: 'intact', history: 'grown' });
  });

  test('tells from a checkpoint that somebody kept when everything was put back, the facts too', async () => {
    await append('before everything');
    await seal();
    let kept = '';
    await rollingBack(
      ALL,
      async () => {
        await append('after everything');
        await seal();
        kept = (await check()).checkpoint ?? '';
      },
      async () => {
        expect(await check()).toMatchObject({ verdict: 'intact' }); // nothing that is left knows better
        expect(await check({ checkpoint: kept })).toMatchObject({ verdict: 'tampered', history: 'shrunk' });
        for (let i = 0; i < 10; i += 1) await append(`another way after everything ${i}`);
        await seal();
        expect(await check()).toMatchObject({ verdict: 'intact', history: 'grown' }); // and notes the checkpoint of the other way
        expect(await check({ checkpoint: kept })).toMatchObject({ verdict: 'tampered', history: 'forked' });
      },
    );
    expect(await check({ checkpoint: kept })).toMatchObject({ verdict: 'intact', history: 'grown' });
    const { origin } = await ledger();
    const foreign = signCheckpoint({ origin, size: 1, root: Buffer.alloc(32) }, noteSigner(origin, generateSigningKeyPair().privateKey));
    expect(await check({ checkpoint: foreign })).toMatchObject({ verdict: 'tampered', history: 'forked' });
  });

  test('names a leaf that was removed, and looks on where a tile was', async () => {
    await append('leaf to be removed');
    await seal();
    const { rows: [leaf] } = await api.database.admin.query<{ leaf_index: string; fact_id: string }>('select leaf_index, fact_id from ledger_entries order by leaf_index desc limit 1');
    const restore = async (table: string, where: string, run: () => Promise<void>): Promise<void> => {
      await sql(`create table public.kept as select * from ${table} where ${where}; delete from ${table} where ${where}`);
      await run();
      await sql(`insert into ${table} table public.kept; drop table public.kept`);
    };
    await restore('ledger_entries', `leaf_index = ${leaf!.leaf_index}`, async () => {
      const { verdict, changed } = await check();
      expect(verdict).toBe('tampered');
      expect(changed).toEqual([expect.objectContaining({ leafIndex: Number(leaf!.leaf_index), what: 'leaf_missing' }), expect.objectContaining({ factId: leaf!.fact_id, what: 'fact_planted' })]);
    });
    await restore('ledger_tiles', `level = 0 and tile_index = ${Math.floor(Number(leaf!.leaf_index) / 256)}`, async () => {
      expect(await check()).toMatchObject({ verdict: 'tampered', rootMatches: false });
      expect((await prove(leaf!.fact_id)).verdict).toBe('changed');
    });
    await seal();
    expect((await check()).verdict).toBe('intact');
  });

  test('goes on sealing other districts where one cannot be sealed', async () => {
    const factId = await append('of a district that is well');
    // Its checkpoint promises a tree whose tiles are nowhere. One district sorts before ours and one behind it.
    for (const sick of ['dst_0', 'dst_zzz']) {
      await sql(`insert into ledger_checkpoints values ($1, 3, decode('00', 'hex'), 'note', now())`, [sick]);
      await sql(`insert into ledger_staged values ($1, null, $2, '{}')`, [sick, newId('fct')]);
    }
    expect(await seal()).toBeGreaterThan(0);
    expect((await prove(factId)).verdict).toBe('sealed');
    expect((await sql(`select district_id from ledger_staged where district_id in ('dst_0', 'dst_zzz') order by 1`)).rows).toHaveLength(2);
    await sql(`delete from ledger_staged where district_id in ('dst_0', 'dst_zzz')`);
    await sql(`delete from ledger_checkpoints where district_id in ('dst_0', 'dst_zzz')`);
  });

  test('names a fact that was removed', async () => {
    const factId = await append('to be removed');
    await seal();
    await api.database.admin.query('delete from facts where fact_id = $1', [factId]);
    expect(await check()).toMatchObject({ verdict: 'tampered', changed: [{ factId, what: 'fact_missing' }] });
  });

  test('names a sealed leaf that was rewritten', async () => {
    await api.database.admin.query(`update ledger_entries set entry = entry || ' ' where leaf_index = 3`);
    const { verdict, changed } = await check();
    expect(verdict).toBe('tampered');
    expect(changed).toContainEqual(expect.objectContaining({ leafIndex: 3, factId: expect.stringMatching(/^fct_/), what: 'leaf_changed' }));
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
