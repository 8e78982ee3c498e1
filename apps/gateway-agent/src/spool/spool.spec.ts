import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { appendFile, copyFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId, type CameraId } from '@guardroom/kernel';
import { sealNextMinute } from '../seal/minutes.ts';
import { at, beginSegment, holdSegment, leaveOpen, newHome, openSpool, type Home } from '../testing/builders.ts';
import type { Entry } from './entries.ts';
import { Journal, readJournal } from './journal.ts';
import { Ledger, LedgerFault, newChain } from './ledger.ts';
import { SpoolFull, type Spool } from './spool.ts';

let home: Home;
beforeEach(async () => {
  home = await newHome();
});
afterEach(() => rm(home.path, { recursive: true }));

describe('a spool', () => {
  test('chains the segments of a camera across restarts', async () => {
    const first = await openSpool(home);
    const a = await holdSegment(first, home, 0);
    await first.close();
    const second = await openSpool(home);
    const b = await holdSegment(second, home, 10);
    expect([a.sequence, b.sequence]).toEqual([0, 1]);
    expect([a.previousFooterSha256, b.previousFooterSha256]).toEqual([null, a.footerSha256]);
    expect(second.inState('held').map(({ name }) => name)).toEqual([a.name, b.name]);
    await second.close();
  });

  test('counts what was not recorded as a gap with its cause', async () => {
    const spool = await openSpool(home);
    await holdSegment(spool, home, 0);
    await holdSegment(spool, home, 25, { cause: 'no_frames' });
    expect(spool.chain(home.cameraId)!.unsealedGaps).toEqual([{ from: at(10), to: at(25), cause: 'no_frames' }]);
    await spool.close();
  });

  test('forgets an open segment at the next start and gives its number to the next one', async () => {
    const spool = await openSpool(home);
    await holdSegment(spool, home, 0);
    await leaveOpen(spool, home, 10);
    await spool.close();
    const next = await openSpool(home);
    expect(next.totals().segments).toBe(1);
    const after = await holdSegment(next, home, 30, { cause: 'gateway_stopped' });
    expect(after.sequence).toBe(1);
    expect(next.chain(home.cameraId)!.unsealedGaps).toEqual([{ from: at(10), to: at(30), cause: 'gateway_stopped' }]);
    await next.close();
  });

  test('is rebuilt from its segments when the journal is lost', async () => {
    const spool = await openSpool(home);
    const held = [await holdSegment(spool, home, 0), await holdSegment(spool, home, 10), await holdSegment(spool, home, 20)];
    await spool.mark(held[1]!.name, 'uploaded');
    await spool.mark(held[1]!.name, 'announced');
    await spool.release(held[1]!.name);
    await spool.close();
    await rm(join(home.spoolDirectory, 'journal'));
    const rebuilt = await openSpool(home);
    expect(rebuilt.inState('held')).toMatchObject([held[0]!, held[2]!]);
    expect((await holdSegment(rebuilt, home, 30)).sequence).toBe(3);
    await rebuilt.close();
  });

  test('means the same after its journal was rewritten', async () => {
    const spool = await openSpool(home);
    const names = [];
    for (const seconds of [0, 10, 20, 30]) names.push((await holdSegment(spool, home, seconds)).name);
    for (const name of [names[0]!, names[2]!]) await spool.mark(name, 'uploaded');
    await spool.mark(names[2]!, 'announced');
    await spool.release(names[2]!);
    const before = { segments: spool.inState('held'), uploaded: spool.inState('uploaded'), chain: spool.chain(home.cameraId) };
    await spool.rewrite();
    await spool.close();
    const after = await openSpool(home);
    expect({ segments: after.inState('held'), uploaded: after.inState('uploaded'), chain: after.chain(home.cameraId) }).toEqual(before);
    await after.close();
  });

  test('keeps every line that was promised while its journal is rewritten over and over', async () => {
    const spool = await openSpool(home);
    const minutes = 8;
    /** A camera without a picture: every minute is a gap, sealed, and confirmed for every other. */
    const missing = async (cameraId: CameraId): Promise<void> => {
      await spool.watch(cameraId, at(0));
      for (let minute = 1; minute <= minutes; minute += 1) {
        await spool.recordGap(cameraId, at(60 * minute), 'no_frames');
        expect(await sealNextMinute(spool, home.recorder, { cameraId, openSince: null, cause: 'no_frames' }, at(60 * minute))).toBe(true);
        if (minute % 2 === 0) await spool.minute({ kind: 'minute_closed', cameraId, minute: at(60 * (minute - 1)) });
      }
    };
    const recorded = async (): Promise<void> => {
      for (let i = 0; i < 40; i += 1) {
        const { name } = await holdSegment(spool, home, 10 * i, { bytes: 1_000 });
        for (const state of (['uploaded', 'announced'] as const).slice(0, i % 3)) await spool.mark(name, state);
        if (i % 3 === 2) await spool.release(name);
      }
    };
    let written = false;
    const rewriting = async (): Promise<void> => {
      while (!written) await spool.rewrite();
    };
    const cameraIds = Array.from({ length: 24 }, () => newId('cam'));
    await Promise.all([rewriting(), Promise.all([recorded(), ...cameraIds.map(missing)]).finally(() => (written = true))]);

    const meaning = (one: Spool) => ({ chains: one.chains, manifests: one.manifests, held: one.inState('held'), uploaded: one.inState('uploaded'), announced: one.inState('announced') });
    const promised = meaning(spool);
    expect([promised.chains.length, promised.manifests.length, promised.held.length + promised.uploaded.length + promised.announced.length]).toEqual([25, 24 * 4, 27]);
    const onDisk = new Ledger();
    for (const entry of (await readJournal(home.spoolDirectory)).entries) onDisk.apply(entry); // as after a power cut: nothing was closed
    expect([...onDisk.cameras.values()].map(({ cameraId, nextManifest, nextSequence }) => [cameraId, nextManifest, nextSequence])).toEqual([home.cameraId, ...cameraIds].map((cameraId) => [cameraId, cameraId === home.cameraId ? 0 : minutes, cameraId === home.cameraId ? 40 : 0]));
    await spool.close();
    const next = await openSpool(home);
    expect(meaning(next)).toEqual(promised);
    await next.close();
  });

  test('starts again after it was told what cannot be true, and refused it', async () => {
    const spool = await openSpool(home);
    await holdSegment(spool, home, 0);
    await Promise.all([
      expect(spool.minute({ kind: 'minute_closed', cameraId: home.cameraId, minute: at(0) })).rejects.toThrow(LedgerFault),
      spool.recordGap(home.cameraId, at(20), 'no_frames'), // in the same write
    ]);
    await spool.close();
    const next = await openSpool(home);
    expect(next.chain(home.cameraId)).toMatchObject({ coveredUntil: at(20), nextSequence: 1 });
    await next.close();
  });

  test('takes no segment beyond its budget, drops none, and goes on when there is room', async () => {
    const spool = await openSpool(home, { budgetBytes: 150_000 });
    const held = [await holdSegment(spool, home, 0), await holdSegment(spool, home, 10)];
    await expect(beginSegment(spool, home, 20)).rejects.toThrow(SpoolFull);
    expect(spool.full).toBe(true);
    expect(spool.inState('held')).toHaveLength(2);
    await spool.mark(held[0]!.name, 'uploaded');
    await spool.mark(held[0]!.name, 'announced');
    await spool.release(held[0]!.name);
    await holdSegment(spool, home, 40, { cause: 'spool_full' });
    expect(spool.full).toBe(false);
    expect(spool.chain(home.cameraId)!.unsealedGaps).toEqual([{ from: at(20), to: at(40), cause: 'spool_full' }]);
    await spool.close();
  });

  test('takes no segment when the disk has less room than must stay free', async () => {
    const spool = await openSpool(home, { reserveBytes: Number.MAX_SAFE_INTEGER });
    await expect(beginSegment(spool, home, 0)).rejects.toThrow(SpoolFull);
    await spool.close();
  });

  test('calls a held segment lost when its file is gone', async () => {
    const spool = await openSpool(home);
    const { name } = await holdSegment(spool, home, 0);
    await spool.close();
    await rm(join(home.spoolDirectory, name));
    const next = await openSpool(home);
    expect(next.totals().segments).toBe(0);
    expect(next.chain(home.cameraId)).toMatchObject({ unsealedSegments: [], unsealedGaps: [{ from: at(0), to: at(10), cause: 'lost_segment' }] });
    await next.close();
  });

  test('takes an announced segment without a file as released', async () => {
    const spool = await openSpool(home);
    const { name } = await holdSegment(spool, home, 0);
    await spool.mark(name, 'uploaded');
    await spool.mark(name, 'announced');
    await spool.close();
    await rm(join(home.spoolDirectory, name));
    const next = await openSpool(home);
    expect(next.totals().segments).toBe(0);
    expect(next.chain(home.cameraId)!.unsealedGaps).toEqual([]);
    await next.close();
  });

  test.each(['held', 'uploaded'] as const)('drops a segment that is %s and older than footage is kept, counts it, and makes no gap of it', async (state) => {
    const spool = await openSpool(home);
    const { name } = await holdSegment(spool, home, 0);
    if (state === 'uploaded') await spool.mark(name, 'uploaded');
    await spool.mark(name, 'expired');
    expect(spool.totals()).toMatchObject({ segments: 1, expired: 1 });
    await spool.release(name);
    expect(spool.totals()).toMatchObject({ segments: 0, bytes: 0, expired: 1 });
    await expect(readFile(join(home.spoolDirectory, name))).rejects.toThrow('ENOENT');
    expect(spool.chain(home.cameraId)!.unsealedGaps).toEqual([]);
    await spool.close();
  });

  test('goes on dropping an expired segment after a crash before and after its file went', async () => {
    const spool = await openSpool(home);
    const [first, second] = [await holdSegment(spool, home, 0), await holdSegment(spool, home, 10)];
    for (const { name } of [first, second]) await spool.mark(name, 'expired');
    await spool.close();
    await rm(join(home.spoolDirectory, first.name));
    const next = await openSpool(home);
    expect(next.inState('expired').map(({ name }) => name)).toEqual([second.name]);
    expect(next.chain(home.cameraId)!.unsealedGaps).toEqual([]);
    await next.close();
  });

  test('removes a released file that came back', async () => {
    const spool = await openSpool(home);
    const { name } = await holdSegment(spool, home, 0);
    const path = join(home.spoolDirectory, name);
    await copyFile(path, `${path}.copy`);
    await spool.mark(name, 'uploaded');
    await spool.mark(name, 'announced');
    await spool.release(name);
    await spool.close();
    await copyFile(`${path}.copy`, path);
    const next = await openSpool(home);
    expect(next.totals().segments).toBe(0);
    await expect(readFile(path)).rejects.toThrow('ENOENT');
    await next.close();
  });
});

