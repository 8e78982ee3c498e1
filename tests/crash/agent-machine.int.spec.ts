import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { checkSegmentContent, checkSegmentObject } from '@guardroom/evidence';
import { startCameras, type Cameras } from '@guardroom/testkit/cameras';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkHome } from '../../apps/gateway-agent/src/fsck/check.ts';
import type { SegmentRecord } from '../../apps/gateway-agent/src/spool/entries.ts';
import { agentHome, endAgents, untilAgent, type AgentHome } from './agent-home.ts';

/** Nobody listens there: what is recorded stays. */
const noDistrict = 'http://127.0.0.1:9';
const camera = { path: '/gate', user: 'gate', password: 'k4-Pa:ss w', codec: 'h264', title: 'Gate', gopSeconds: 1, fps: 10, width: 320, height: 180 } as const;

let cameras: Cameras;
beforeAll(async () => {
  cameras = await startCameras({ port: 0, cameras: [camera] });
});
afterEach(endAgents);
afterAll(() => cameras.stop());

const newHome = (on?: string): Promise<AgentHome> =>
  agentHome({ apiUrl: noDistrict, segmentSeconds: 1, watchedForMinutes: 2, cameras: [{ rtspUrl: `rtsp://127.0.0.1:${cameras.port}${camera.path}`, username: camera.user, password: camera.password }], ...(on === undefined ? {} : { on }) });

const held = async (home: AgentHome): Promise<SegmentRecord[]> => [...(await home.ledger()).segments.values()].sort((a, b) => a.sequence - b.sequence);
const untilHeld = (home: AgentHome, count: number): Promise<SegmentRecord[]> => untilAgent(`${count} held segments`, async () => ((s) => s.length >= count && s)(await held(home)));
/** What the agent calls missing, sealed into a minute or not yet. */
async function gaps(home: AgentHome): Promise<{ readonly from: string; readonly to: string; readonly cause: string }[]> {
  const ledger = await home.ledger();
  return [...[...ledger.manifests.values()].flatMap(({ manifest }) => manifest.gaps), ...ledger.chain(home.cameraIds[0]!).unsealedGaps];
}

/** Numbers without holes, chained, genuine, of which each opens with the day's key. */
async function allIsWhole(home: AgentHome): Promise<SegmentRecord[]> {
  expect(await checkHome(home.path)).toMatchObject({ findings: [] });
  const all = await held(home);
  expect(all.map((segment) => segment.sequence)).toEqual(all.map((_, i) => i));
  for (const segment of all) {
    const object = readFileSync(join(home.path, 'spool', segment.name));
    const layout = await checkSegmentObject(object, () => home.identity.signingPublicKey);
    if (!layout.ok) throw new Error(layout.fault.message);
    expect(await checkSegmentContent(object, layout, home.dayKey.privateKey)).toMatchObject({ ok: true });
  }
  return all;
}

describe('an agent whose disk is full', () => {
  test('goes on living, loses and changes nothing that was held, says why footage is missing, and records again once there is room', async () => {
    const disk = mkdtempSync(join(tmpdir(), 'guardroom-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk]);
    try {
      const home = await newHome(disk);
      const ballast = join(disk, 'ballast');
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize - 400_000));
      const agent = home.start({ env: { GATEWAY_SPOOL_RESERVE_BYTES: '0', GATEWAY_SPOOL_BUDGET_BYTES: '1000000000' } });
      const before = await untilHeld(home, 2);
      await untilAgent('the agent to notice that the disk is full', () => agent.lines.some((line) => /disk is full|are free on the disk|spool_full/.test(line)));
      expect(agent.child.exitCode).toBeNull();
      const kept = await held(home);
      expect(kept.slice(0, before.length)).toEqual(before);

      truncateSync(ballast, 1_000_000);
      await untilHeld(home, kept.length + 3);
      expect(await agent.stop()).toBe(0);
      const all = await allIsWhole(home);
      expect(all.slice(0, kept.length)).toEqual(kept);
      expect((await gaps(home)).map((gap) => gap.cause)).toContain('spool_full');
    } finally {
      await endAgents();
      execFileSync('umount', [disk]);
      rmSync(disk, { recursive: true });
    }
  });
});

describe('an agent whose wall clock is set', () => {
  const library = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((triplet) => `/usr/lib/${triplet}/faketime/libfaketimeMT.so.1`).find((path) => existsSync(path));

  test.each([
    ['ahead', 90],
    ['back', -20],
  ])('%s keeps one chain and every picture, and its times jump once, by as much', async (_where, seconds) => {
    const folder = mkdtempSync(join(tmpdir(), 'guardroom-clock-'));
    const offset = join(folder, 'offset');
    const set = (text: string): void => {
      writeFileSync(`${offset}.new`, text);
      renameSync(`${offset}.new`, offset);
    };
    set('+0');
    const home = await newHome();
    const agent = home.start({ env: { LD_PRELOAD: library!, FAKETIME_TIMESTAMP_FILE: offset, FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1' } });
    const before = await untilHeld(home, 3);
    set(seconds > 0 ? `+${seconds}` : `${seconds}`);
    const after = await untilHeld(home, before.length + 6);
    expect(await agent.stop()).toBe(0);

    const all = await allIsWhole(home);
    expect(all.length).toBeGreaterThanOrEqual(after.length);
    const jumps = all.flatMap((segment, i) => (i > 0 ? [(Date.parse(segment.startedAt) - Date.parse(all[i - 1]!.endedAt)) / 1000] : []));
    const [jump, ...others] = jumps.filter((each) => each !== 0);
    expect([jump, others]).toEqual([expect.closeTo(seconds, -1), []]);
    // Ahead, the time between is missing, as far as anybody can tell; back, the pictures of both times are kept and nothing is missing.
    const missing = (await gaps(home)).filter((gap) => gap.from >= before[0]!.startedAt).reduce((sum, gap) => sum + (Date.parse(gap.to) - Date.parse(gap.from)) / 1000, 0);
    expect(missing).toBeCloseTo(Math.max(seconds, 0), -1);
    const chain = (await home.ledger()).chain(home.cameraIds[0]!);
    expect(chain.coveredUntil >= all.at(-1)!.endedAt).toBe(true);
    await home.remove();
    rmSync(folder, { recursive: true });
  });
});
