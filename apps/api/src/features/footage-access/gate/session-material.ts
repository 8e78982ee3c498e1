import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { SchoolActor } from '@guardroom/db';
import type { SegmentHeader } from '@guardroom/evidence';
import { type Logger, pino } from 'pino';
import { Config } from '../../../platform/config/config.ts';
import { Tenants } from '../../../platform/database/databases.ts';
import { Identity } from '../../../platform/identity/identity.ts';
import { ObjectStore } from '../../../platform/object-store/object-store.ts';
import { loggerOptions } from '../../../platform/telemetry/logger.ts';
import { RecordingKeys } from '../../recording/public.ts';
import { presentOf, sessionOf, type SessionRow } from '../viewing-session.repository.ts';
import { type IndexedSegment, type OpenSegment, openSegment } from './segment-source.ts';

/** How often it is asked whether viewings whose keys are in memory are over. Milliseconds. */
const SWEEP_MS = 1_000;

type Held = {
  readonly school: { schoolId: string; schoolNo: number; districtId: string };
  readonly privateKeys: Map<string, Promise<Buffer>>;
  readonly segments: Map<string, Promise<OpenSegment>>;
};

/**
 * Keys of recordings in memory, for as long as the viewing that needs them and no longer: then they are overwritten with zeros.
 * Opening one is a fact, committed before the key is used, once per viewing and camera-day.
 */
@Injectable()
export class SessionMaterial implements OnApplicationShutdown {
  readonly #db: Tenants;
  readonly #store: ObjectStore;
  readonly #keys: RecordingKeys;
  readonly #identity: Identity;
  readonly #log: Logger;
  readonly #held = new Map<string, Held>();
  #sweep: NodeJS.Timeout | undefined;

  constructor(config: Config, db: Tenants, store: ObjectStore, keys: RecordingKeys, identity: Identity) {
    this.#db = db;
    this.#store = store;
    this.#keys = keys;
    this.#identity = identity;
    this.#log = pino(loggerOptions(config.logLevel)).child({ part: 'gate' });
  }

  /** How many viewings have keys in this process's memory. */
  get sessions(): number {
    return this.#held.size;
  }

  /** A segment of an approved camera, opened for a viewing that plays; its metadata is read once per viewing. */
  segment(by: SchoolActor, session: SessionRow, cameraId: string, row: IndexedSegment): Promise<OpenSegment> {
    const held = this.#of(by, session.session_id);
    return once(held.segments, `${cameraId} ${row.started_at.getTime()}`, () =>
      openSegment(this.#store, by.schoolId, cameraId, row, (header) => this.#privateKey(by, session, held, header)),
    );
  }

  /** Overwrites what is held for a viewing. */
  async forget(sessionId: string): Promise<void> {
    const held = this.#held.get(sessionId);
    this.#held.delete(sessionId);
    if (this.#held.size === 0) clearInterval(this.#sweep);
    for (const opened of await Promise.allSettled(held?.segments.values() ?? [])) if (opened.status === 'fulfilled') opened.value.dataKey.fill(0);
    for (const key of await Promise.allSettled(held?.privateKeys.values() ?? [])) if (key.status === 'fulfilled') key.value.fill(0);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#held.keys()].map((sessionId) => this.forget(sessionId)));
  }

  #of(by: SchoolActor, sessionId: string): Held {
    const known = this.#held.get(sessionId);
    if (known) return known;
    if (this.#held.size === 0) this.#sweep = setInterval(() => void this.#forgetEnded(), SWEEP_MS).unref();
    const { schoolId, schoolNo, districtId } = by;
    const fresh: Held = { school: { schoolId, schoolNo, districtId }, privateKeys: new Map(), segments: new Map() };
    this.#held.set(sessionId, fresh);
    return fresh;
  }

  #privateKey(by: SchoolActor, session: SessionRow, held: Held, header: SegmentHeader): Promise<Buffer> {
    const { keyId, cameraId } = header;
    return once(held.privateKeys, keyId, async () => {
      const key = await this.#db.write(by, (tx) => this.#keys.open(tx, by, keyId, { subject: session.session_id, body: { cameraId, requestId: session.request_id } }));
      if (key.cameraId !== cameraId) throw new Error(`key ${keyId} is not of the camera that recorded`);
      return key.privateKey;
    });
  }

  async #forgetEnded(): Promise<void> {
    for (const [sessionId, { school }] of this.#held) {
      try {
        const by = await this.#identity.machine(school, 'viewing keys');
        const row = await this.#db.read(by, (tx) => sessionOf(tx, by, sessionId));
        if (!row || presentOf(row).state === 'ended') await this.forget(sessionId);
      } catch (error) {
        this.#log.warn({ err: error }, 'cannot ask whether a viewing is over; its keys are forgotten');
        await this.forget(sessionId);
      }
    }
  }
}

/** The value of a key, made by the first who asks; a failure is not remembered. */
function once<T>(values: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = values.get(key);
  if (known) return known;
  const made = make();
  values.set(key, made);
  made.catch(() => values.delete(key));
  return made;
}
