import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export { demoCameras, demoSchools, type DemoCamera } from './demo.ts';
export { parseClock, type PictureClock } from './clock.ts';

/** One fake camera. Users are unique across cameras unless their passwords agree: the login table is keyed by user. */
export interface CameraConfig {
  /** Starts with `/`; also stands in the picture's machine-readable clock. */
  readonly path: string;
  readonly user: string;
  readonly password: string;
  readonly codec: 'h264' | 'h265';
  /** Burnt into the picture beside the clock. */
  readonly title: string;
  readonly scene?: 'gate' | 'playground' | 'corridor' | 'canteen' | 'stairs' | 'library' | 'gym';
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
  readonly gopSeconds?: number;
  readonly bitrateKbps?: number;
  /** Every `everySeconds` the camera cuts its clients off and answers 503 for `forSeconds`. */
  readonly drops?: { readonly everySeconds: number; readonly forSeconds: number };
}

export interface CamerasConfig {
  /** 0 lets the system choose a free port. */
  readonly port: number;
  readonly cameras: readonly CameraConfig[];
}

/** A running fake camera server. */
export interface Cameras {
  readonly pid: number;
  readonly port: number;
  /**
   * The RTSP address of a camera with its login.
   *
   * @throws Error when no camera has that path — a mistake of the caller, retrying does not help.
   */
  url(path: string): string;
  /** Ends the server and resolves when it has left; a second call resolves too. */
  stop(): Promise<void>;
}

/** The command that serves a configuration file; it must run on the system's Python, which has GStreamer's bindings. */
export function camerasCommand(configPath: string): { readonly command: string; readonly args: readonly string[] } {
  return { command: '/usr/bin/python3', args: [fileURLToPath(new URL('../../cameras/server.py', import.meta.url)), configPath] };
}

/** The configuration as the server reads it: only the fields that it knows. */
export function serverConfig(config: CamerasConfig): string {
  const cameras = config.cameras.map((camera) =>
    ({
      path: camera.path, user: camera.user, password: camera.password, codec: camera.codec, title: camera.title,
      scene: camera.scene, width: camera.width, height: camera.height, fps: camera.fps, gopSeconds: camera.gopSeconds,
      bitrateKbps: camera.bitrateKbps, drops: camera.drops,
    }) satisfies { [K in keyof Required<CameraConfig>]: CameraConfig[K] | undefined });
  return JSON.stringify({ port: config.port, cameras });
}

/**
 * Starts the fake cameras and resolves when clients may connect.
 *
 * @throws Error with the server's own words when the configuration is wrong or the port is taken — safe to retry with another.
 */
export async function startCameras(config: CamerasConfig): Promise<Cameras> {
  const folder = await mkdtemp(join(tmpdir(), 'guardroom-cameras-config-'));
  const configPath = join(folder, 'cameras.json');
  await writeFile(configPath, serverConfig(config), { mode: 0o600 });
  const { command, args } = camerasCommand(configPath);
  const server = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(server, 'exit');
  const endWithParent = () => server.kill('SIGTERM');
  process.once('exit', endWithParent);

  // Keeps draining for as long as the server lives: a full pipe would stop the cameras.
  let complaints = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => { complaints = (complaints + text).slice(-4000); });

  const firstLine = new Promise<string>((resolve) => createInterface(server.stdout).once('line', resolve));
  const line = await Promise.race([firstLine, exited.then(() => undefined)]);
  await rm(folder, { recursive: true });
  if (line === undefined || server.pid === undefined) {
    process.off('exit', endWithParent);
    throw new Error(`the fake cameras did not start: ${complaints.trim()}`);
  }
  const { port } = JSON.parse(line) as { ready: true; port: number };

  return {
    pid: server.pid,
    port,
    url(path) {
      const camera = config.cameras.find((candidate) => candidate.path === path);
      if (!camera) throw new Error(`no camera at ${path}`);
      return `rtsp://${encodeURIComponent(camera.user)}:${encodeURIComponent(camera.password)}@127.0.0.1:${port}${path}`;
    },
    async stop() {
      process.off('exit', endWithParent);
      server.kill('SIGTERM');
      await exited;
    },
  };
}
