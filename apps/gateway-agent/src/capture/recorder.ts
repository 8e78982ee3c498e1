import { civilDay, instantOf, msOf, type CameraId, type Clock, type Instant } from '@guardroom/kernel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Contract } from '../control/contract.ts';
import type { MinuteContext } from '../seal/minutes.ts';
import { SegmentWriter, type DayKey, type Recorder } from '../seal/segment-writer.ts';
import type { GapCause } from '../spool/entries.ts';
import { isDiskFull } from '../spool/files.ts';
import { SpoolFull, type Spool } from '../spool/spool.ts';
import { Cuts } from './cuts.ts';
import { CaptureFailure, type CameraAddress, type CaptureEvent, type CaptureSource } from './source.ts';
import { ArrivalClock } from './timing.ts';

/** What is to be recorded. A plan without an address says why there is none. */
export type CameraPlan = {
  readonly cameraId: CameraId;
  readonly address: CameraAddress | CaptureFailure;
  /** One key per civil day in Asia/Shanghai, in order. */
  readonly keys: readonly (DayKey & { readonly day: string })[];
};

export type RecorderContext = {
  readonly spool: Spool;
  readonly recorder: Recorder;
  readonly source: CaptureSource;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly segmentMs: number;
  readonly stallMs: number;
  readonly liveRtpPort: number;
  /** How far this machine's clock may be off, in ms. */
  readonly clockUncertaintyMs: () => number;
};

type State = Contract['captureState'];

const causeOf: Partial<Record<State, GapCause>> = {
  wrong_password: 'wrong_password',
  unreachable: 'camera_unreachable',
  unsupported_codec: 'unsupported_codec',
  no_frames: 'no_frames',
  spool_full: 'spool_full',
};

/** Shortest and longest wait before the next try, in ms. Cameras lock accounts after a few wrong passwords. */
const waits: Partial<Record<State, readonly [number, number]>> = { wrong_password: [10_000, 120_000], unsupported_codec: [15_000, 60_000], spool_full: [2_000, 10_000] };
const defaultWait = [1_000, 20_000] as const;

/** Records one camera for as long as it is told to: tries, records, names what is wrong, and tries again. */
export class CameraRecorder {
  readonly #context: RecorderContext;
  readonly #cuts: Cuts;
  readonly #addedAt: Instant;
  #plan: CameraPlan;
  /** Why nothing is recorded just now. */
  #cause: GapCause;
  #state: State = 'starting';
  #since: Instant;
  #detail: string | null = null;
  #codec: string | null = null;
  #fps: number | null = null;
  #lastFrameAt: Instant | null = null;
  #cameraClockOffsetMs: number | null = null;
  #writer: SegmentWriter | undefined;

  /** `cause` is why the time until the first picture is missing, should the camera have been recorded before. */
  constructor(plan: CameraPlan, context: RecorderContext, cause: GapCause) {
    this.#plan = plan;
    this.#context = context;
    this.#cuts = new Cuts(plan.cameraId, context.segmentMs);
    this.#cause = cause;
    this.#addedAt = this.#since = context.clock.now();
  }

  /** Takes newer day keys. An address is changed by a new recorder. */
  renewKeys(keys: CameraPlan['keys']): void {
    this.#plan = { ...this.#plan, keys };
  }

  /** What the heartbeat says of the camera. */
  report(): Contract['cameraReport'] {
    return {
      cameraId: this.#plan.cameraId,
      state: this.#context.spool.full && this.#state !== 'recording' ? 'spool_full' : this.#state,
      since: this.#since,
      detail: this.#detail,
      codec: this.#codec,
      deliveredFps: this.#fps,
      lastFrameAt: this.#lastFrameAt,
    };
  }