describe('a journal', () => {
  const entry = (i: number): Entry => ({ kind: 'uploaded', name: `segment ${i}` });
  /** Means just its lines. */
  const list = () => {
    const all: Entry[] = [];
    return { apply: (one: Entry) => void all.push(one), entries: () => all };
  };

  test('keeps what was appended at the same time, in order', async () => {
    const journal = await Journal.open(home.path, list());
    await Promise.all(Array.from({ length: 200 }, (_, i) => journal.append(entry(i))));
    await journal.close();
    expect((await readJournal(home.path)).entries).toEqual(Array.from({ length: 200 }, (_, i) => entry(i)));
  });

  test('cuts off a torn last line wherever it was torn, and goes on behind it', async () => {
    const journal = await Journal.open(home.path, list());
    await journal.append(entry(0), entry(1));
    await journal.close();
    const path = join(home.path, 'journal');
    const whole = await readFile(path);
    const secondAt = whole.indexOf(10) + 1;
    for (let length = secondAt; length < whole.length; length += 1) {
      await writeFile(path, whole.subarray(0, length));
      const meaning = list();
      const opened = await Journal.open(home.path, meaning);
      expect(meaning.entries()).toEqual([entry(0)]);
      await opened.append(entry(2));
      await opened.close();
      expect(await readJournal(home.path)).toMatchObject({ entries: [entry(0), entry(2)], tornBytes: 0, damagedLines: [] });
    }
  });

  test('does not open over a line that was damaged', async () => {
    const journal = await Journal.open(home.path, list());
    await journal.append(entry(0), entry(1), entry(2));
    await journal.close();
    const path = join(home.path, 'journal');
    const bytes = await readFile(path);
    bytes[bytes.indexOf(10) + 30]! ^= 1;
    await writeFile(path, bytes);
    await expect(Journal.open(home.path, list())).rejects.toThrow('journal lines 2 are damaged');
  });

  test('gives up nothing to an interrupted rewriting', async () => {
    const spool = await openSpool(home);
    await holdSegment(spool, home, 0);
    await spool.close();
    await appendFile(join(home.spoolDirectory, 'journal.new'), 'half a li');
    const next = await openSpool(home);
    expect(next.totals().segments).toBe(1);
    await next.close();
    await truncate(join(home.spoolDirectory, 'journal'), 0);
  });
});

