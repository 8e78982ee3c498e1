import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { examine } from '../../apps/gateway-agent/src/health/health.ts';
import { camerasCommand, demoCameras, serverConfig } from '../../libs/testkit/src/cameras/index.ts';
import { demoPlaces } from '../keycloak/people.ts';
import { publicUrl } from './addresses.ts';
import { cameraPassword, gatewayEnvironment, serviceEnvironment } from './environment.ts';
import type { Installation } from './installation.ts';
import { ensurePackages } from './packages.ts';
import { repoRoot } from './places.ts';
import { answersOk, processPart, type Condition, type Part } from './services/part.ts';

const apiBuild = (): string => contentHash(`${repoRoot}/apps/api/dist`);
const allServers = ['postgres', 'redis', 'minio', 'keycloak', 'livekit'];

const api = processPart({
  name: 'api',
  title: 'API and console',
  needs: allServers,
  ports: ({ ports }) => [ports.api, ports.apiInternal],
  command: (installation) => nodeProgram('apps/api/dist/main.js', serviceEnvironment(installation), apiBuild()),
  probe: (installation) => answersOk(`${publicUrl(installation)}/health/ready`),
  address: publicUrl,
});

const worker = processPart({
  name: 'worker',
  title: 'Worker',
  needs: allServers,
  ports: ({ ports }) => [ports.workerHealth],
  command: (installation) => nodeProgram('apps/api/dist/worker.js', serviceEnvironment(installation), apiBuild()),
  probe: ({ ports }) => answersOk(`http://127.0.0.1:${ports.workerHealth}/health/ready`),
  address: ({ ports }) => `http://127.0.0.1:${ports.workerHealth}`,
});

/** Real RTSP servers that show moving pictures with a clock, in place of the schools' cameras. */
const cameras = processPart({
  name: 'cameras',
  title: 'Fake cameras',
  ensureInstalled: ensurePackages,
  ports: ({ ports }) => [ports.rtsp],
  command: (installation) => {
    const { command, args } = camerasCommand(camerasFile(installation));
    return { program: command, args, env: { PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' }, inputs: camerasConfig(installation) + contentHash(`${repoRoot}/libs/testkit/cameras`) };
  },
  probe: ({ ports }) => answersRtsp(ports.rtsp),
  address: ({ ports }) => `rtsp://127.0.0.1:${ports.rtsp}`,
});

const gatewayAgent = (number: 1 | 2): Part =>
  processPart({
    name: `gateway-${number}`,
    title: `Gateway ${demoPlaces.schools[number - 1]}`,
    needs: ['api', 'cameras'],
    prepare: async (installation) => {
      mkdirSync(`${installation.places.data}/gateway-${number}`, { recursive: true, mode: 0o700 });
    },
    command: (installation) => nodeProgram('apps/gateway-agent/src/main.ts', gatewayEnvironment(installation, number), agentSources()),
    probe: ({ places }) => gatewayCondition(`${places.data}/gateway-${number}`),
    address: ({ places }) => `${places.data}/gateway-${number}`,
    startPatienceMs: 120_000,
    stopPatienceMs: 30_000,
  });

/** Guardroom's own programs, each after those it needs. */
export const apps: readonly Part[] = [api, worker, cameras, gatewayAgent(1), gatewayAgent(2)];

/** An agent that is to go on may still be of no use here: without an identity, or without a picture of any of its cameras. */
export async function gatewayCondition(home: string): Promise<Condition> {
  const { isWell, says, health } = await examine(home);
  const { configured, recording } = health?.cameras ?? { configured: 0, recording: 0 };
  return { isHealthy: isWell && health?.stage === 'working' && (configured === 0 || recording > 0), says };
}

function nodeProgram(path: string, env: Record<string, string>, inputs: string): { program: string; args: string[]; env: Record<string, string>; cwd: string; inputs: string } {
  return { program: process.execPath, args: ['--enable-source-maps', `${repoRoot}/${path}`], env, cwd: repoRoot, inputs };
}

function agentSources(): string {
  return ['apps/gateway-agent/src', ...['kernel', 'domain', 'contracts', 'client', 'evidence'].map((lib) => `libs/${lib}/src`)].map((dir) => contentHash(`${repoRoot}/${dir}`)).join();
}

function camerasFile({ places }: Installation): string {
  return `${places.run}/cameras.json`;
}

/** Writes `run/cameras.json`, which the fake cameras serve and from which the demo loader knows their addresses and passwords. */
export function writeCamerasConfig(installation: Installation): void {
  writeFileSync(camerasFile(installation), camerasConfig(installation), { mode: 0o600 });
}

function camerasConfig(installation: Installation): string {
  return serverConfig(demoCameras({ port: installation.ports.rtsp, passwordOf: (path) => cameraPassword(installation, path) }));
}

/** Hash of all files below a folder, by name and content; empty while the folder is missing. */
function contentHash(dir: string): string {
  if (!existsSync(dir)) return '';
  const hash = createHash('sha256');
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = `${dir}/${name}`;
    if (statSync(path).isFile() && !name.includes('__pycache__')) hash.update(name).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function answersRtsp(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 3_000 }, () => socket.write('OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n'));
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(answer.toString('latin1').startsWith('RTSP/1.0 '));
    });
    socket.on('timeout', () => socket.destroy(new Error(`no answer from port ${port}`)));
    socket.on('error', reject);
  });
}