  /** What its minutes need to know. */
  minuteContext(): MinuteContext {
    return { cameraId: this.#plan.cameraId, openSince: this.#writer?.startedAt ?? null, cause: this.#cause };
  }

  /** Records until the signal aborts; then closes the open segment and returns. */
  async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      const startedAtMs = this.#context.clock.nowMs();
      try {
        await this.#record(signal);
        if (signal.aborted) return;
        await this.#fail('unreachable', 'the stream ended');
      } catch (cause) {
        if (cause instanceof CaptureFailure) await this.#fail(cause.state, cause.message);
        else if (cause instanceof SpoolFull) await this.#fail('spool_full', cause.message);
        else if (isDiskFull(cause)) await this.#fail('spool_full', 'the disk is full');
        else {
          // Nothing that happens to one camera may end the others: it is reported, and tried again.
          this.#context.logger.error({ err: cause, cameraId: this.#plan.cameraId }, 'recording failed');
          await this.#fail('unknown', 'recording failed inside the gateway; its log says why');
        }
      }
      failures = this.#context.clock.nowMs() - startedAtMs > 30_000 ? 1 : failures + 1;
      const [shortest, longest] = waits[this.#state] ?? defaultWait;
      const wait = Math.min(longest, shortest * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
      await sleep(wait, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
    }
  }

  async #record(signal: AbortSignal): Promise<void> {
    const { address } = this.#plan;
    if (address instanceof CaptureFailure) throw address;
    const { source, stallMs, liveRtpPort } = this.#context;
    const arrivals = new ArrivalClock();
    let stream: Extract<CaptureEvent, { kind: 'stream' }> | undefined;
    let whole = true;
    try {
      for await (const event of source.open(address, { signal, stallMs, liveRtpPort })) {
        if (event.kind === 'stream') stream = event;
        else if (event.kind === 'bytes') await this.#writer!.write(event.bytes);
        else if (event.kind === 'fragment_end') whole = true;
        else {
          const placed = arrivals.place(event);
          this.#cameraClockOffsetMs = arrivals.cameraClockOffsetMs;
          if (this.#writer && this.#cuts.isDue(msOf(this.#writer.startedAt), placed.startAtMs)) await this.#hold();
          this.#writer ??= await this.#begin(stream!, placed.startAtMs, placed.uncertaintyMs);
          this.#writer.fragment({ ...placed, frames: event.frames });
          whole = false;
          this.#recording(stream!.codec, event.endMs > event.startMs ? event.frames / ((event.endMs - event.startMs) / 1000) : null, instantOf(placed.endAtMs));
        }
      }
    } catch (cause) {
      whole &&= !isDiskFull(cause);
      throw cause;
    } finally {
      if (whole) await this.#hold();
      else await this.#discard();
    }
  }

  async #begin(stream: Extract<CaptureEvent, { kind: 'stream' }>, startedAtMs: number, uncertaintyMs: number): Promise<SegmentWriter> {
    const { spool, recorder, clockUncertaintyMs } = this.#context;
    const { cameraId } = this.#plan;
    await spool.watch(cameraId, instantOf(startedAtMs));
    return SegmentWriter.begin(spool, recorder, {
      cameraId,
      startedAtMs,
      clockUncertaintyMs: clockUncertaintyMs() + uncertaintyMs,
      codec: stream.codec,
      init: stream.init,
      key: this.#keyFor(instantOf(startedAtMs)),
      gapCause: this.#cause,
    });
  }

  /** The day's key; past the horizon the last one there is, and the camera's report says so. */
  #keyFor(at: Instant): DayKey {
    const day: string = civilDay(at);
    const key = this.#plan.keys.find((one) => one.day === day);
    const last = this.#plan.keys.at(-1);
    if (!last) throw new CaptureFailure('unknown', 'the district has given no key for this camera');
    this.#detail = key ? null : `no key for ${day}: recording under the one of ${last.day}`;
    return key ?? last;
  }

  async #hold(): Promise<void> {
    const writer = this.#writer;
    if (!writer) return;
    try {
      await writer.hold(this.#context.recorder.signer);
      this.#writer = undefined;
    } catch (cause) {
      await this.#discard();
      throw cause;
    }
  }

  async #discard(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    await writer?.discard();
  }

  /** `fps` is null where the stream does not tell how long its pictures last. */
  #recording(codec: string, fps: number | null, lastFrameAt: Instant): void {
    if (this.#state !== 'recording') this.#enter('recording', this.#detail);
    this.#codec = codec;
    this.#fps = fps === null ? null : Math.round(fps * 10) / 10;
    this.#lastFrameAt = lastFrameAt;
  }

  async #fail(state: State, detail: string): Promise<void> {
    const { spool, clock } = this.#context;
    const cause = causeOf[state] ?? 'unknown';
    const { cameraId } = this.#plan;
    await spool.watch(cameraId, this.#addedAt);
    // What is missing so far has the cause so far, unless pictures came in between.
    if (cause !== this.#cause && this.#state !== 'recording') await spool.recordGap(cameraId, clock.now(), this.#cause);
    this.#cause = cause;
    this.#fps = null;
    if (this.#state !== state) this.#enter(state, detail);
    this.#detail = detail;
  }

  #enter(state: State, detail: string | null): void {
    this.#state = state;
    this.#since = this.#context.clock.now();
    this.#context.logger.info({ cameraId: this.#plan.cameraId, state, detail, cameraClockOffsetMs: this.#cameraClockOffsetMs }, 'camera state');
  }
}