describe('a ledger', () => {
  const segment = (sequence: number, o: Partial<{ from: number; previous: string | null }> = {}) => ({
    kind: 'held' as const,
    segment: {
      name: `${sequence}`, cameraId: home.cameraId, startedAt: at(o.from ?? sequence * 10), endedAt: at((o.from ?? sequence * 10) + 10), sequence, bytes: 1, sha256: 'a',
      previousFooterSha256: o.previous === undefined ? (sequence === 0 ? null : `footer ${sequence - 1}`) : o.previous, footerSha256: `footer ${sequence}`,
    },
  });
  const ledgerWith = (...entries: Entry[]): Ledger => {
    const ledger = new Ledger();
    for (const entry of [{ kind: 'camera', chain: newChain(home.cameraId, at(0)) } as const, ...entries]) ledger.apply(entry);
    return ledger;
  };

  test.each<[string, (ledger: Ledger) => Entry, RegExp]>([
    ['a number left out', () => segment(2), /sequence 2, the chain is at 1/],
    ['a broken chain', () => segment(1, { previous: 'another' }), /does not follow/],
    ['the same segment twice', () => segment(0), /held already/],
    ['time that is neither segment nor gap', () => segment(1, { from: 12 }), /unaccounted for/],
    ['an announcement before the upload', () => ({ kind: 'announced', name: '0' }), /cannot become announced/],
    ['a release before the announcement', () => ({ kind: 'released', name: '0' }), /before it was announced/],
    ['news of a segment that is not held', () => ({ kind: 'uploaded', name: 'x' }), /is not held/],
    ['a camera twice', () => ({ kind: 'camera', chain: newChain(home.cameraId, at(0)) }), /known already/],
    ['an empty gap', () => ({ kind: 'gap', cameraId: home.cameraId, gap: { from: at(10), to: at(10), cause: 'no_frames' } }), /is empty/],
    ['a gap that leaves a hole', () => ({ kind: 'gap', cameraId: home.cameraId, gap: { from: at(20), to: at(30), cause: 'no_frames' } }), /unaccounted for/],
    ['a closed minute that was never sealed', () => ({ kind: 'minute_closed', cameraId: home.cameraId, minute: at(0) }), /is on its way/],
    ['a chain that goes back', () => ({ kind: 'resumed', cameraId: home.cameraId, nextSequence: 0, previousFooterSha256: null }), /goes back/],
  ])('refuses %s', (_, entry, message) => {
    const ledger = ledgerWith(segment(0));
    expect(() => ledger.apply(entry(ledger))).toThrow(message);
  });

  test('refuses to expire what the district has', () => {
    const ledger = ledgerWith(segment(0), { kind: 'uploaded', name: '0' }, { kind: 'announced', name: '0' });
    expect(() => ledger.apply({ kind: 'expired', name: '0' })).toThrow(/cannot become expired/);
  });
});
