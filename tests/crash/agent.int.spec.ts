import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { checkSegmentContent, checkSegmentObject } from '@guardroom/evidence';
import { startCameras, type Cameras } from '@guardroom/testkit/cameras';
import { execFile } from 'node:child_process';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SegmentRecord } from '../../apps/gateway-agent/src/spool/entries.ts';
import { Journal } from '../../apps/gateway-agent/src/spool/journal.ts';
import { segmentFiles } from '../../apps/gateway-agent/src/spool/segment-file.ts';
import { agentHome, endAgents, untilAgent, type AgentHome, type RunningAgent } from './agent-home.ts';

/** Nobody listens there: the district is down, as it is when it matters most. */
const noDistrict = 'http://127.0.0.1:9';
const camera = { path: '/gate', user: 'gate', password: 'k4-Pa:ss w', codec: 'h264', title: 'Gate', gopSeconds: 1, fps: 10, width: 320, height: 180 } as const;

let cameras: Cameras;
beforeAll(async () => {
  cameras = await startCameras({ port: 0, cameras: [camera] });
});
afterEach(endAgents);
afterAll(() => cameras.stop());

const newHome = (): Promise<AgentHome> =>
  agentHome({ apiUrl: noDistrict, segmentSeconds: 1, watchedForMinutes: 2, cameras: [{ rtspUrl: `rtsp://127.0.0.1:${cameras.port}${camera.path}`, username: camera.user, password: camera.password }] });

const fsck = (home: AgentHome): Promise<{ code: number; text: string }> => programOn(home, 'fsck');
const health = (home: AgentHome): Promise<{ code: number; text: string }> => programOn(home, 'health');

async function programOn(home: AgentHome, program: 'fsck' | 'health'): Promise<{ code: number; text: string }> {
  const entry = fileURLToPath(new URL(`../../apps/gateway-agent/src/${program}/main.ts`, import.meta.url));
  const run = promisify(execFile)(process.execPath, [entry, home.path], { env: { ...process.env, NODE_OPTIONS: '' } });
  return run.then(({ stdout }) => ({ code: 0, text: stdout })).catch((cause: { code: number; stdout: string; stderr: string }) => ({ code: cause.code, text: cause.stdout + cause.stderr }));
}

const inOrder = (segments: Iterable<SegmentRecord>): SegmentRecord[] => [...segments].sort((a, b) => a.sequence - b.sequence);
const held = async (home: AgentHome): Promise<SegmentRecord[]> => inOrder((await home.ledger()).segments.values());
const untilHeld = (home: AgentHome, count: number): Promise<SegmentRecord[]> => untilAgent(`${count} held segments`, async () => ((s) => s.length >= count && s)(await held(home)));

/** Lets a second agent take over, and checks that nothing that was held is lost, doubled or changed. */
async function goesOn(home: AgentHome): Promise<void> {
  const after = await fsck(home);
  expect(after.text).toMatch(/looked at 2 keys, [1-9]\d* journalEntries, \d+ segments, 1 cameras/);
  expect(after).toMatchObject({ code: 0 });
  const survivors = (await segmentFiles(join(home.path, 'spool'))).sealed.length;

  const second = home.start();
  const segments = await untilHeld(home, survivors + 2);
  expect(await second.stop()).toBe(0);
  const clean = await fsck(home);
  expect(clean).toMatchObject({ code: 0 });
  expect(clean.text).not.toContain('note');

  const [cameraId] = home.cameraIds;
  const all = await held(home);
  expect(all.length).toBeGreaterThanOrEqual(segments.length);
  expect(all.map((segment) => segment.sequence)).toEqual(all.map((_, i) => i));
  for (const [i, segment] of all.entries()) {
    const before = all[i - 1];
    if (!before) continue;
    expect(segment.previousFooterSha256).toBe(before.footerSha256);
    expect(segment.startedAt >= before.endedAt).toBe(true);
    if (segment.startedAt > before.endedAt) expect(i).toBe(survivors); // the one hole is where the crash was
  }
  const ledger = await home.ledger();
  const sealed = [...ledger.manifests.values()].map(({ manifest }) => manifest);
  expect(sealed.map((manifest) => manifest.sequence)).toEqual(sealed.map((_, i) => i));
  expect(new Set(sealed.map((manifest) => manifest.minute)).size).toBe(sealed.length);
  expect(ledger.chain(cameraId!).coveredUntil).toBe(all.at(-1)!.endedAt);

  for (const segment of all) {
    const object = await readFile(join(home.path, 'spool', segment.name));
    const layout = await checkSegmentObject(object, () => home.identity.signingPublicKey);
    if (!layout.ok) throw new Error(layout.fault.message);
    expect(await checkSegmentContent(object, layout, home.dayKey.privateKey)).toMatchObject({ ok: true });
  }
}

