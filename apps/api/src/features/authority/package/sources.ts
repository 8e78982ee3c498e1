import type { MachineActor, Tx } from '@guardroom/db';
import type { SegmentHeader } from '@guardroom/evidence';
import { Injectable } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { Config } from '../../../platform/config/config.ts';
import { Tenants } from '../../../platform/database/databases.ts';
import { Identity } from '../../../platform/identity/identity.ts';
import { ObjectStore } from '../../../platform/object-store/object-store.ts';
import { loggerOptions } from '../../../platform/telemetry/logger.ts';
import { type OpenSegment, SegmentUnusable, openSegment, segmentsOf } from '../../footage-access/public.ts';
import { RecordingKeys } from '../../recording/public.ts';
import { BUILD_PACKAGE } from './work.ts';

/** A camera whose footage was granted. */
export type GrantedCamera = { readonly id: string; readonly name: string; readonly location: string };
/** A gap that the recording itself knows of. */
export type KnownGap = { readonly fromMs: number; readonly toMs: number; readonly cause: string; readonly explanation: string | null };
/** All that a package tells of a camera, opened; `close` overwrites its keys. */
export type OpenedCamera = {
  readonly camera: GrantedCamera;
  readonly segments: readonly OpenSegment[];
  readonly gaps: readonly KnownGap[];
  readonly clock: { readonly offsetMs: number | null; readonly measuredAt: Date | null };
  readonly signingKey: Buffer | null;
  close(): void;
};
/** What footage is opened for. */
export type Opening = { readonly packageId: string; readonly requestId: string; readonly from: Date; readonly to: Date };

type ClockRow = { offset_ms: number | null; seen_at: Date | null; signing_key: Buffer | null };

/** Opens the sealed originals of granted cameras. Each key that is opened is a fact first, which names the package. */
@Injectable()
export class PackageSources {
  readonly #log: Logger;
  readonly #db: Tenants;
  readonly #identity: Identity;
  readonly #store: ObjectStore;
  readonly #keys: RecordingKeys;
  constructor(config: Config, db: Tenants, identity: Identity, store: ObjectStore, keys: RecordingKeys) {
    this.#log = pino(loggerOptions(config.logLevel)).child({ part: 'evidence packages' });
    this.#db = db;
    this.#identity = identity;
    this.#store = store;
    this.#keys = keys;
  }

  /**
   * Every segment of the camera that touches the granted time. One that is damaged or away is left out, and its time is missing.
   * @refuses recording.key_destroyed — when the recordings of a day were disposed of
   */
  async open(schoolId: string, camera: GrantedCamera, opening: Opening): Promise<OpenedCamera> {
    const by = await this.#fresh(schoolId);
    const { rows, gaps, clock } = await this.#db.read(by, async (tx) => ({
      rows: await segmentsOf(tx, by, camera.id, opening.from, opening.to),
      gaps: await gapsOf(tx, by, camera.id, opening),
      clock: await clockOf(tx, by, camera.id),
    }));
    const privateKeys = new Map<string, Buffer>();
    const segments: OpenSegment[] = [];
    try {
      for (const row of rows) {
        const opened = await openSegment(this.#store, schoolId, camera.id, row, (header) => this.#privateKey(schoolId, camera, opening, privateKeys, header)).catch((error: unknown) => this.#without(error));
        if (opened) segments.push(opened);
      }
    } finally {
      for (const key of privateKeys.values()) key.fill(0);
    }
    return { camera, segments, gaps, clock: { offsetMs: clock?.offset_ms ?? null, measuredAt: clock?.seen_at ?? null }, signingKey: clock?.signing_key ?? null, close: () => segments.forEach((segment) => segment.dataKey.fill(0)) };
  }

  async #privateKey(schoolId: string, camera: GrantedCamera, { packageId, requestId }: Opening, known: Map<string, Buffer>, { keyId }: SegmentHeader): Promise<Buffer> {
    const there = known.get(keyId);
    if (there) return there;
    const by = await this.#fresh(schoolId);
    const key = await this.#db.write(by, (tx) => this.#keys.open(tx, by, keyId, { subject: requestId, body: { purpose: 'evidence_package', packageId, cameraId: camera.id } }));
    if (key.cameraId !== camera.id) throw new Error(`key ${keyId} is not of the camera that recorded`);
    known.set(keyId, key.privateKey);
    return key.privateKey;
  }

  /** A ticket lives minutes, a package takes hours: each camera and each key is asked for with one of its own. */
  #fresh(schoolId: string): Promise<MachineActor> {
    return this.#identity.machineAt(schoolId, BUILD_PACKAGE);
  }

  #without(error: unknown): undefined {
    if (!(error instanceof SegmentUnusable)) throw error;
    this.#log.error({ err: error }, 'a segment cannot be packaged; its time is missing in the package');
  }
}

async function gapsOf(tx: Tx, by: MachineActor, cameraId: string, { from, to }: Opening): Promise<KnownGap[]> {
  const rows = await tx.sql<{ from_at: Date; to_at: Date | null; cause: string; reason: string | null; words: string | null }>`
    select from_at, to_at, cause, reason, words from recording_gaps where school_id = ${by.schoolId} and camera_id = ${cameraId} and from_at < ${to} and (to_at is null or to_at > ${from})`;
  return rows.map((row) => ({ fromMs: row.from_at.getTime(), toMs: (row.to_at ?? to).getTime(), cause: row.cause, explanation: row.reason && [row.reason, row.words].filter(Boolean).join(': ') }));
}

async function clockOf(tx: Tx, by: MachineActor, cameraId: string): Promise<ClockRow | undefined> {
  const [row] = await tx.sql<ClockRow>`
    select t.clock_offset_ms as offset_ms, t.last_seen_at as seen_at, g.signing_key from cameras c join gateways g using (school_id, gateway_id) left join gateway_status t using (school_id, gateway_id)
     where c.school_id = ${by.schoolId} and c.camera_id = ${cameraId}`;
  return row;
}

/** The signed footers of segments, as a checker that knows the gateway's key can verify them; an own format of a package. */
export const chainOf = ({ camera, segments, signingKey }: OpenedCamera) => ({
  format: 'guardroom/package-chain/1',
  cameraId: camera.id,
  gatewaySigningKey: signingKey?.toString('base64') ?? null,
  segments: segments.map(({ signed }) => signed),
});
