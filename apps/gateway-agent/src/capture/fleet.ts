import { openCameraPassword } from '@guardroom/evidence';
import { fromBase64, parseId, systemClock, type CameraId } from '@guardroom/kernel';
import type { Logger } from 'pino';
import type { Contract } from '../control/contract.ts';
import type { Identity } from '../control/identity.ts';
import type { LiveDesk } from '../live/live-desk.ts';
import type { MinuteContext } from '../seal/minutes.ts';
import type { GapCause } from '../spool/entries.ts';
import type { Spool } from '../spool/spool.ts';
import { CameraRecorder, type CameraPlan } from './recorder.ts';
import { cameraAddress, CaptureFailure, type CaptureSource } from './source.ts';

const stallMs = 20_000;

type Deps = {
  readonly identity: Identity;
  readonly spool: Spool;
  readonly source: CaptureSource;
  readonly live: Pick<LiveDesk, 'openFeed' | 'closeFeed'>;
  readonly logger: Logger;
  readonly clockUncertaintyMs: () => number;
};
type Running = { readonly recorder: CameraRecorder; readonly stop: AbortController; readonly done: Promise<void>; readonly fingerprint: string; lives: boolean };

/** Keeps one recorder per wanted camera, and touches only those whose address, login or segment length has changed. */
export class Fleet {
  readonly #deps: Deps;
  readonly #running = new Map<CameraId, Running>();
  /** Cameras that were switched off while the agent ran. */
  readonly #disabled = new Set<CameraId>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Makes what runs be what is wanted. */
  async follow(state: Contract['desiredState']): Promise<void> {
    const wanted = new Map(state.cameras.map((camera) => [parseId('cam', camera.id), camera]));
    const stopping = [...this.#running].filter(([cameraId, { fingerprint }]) => fingerprint !== fingerprintOf(wanted.get(cameraId), state.segmentSeconds));
    await Promise.all(stopping.map(([cameraId]) => this.#stop(cameraId, !wanted.has(cameraId))));
    for (const [cameraId, camera] of wanted) {
      const running = this.#running.get(cameraId);
      if (running) running.recorder.renewKeys(keysOf(camera));
      else await this.#start(cameraId, camera, state.segmentSeconds);
    }
  }

  /** Closes all open segments. */
  async stop(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((cameraId) => this.#stop(cameraId, false)));
  }

  /** What the heartbeat says of every camera. */
  reports(): Contract['cameraReport'][] {
    return [...this.#running.values()].map(({ recorder }) => recorder.report());
  }

  /** How many cameras have a recorder that lives, whether or not their pictures come, and how many give pictures. */
  counts(): { attended: number; recording: number } {
    const living = [...this.#running.values()].filter(({ lives }) => lives);
    return { attended: living.length, recording: living.filter(({ recorder }) => recorder.report().state === 'recording').length };
  }

  /** What the cameras' minutes need to know. */
  minuteContexts(): MinuteContext[] {
    return [...this.#running.values()].map(({ recorder }) => recorder.minuteContext());
  }

  async #start(cameraId: CameraId, camera: Contract['camera'], segmentSeconds: number): Promise<void> {
    const { identity, spool, source, live, logger, clockUncertaintyMs } = this.#deps;
    const { districtId, schoolId, gatewayId, signer } = identity;
    const plan: CameraPlan = { cameraId, address: await addressOf(camera, identity), keys: keysOf(camera) };
    const cause: GapCause = this.#disabled.delete(cameraId) ? 'camera_disabled' : 'gateway_stopped';
    const context = { spool, recorder: { districtId, schoolId, gatewayId, signer }, source, clock: systemClock, logger, segmentMs: segmentSeconds * 1000, stallMs, liveRtpPort: await live.openFeed(cameraId), clockUncertaintyMs };
    const recorder = new CameraRecorder(plan, context, cause);
    const stop = new AbortController();
    const done = recorder.run(stop.signal).catch((cause: unknown) => {
      logger.fatal({ err: cause, cameraId }, 'a recorder ended');
      running.lives = false;
    });
    const running: Running = { recorder, stop, done, fingerprint: fingerprintOf(camera, segmentSeconds), lives: true };
    this.#running.set(cameraId, running);
    logger.info({ cameraId, name: camera.name }, 'camera taken up');
  }

  async #stop(cameraId: CameraId, disabled: boolean): Promise<void> {
    const running = this.#running.get(cameraId);
    if (!running) return;
    running.stop.abort();
    await running.done;
    await this.#deps.live.closeFeed(cameraId);
    this.#running.delete(cameraId);
    if (disabled) this.#disabled.add(cameraId);
    this.#deps.logger.info({ cameraId }, 'camera laid down');
  }
}

function fingerprintOf(camera: Contract['camera'] | undefined, segmentSeconds: number): string {
  return camera ? JSON.stringify([camera.rtspUrl, camera.username, camera.sealedPassword, segmentSeconds]) : '';
}

function keysOf(camera: Contract['camera']): CameraPlan['keys'] {
  return camera.keys.map(({ keyId, day, publicKey }) => ({ keyId, day, publicKey: fromBase64(publicKey) })).sort((a, b) => (a.day < b.day ? -1 : 1));
}

async function addressOf(camera: Contract['camera'], identity: Identity): Promise<CameraPlan['address']> {
  try {
    const password = await openCameraPassword({ gatewayPrivateKey: identity.sealingKey, cameraId: camera.id, sealed: fromBase64(camera.sealedPassword) });
    return cameraAddress(camera.rtspUrl, camera.username, password);
  } catch (cause) {
    if (cause instanceof CaptureFailure) return cause;
    return new CaptureFailure('wrong_password', 'the stored password was sealed to another gateway key; enter it again');
  }
}
