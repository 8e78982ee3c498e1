import { startCameras, type CameraConfig } from '@guardroom/testkit/cameras';
import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentHome, untilAgent } from '../crash/agent-home.ts';
import { interleaved, median } from './protocol.ts';

/** What recording cost per camera: percent of one core, and MiB of memory that nobody else uses (PSS). */
export type Cost = { readonly cpuPercent: number; readonly memoryMiB: number };
export type Recording = { readonly agent: readonly Cost[]; readonly ffmpeg: readonly Cost[]; readonly details: Readonly<Record<string, string>> };

const clients = 16;
const rounds = 5;
const settleMs = 3_000;
const measureMs = 8_000;
const camera: CameraConfig = { path: '/bench', user: 'bench', password: 'bench', codec: 'h264', title: 'bench', width: 1280, height: 720, fps: 15, gopSeconds: 2, bitrateKbps: 2_000 };
const clockTicks = 100; // USER_HZ, the same on every Linux that Node runs on

let measured: Promise<Recording> | undefined;

/**
 * Records one 720p camera at 2 Mbit/s with sixteen clients, by the agent and by `ffmpeg -c copy -f segment` alone, in turn.
 * The camera's own cost is in neither. Measured once per process.
 */
export function recording(): Promise<Recording> {
  return (measured ??= measure());
}

async function measure(): Promise<Recording> {
  const cameras = await startCameras({ port: 0, cameras: [camera] });
  const agent: Cost[] = [];
  const ffmpeg: Cost[] = [];
  try {
    await interleaved(rounds, {
      agent: async () => keep(agent, await byAgent(cameras.port)),
      ffmpeg: async () => keep(ffmpeg, await byFfmpeg(cameras.url(camera.path))),
    });
  } finally {
    await cameras.stop();
  }
  const say = (costs: readonly Cost[]): string => `${median(costs.map(({ cpuPercent }) => cpuPercent)).toFixed(3)} % of a core, ${median(costs.map(({ memoryMiB }) => memoryMiB)).toFixed(1)} MiB per camera`;
  const version = execFileSync('ffmpeg', ['-version'], { encoding: 'utf8' }).split('\n')[0] ?? '';
  return {
    agent: agent.slice(1), // the first is the warm-up, as with every goal
    ffmpeg: ffmpeg.slice(1),
    details: { 'agent (record, seal, hash, fdatasync)': say(agent.slice(1)), 'ffmpeg -c copy -f segment (none of these)': say(ffmpeg.slice(1)), load: `${clients} clients of one ${camera.width}x${camera.height} stream of ${camera.bitrateKbps} kbit/s`, versions: `Node ${process.versions.node}, ${version.slice(0, 40)}` },
  };
}

function keep(costs: Cost[], cost: Cost): number {
  costs.push(cost);
  return cost.cpuPercent;
}

async function byAgent(port: number): Promise<Cost> {
  const plan = { rtspUrl: `rtsp://127.0.0.1:${port}${camera.path}`, username: camera.user, password: camera.password };
  const home = await agentHome({ apiUrl: 'http://127.0.0.1:9', segmentSeconds: 10, cameras: Array.from({ length: clients }, () => plan) });
  const agent = home.start();
  try {
    await untilAgent('every camera recording', () => agent.lines.filter((line) => line.includes('"state":"recording"')).length === clients);
    const cost = await costOf(() => family(agent.child.pid!));
    await agent.stop();
    const held = (await home.ledger()).segments.size;
    if (held < clients) throw new Error(`only ${held} segments of ${clients} cameras are held`);
    return cost;
  } finally {
    await agent.stop();
    await home.remove();
  }
}

async function byFfmpeg(url: string): Promise<Cost> {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-bench-'));
  const recorders = Array.from({ length: clients }, (_, i): ChildProcess =>
    spawn('ffmpeg', ['-v', 'error', '-nostdin', '-rtsp_transport', 'tcp', '-i', url, '-map', '0:v', '-c', 'copy', '-f', 'segment', '-segment_time', '10', '-reset_timestamps', '1', join(directory, `${i}-%05d.mp4`)], { stdio: 'ignore' }));
  try {
    await untilAgent('a file of every camera', async () => new Set((await readdir(directory)).map((name) => name.split('-')[0])).size === clients);
    return await costOf(() => recorders.map(({ pid }) => pid!));
  } finally {
    await Promise.all(recorders.map((recorder) => (recorder.kill('SIGINT'), once(recorder, 'exit'))));
    await rm(directory, { recursive: true });
  }
}

async function costOf(pids: () => number[]): Promise<Cost> {
  await sleep(settleMs);
  const watched = pids();
  const [cpu, at] = [watched.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0), performance.now()];
  await sleep(measureMs);
  const seconds = (performance.now() - at) / 1000;
  if (pids().length !== watched.length) throw new Error('a recorder was lost on the way');
  return { cpuPercent: (100 * (watched.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0) - cpu)) / seconds / clients, memoryMiB: watched.reduce((sum, pid) => sum + pssMiB(pid), 0) / clients };
}

/** A process and its children. */
function family(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number));
  return [pid, ...children];
}

function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / clockTicks;
}

function pssMiB(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;
}