describe('an agent that is killed', () => {
  test.each([
    ['segment.created#3', 'as an open segment is made'],
    ['segment.partly_written#5', 'while a segment is written'],
    ['segment.finished#3', 'after the footer, before fsync'],
    ['segment.synced#3', 'after fsync, before rename'],
    ['segment.renamed#3', 'after rename'],
    ['segment.directory_synced#3', 'after the directory is on the disk'],
    ['segment.journaled#3', 'after the journal knows the segment'],
    ['gap.journaled#1', 'after a gap is in the journal'],
    ['minute.signed#1', 'between signature and journal of a minute'],
    ['minute.journaled#1', 'after a minute is in the journal'],
  ])('at %s (%s) loses at most the open segment', async (crashAt) => {
    const home = await newHome();
    const first = home.start({ crashAt });
    expect(await first.ended).toBe('SIGKILL');
    await goesOn(home);
    await home.remove();
  });

  test.each(['journal.rewritten#1', 'journal.replaced#1'])('at %s, while it stops, loses nothing', async (crashAt) => {
    const home = await newHome();
    const first = home.start({ crashAt });
    const before = await untilHeld(home, 3);
    expect(await first.stop()).toBe('SIGKILL');
    expect((await held(home)).slice(0, before.length)).toEqual(before);
    await goesOn(home);
    await home.remove();
  });

  test('three times in a row keeps one chain', async () => {
    const home = await newHome();
    for (const crashAt of ['segment.renamed#2', 'segment.partly_written#5', 'segment.synced#2']) expect(await home.start({ crashAt }).ended).toBe('SIGKILL');
    const survivors = (await segmentFiles(join(home.path, 'spool'))).sealed.length;
    const last = home.start();
    const all = await untilHeld(home, survivors + 2);
    expect(await last.stop()).toBe(0);
    expect(all.map((segment) => segment.sequence)).toEqual(all.map((_, i) => i));
    expect(await fsck(home)).toMatchObject({ code: 0 });
    await home.remove();
  });
});

describe('an agent whose journal contradicts itself', () => {
  test('does not start, names fsck, which says what to do; and doing that is enough', async () => {
    const home = await newHome();
    const first = home.start();
    const before = await untilHeld(home, 2);
    first.child.kill('SIGKILL');
    await first.ended;
    const spool = join(home.path, 'spool');
    const journal = await Journal.open(spool, { apply: () => undefined, entries: () => [] }); // takes anything, as no ledger does
    await journal.append({ kind: 'released', name: 'what was never held' });
    await journal.close();

    const second = home.start();
    expect(await second.ended).toBe(1);
    expect(second.lines.at(-1)).toContain(`run fsck on ${home.path}`);
    expect(await fsck(home)).toEqual({ code: 1, text: expect.stringMatching(/FAULT {2}journal_consistent: entry \d+ \(released\)[^]*TODO .*move it out of the home/) });

    await rename(join(spool, 'journal'), join(home.path, 'journal.kept'));
    const third = home.start();
    const after = await untilHeld(home, before.length + 2);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(await third.stop()).toBe(0);
    expect(await fsck(home)).toMatchObject({ code: 0 });
    await home.remove();
  });
});

describe('an agent that runs', () => {
  test('keeps a second one and fsck out of its home', async () => {
    const home = await newHome();
    const first: RunningAgent = home.start();
    await untilAgent('the first agent', () => first.lines.some((line) => line.includes('gateway works')));
    expect(await home.start().ended).toBe(1);
    expect(await fsck(home)).toMatchObject({ code: 3 });
    expect(await first.stop()).toBe(0);
    await home.remove();
  });

  test('tells that it works, although the district is away, and is told from one that hangs and from one that is dead', async () => {
    const home = await newHome();
    expect(await health(home)).toEqual({ code: 1, text: `the agent does not work in ${home.path}\n` });
    const agent = home.start();
    await untilAgent('the agent to record', async () => (await health(home)).text === 'the agent records 1 of 1 cameras\n');
    agent.child.kill('SIGSTOP');
    expect(await health(home)).toEqual({ code: 1, text: 'the agent hangs: no answer within 5 s\n' });
    agent.child.kill('SIGCONT'); // finds a question that nobody waits for any more
    await untilAgent('the agent to go on', async () => (await health(home)).code === 0);
    agent.child.kill('SIGKILL');
    await agent.ended;
    expect(await health(home)).toEqual({ code: 1, text: `the agent does not work in ${home.path}\n` });
    await home.remove();
  });

  test('is well while its camera cannot be reached', async () => {
    const home = await agentHome({ apiUrl: noDistrict, cameras: [{ rtspUrl: 'rtsp://127.0.0.1:9/gone', username: 'gate', password: 'gate' }] });
    const agent = home.start();
    await untilAgent('the failing camera', () => agent.lines.some((line) => line.includes('"state":"unreachable"')));
    expect(await health(home)).toEqual({ code: 0, text: 'the agent records 0 of 1 cameras\n' });
    expect(await agent.stop()).toBe(0);
    await home.remove();
  });

  test('shows the camera password neither in its log nor on a command line', async () => {
    const home = await newHome();
    const agent = home.start({ env: { LOG_LEVEL: 'trace' } });
    await untilHeld(home, 1);
    const { stdout } = await promisify(execFile)('ps', ['-e', '-o', 'ppid=,args=']);
    const own = stdout.split('\n').filter((line) => line.trim().startsWith(`${agent.child.pid} `));
    expect(own.some((line) => line.includes('ffmpeg'))).toBe(true);
    const { stdout: environments } = await promisify(execFile)('sh', ['-c', `cat /proc/${agent.child.pid}/environ /proc/$(pgrep -P ${agent.child.pid} ffmpeg | head -1)/environ`]);
    expect(await agent.stop()).toBe(0);
    for (const secret of [camera.password, encodeURIComponent(camera.password)]) {
      expect(own.join('\n')).not.toContain(secret);
      expect(environments).not.toContain(secret);
      expect(agent.lines.join('\n')).not.toContain(secret);
    }
    await home.remove();
  });
});
