import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { generateSigningKeyPair, signerOf, signManifest, type MinuteManifest } from '@guardroom/evidence';
import { chmod, copyFile, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sealNextMinute } from '../seal/minutes.ts';
import type { Entry, HeldSegment } from '../spool/entries.ts';
import { Journal } from '../spool/journal.ts';
import { at, holdSegment, leaveOpen, newHome, openSpool, type Home } from '../testing/builders.ts';
import { checkHome, invariants, lookedAt, type Invariant } from './check.ts';

let home: Home;
let held: HeldSegment[];
let path: (segment: HeldSegment) => string;

/** Seven segments, a gap between the second and the third, one sealed minute. */
beforeEach(async () => {
  home = await newHome();
  const spool = await openSpool(home);
  held = [];
  for (const seconds of [0, 10, 30, 40, 50, 60, 70]) held.push(await holdSegment(spool, home, seconds));
  expect(await sealNextMinute(spool, home.recorder, { cameraId: home.cameraId, openSince: at(80), cause: 'unknown' }, at(81))).toBe(true);
  await spool.close();
  path = (segment) => join(home.spoolDirectory, segment.name);
});
afterEach(() => rm(home.path, { recursive: true }));

const flip = async (file: string, offset: number): Promise<void> => {
  const bytes = await readFile(file);
  bytes[offset < 0 ? bytes.length + offset : offset]! ^= 1;
  await writeFile(file, bytes);
};
const journal = async (...entries: Entry[]): Promise<void> => {
  const journal = await Journal.open(home.spoolDirectory, { apply: () => undefined, entries: () => [] }); // takes anything, as no ledger does
  await journal.append(...entries);
  await journal.close();
};

/** One way to break each invariant. */
const plants: Record<Invariant, () => Promise<void>> = {
  keys_private: () => chmod(join(home.path, 'identity', 'signing.key'), 0o644),
  journal_whole: () => flip(join(home.spoolDirectory, 'journal'), 40),
  journal_consistent: () => journal({ kind: 'announced', name: held[0]!.name }),
  held_present: () => rm(path(held[3]!)),
  held_journaled: () => copyFile(path(held[0]!), join(dirname(path(held[0]!)), '1-0.grs')),
  segment_genuine: () => flip(path(held[2]!), 50_000),
  segment_as_recorded: () => copyFile(path(held[0]!), path(held[1]!)),
  chain_unbroken: async () => {
    // Another gateway's segment of the same camera, sequence and time, with a journal that believes it.
    const other = { ...home, spoolDirectory: join(home.path, 'other') };
    const spool = await openSpool(other);
    const foreign = [];
    for (const seconds of [0, 10]) foreign.push(await holdSegment(spool, other, seconds));
    await spool.close();
    await copyFile(join(other.spoolDirectory, foreign[1]!.name), path(held[1]!));
  },
  one_open_per_camera: async () => {
    const spool = await openSpool(home);
    for (const seconds of [80, 90]) await leaveOpen(spool, home, seconds);
    await spool.close();
  },
  only_known_files: () => writeFile(join(dirname(path(held[0]!)), 'clip.mp4'), 'plaintext'),
  manifest_genuine: async () => {
    const spool = await openSpool(home);
    const { cameraId, unsealedSegments, nextManifest, previousManifestSha256 } = spool.chain(home.cameraId)!;
    await spool.close();
    const { districtId, schoolId, gatewayId } = home.recorder;
    const manifest: MinuteManifest = { format: 'guardroom/minute-manifest/1', districtId, schoolId, cameraId, gatewayId, minute: at(60), sequence: nextManifest, segments: unsealedSegments, gaps: [], previousManifestSha256 };
    await journal({ kind: 'gap', cameraId, gap: { from: at(80), to: at(120), cause: 'unknown' } }, { kind: 'minute', signed: signManifest(manifest, signerOf(home.recorder.signer.keyId, generateSigningKeyPair().privateKey)) });
  },
};

describe('fsck', () => {
  test('finds nothing wrong in a sound home, and says how much it looked at', async () => {
    expect(await checkHome(home.path)).toMatchObject({ findings: [], notes: [], looked: { keys: 2, segments: 7, cameras: 1, manifests: 1 } });
  });

  test.each(Object.keys(plants) as Invariant[])('finds a planted breach of %s', async (invariant) => {
    await plants[invariant]();
    const { findings } = await checkHome(home.path);
    expect(findings.map((finding) => finding.invariant)).toContain(invariant);
  });

  test('has a plant for every invariant', () => {
    expect(Object.keys(plants).sort()).toEqual(Object.keys(invariants).sort());
  });

  test('finds a file cut short at any of its parts', async () => {
    const { bytes } = held[0]!;
    for (const length of [0, 5, 60, 1_000, bytes - 2_000, bytes - 1]) {
      await truncate(path(held[0]!), length);
      expect((await checkHome(home.path)).findings.map(({ invariant }) => invariant)).toContain('segment_genuine');
    }
  });

  test('takes what a crash leaves behind for a note, not for a fault', async () => {
    const spool = await openSpool(home);
    await leaveOpen(spool, home, 80);
    await spool.close();
    await writeFile(join(home.spoolDirectory, 'journal'), Buffer.concat([await readFile(join(home.spoolDirectory, 'journal')), Buffer.from('1234')]));
    const report = await checkHome(home.path);
    expect(report.findings).toEqual([]);
    expect(report.notes).toHaveLength(2);
  });

  test('sees that it looked at nothing', async () => {
    const empty = join(home.path, 'empty');
    await mkdir(empty);
    expect(lookedAt(await checkHome(empty))).toBe(0);
  });
});
