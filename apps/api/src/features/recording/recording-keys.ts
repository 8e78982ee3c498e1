import { generateSealingKeyPair, unwrapBytes, wrapBytes } from '@guardroom/evidence';
import type { MachineActor, SchoolActor, Tx } from '@guardroom/db';
import { type CivilDay, addDays, civilDay } from '@guardroom/kernel';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Refused } from '../../platform/errors/refused.ts';
import { appendFact } from '../../platform/facts/append-fact.ts';
import { FileKeyVault } from '../../platform/key-vault/key-vault.ts';
import { SystemClock } from '../../platform/platform.module.ts';

/** Keys are ready from the day before today to so many days ahead: a gateway records through an outage of that length. */
export const KEY_HORIZON_DAYS = 35;

/** Why a private key is opened: what the fact about it is about (a request, a session, a machine purpose), and what it says. */
export type OpeningReason = { readonly subject: string; readonly body: Readonly<Record<string, unknown>> };

/** The private half of a camera-day's key, raw X25519: opens every recording of that camera and day. Fill it with zeros when done. */
export type CameraDayKey = { readonly keyId: string; readonly cameraId: string; readonly day: CivilDay; readonly privateKey: Buffer };

type By = SchoolActor | MachineActor;

/**
 * Key pairs of recordings, one per camera and civil day. Gateways get public halves only; a private half is wrapped under the key
 * of its school-day, and that one under the school's master key in the vault.
 */
@Injectable()
export class RecordingKeys {
  readonly #vault: FileKeyVault;
  readonly #clock: SystemClock;
  constructor(vault: FileKeyVault, clock: SystemClock) {
    this.#vault = vault;
    this.#clock = clock;
  }

  /**
   * Makes every key that is missing up to the horizon, in the caller's transaction; answers the cameras that got new ones. Safe to
   * call at any time and from many processes: two that do so at once keep the first one's.
   */
  async ensure(tx: Tx, by: By, cameraIds: readonly string[]): Promise<string[]> {
    const today = civilDay(this.#clock.now());
    const missing = await tx.sql<{ camera_id: string; day: CivilDay }>`
      select c.camera_id, d.day::date::text as day
        from unnest(${[...cameraIds]}::text[]) c (camera_id) cross join generate_series(${addDays(today, -1)}::date, ${addDays(today, KEY_HORIZON_DAYS)}::date, '1 day') d (day)
       where not exists (select from camera_day_keys k where k.school_id = ${by.schoolId} and k.camera_id = c.camera_id and k.day = d.day::date)`;
    if (missing.length === 0) return [];
    const dayKeys = await this.#schoolDayKeys(tx, by, [...new Set(missing.map((m) => m.day))]);
    const made = missing.flatMap(({ camera_id: cameraId, day }) => {
      const dayKey = dayKeys.get(day);
      return dayKey ? [pairFor(cameraId, day, dayKey)] : []; // the day was disposed of: nothing can be recorded into it any more
    });
    for (const dayKey of dayKeys.values()) dayKey.fill(0);
    await tx.sql`
      insert into camera_day_keys (school_id, camera_id, day, district_id, key_id, public_key, wrapped_private_key)
      select ${by.schoolId}, k.camera_id, k.day, ${by.districtId}, k.key_id, k.public_key, k.wrapped
        from unnest(${made.map((m) => m.cameraId)}::text[], ${made.map((m) => m.day)}::date[], ${made.map((m) => m.keyId)}::text[], ${made.map((m) => m.publicKey)}::bytea[], ${made.map((m) => m.wrapped)}::bytea[])
          as k (camera_id, day, key_id, public_key, wrapped)
      on conflict do nothing`;
    const cameras = [...new Set(made.map((m) => m.cameraId))];
    await appendFact(tx, by, { type: 'recording_keys.made', subject: by.schoolId, at: this.#clock.now(), body: { cameras, keys: made.length, until: addDays(today, KEY_HORIZON_DAYS) } });
    return cameras;
  }

  /**
   * Opens the private half of a camera-day key. Every call is a fact `recording_key.opened` in the caller's transaction, so open
   * once and keep it for the session.
   * @refuses recording.key_unknown — when this school has no such key
   * @refuses recording.key_destroyed — when the recordings of that day were disposed of
   */
  async open(tx: Tx, by: By, keyId: string, because: OpeningReason): Promise<CameraDayKey> {
    const [row] = await tx.sql<{ camera_id: string; day: CivilDay; wrapped: Buffer; wrapped_day: Buffer | null }>`
      select k.camera_id, k.day::text as day, k.wrapped_private_key as wrapped, d.wrapped_key as wrapped_day
        from camera_day_keys k join school_day_keys d using (school_id, day) where k.school_id = ${by.schoolId} and k.key_id = ${keyId}`;
    if (!row) throw new Refused('recording.key_unknown', { status: 404 });
    if (!row.wrapped_day) throw new Refused('recording.key_destroyed', { details: { day: row.day } });
    await appendFact(tx, by, { type: 'recording_key.opened', subject: because.subject, at: this.#clock.now(), body: { keyId, ...because.body } });
    const dayKey = await this.#vault.unwrap(by.schoolId, row.wrapped_day, contextOf(row.day));
    try {
      return { keyId, cameraId: row.camera_id, day: row.day, privateKey: unwrapBytes({ key: dayKey, wrapped: row.wrapped, associatedData: boundTo(keyId) }) };
    } finally {
      dayKey.fill(0);
    }
  }

  async #schoolDayKeys(tx: Tx, by: By, days: readonly CivilDay[]): Promise<Map<CivilDay, Buffer>> {
    const known = await tx.sql<{ day: CivilDay }>`select day::text as day from school_day_keys where school_id = ${by.schoolId} and day = any(${[...days]}::date[])`;
    const absent = days.filter((day) => !known.some((k) => k.day === day));
    const wrapped = await Promise.all(absent.map((day) => this.#vault.wrap(by.schoolId, randomBytes(32), contextOf(day))));
    await tx.sql`
      insert into school_day_keys (school_id, day, district_id, wrapped_key)
      select ${by.schoolId}, d.day, ${by.districtId}, d.wrapped from unnest(${absent}::date[], ${wrapped}::bytea[]) as d (day, wrapped)
      on conflict do nothing`; // another transaction was first: its key is the one that counts, and is read back here
    const rows = await tx.sql<{ day: CivilDay; wrapped: Buffer }>`
      select day::text as day, wrapped_key as wrapped from school_day_keys where school_id = ${by.schoolId} and day = any(${[...days]}::date[]) and wrapped_key is not null`;
    return new Map(await Promise.all(rows.map(async (r) => [r.day, await this.#vault.unwrap(by.schoolId, r.wrapped, contextOf(r.day))] as const)));
  }
}

/** Bound into the wrapping, so that one day's key cannot stand in for another's. */
const contextOf = (day: CivilDay): string => `school-day-key/1 ${day}`;
const boundTo = (keyId: string): Buffer => Buffer.from(`camera-day-key/1 ${keyId}`);

function pairFor(cameraId: string, day: CivilDay, dayKey: Buffer) {
  const { publicKey, privateKey } = generateSealingKeyPair();
  const keyId = `${cameraId}/${day}`;
  const wrapped = wrapBytes({ key: dayKey, plaintext: privateKey, associatedData: boundTo(keyId) });
  privateKey.fill(0);
  return { cameraId, day, keyId, publicKey, wrapped };
}
