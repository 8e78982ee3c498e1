import { generateSealingKeyPair, generateSigningKeyPair, signerOf, type RawKeyPair } from '@guardroom/evidence';
import { instantOf, newId, parseInstant, systemClock, type CameraId, type Instant } from '@guardroom/kernel';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { loadKeys, saveEnrolment, type Identity } from '../control/identity.ts';
import { SegmentWriter, type Recorder } from '../seal/segment-writer.ts';
import type { GapCause, HeldSegment } from '../spool/entries.ts';
import { Spool, type SpoolOptions } from '../spool/spool.ts';

export const silent = pino({ level: 'silent' });
export const noon: Instant = parseInstant('2026-11-22T04:00:00.000Z');

/** The instant so many seconds after noon of the tests' day. */
export const at = (seconds: number): Instant => instantOf(Date.parse(noon) + seconds * 1000);

/** A gateway home in a new directory, enrolled, with a key of the day. */
export async function newHome(): Promise<{ path: string; spoolDirectory: string; identity: Identity; recorder: Recorder; dayKey: RawKeyPair; cameraId: CameraId }> {
  const path = await mkdtemp(join(tmpdir(), 'guardroom-gateway-'));
  const ids = { gatewayId: newId('gwy'), schoolId: newId('sch'), districtId: newId('dst') };
  const url = 'http://127.0.0.1:9';
  const directory = join(path, 'identity');
  const identity = await saveEnrolment(directory, { ...ids, clientId: ids.gatewayId, tokenUrl: `${url}/token`, issuer: url, audience: 'guardroom-gateway', signingKeyId: `${ids.gatewayId}#1` }, await loadKeys(directory));
  return { path, spoolDirectory: join(path, 'spool'), identity, recorder: identity, dayKey: generateSealingKeyPair(), cameraId: newId('cam') };
}

export type Home = Awaited<ReturnType<typeof newHome>>;

/** Opens the home's spool with room for everything unless told otherwise. */
export function openSpool(home: Home, options: Partial<SpoolOptions> = {}): Promise<Spool> {
  return Spool.open({ directory: home.spoolDirectory, budgetBytes: 1e9, reserveBytes: 0, rewriteAfterBytes: Infinity, clock: systemClock, logger: silent, ...options });
}

/** Opens a segment of random bytes that starts so many seconds after noon. */
export async function beginSegment(spool: Spool, home: Home, fromSeconds: number, o: { cause?: GapCause; bytes?: number } = {}): Promise<SegmentWriter> {
  await spool.watch(home.cameraId, at(fromSeconds));
  const writer = await SegmentWriter.begin(spool, home.recorder, {
    cameraId: home.cameraId,
    startedAtMs: Date.parse(at(fromSeconds)),
    clockUncertaintyMs: 3,
    codec: 'avc1.42c01e',
    init: Buffer.from('init'),
    key: { keyId: 'day', publicKey: home.dayKey.publicKey },
    gapCause: o.cause ?? 'camera_unreachable',
  });
  writer.fragment({ startAtMs: Date.parse(at(fromSeconds)), endAtMs: Date.parse(at(fromSeconds + 10)), frames: 150 });
  await writer.write(randomBytes(o.bytes ?? 100_000));
  return writer;
}

/** Leaves an open segment as a crash would: its file is there, nobody writes it. */
export async function leaveOpen(spool: Spool, home: Home, fromSeconds: number): Promise<void> {
  const writer = await beginSegment(spool, home, fromSeconds);
  const directory = join(home.spoolDirectory, home.cameraId);
  const [open] = (await readdir(directory)).filter((name) => name.endsWith('.open') && name.startsWith(`${Date.parse(at(fromSeconds))}`));
  const bytes = await readFile(join(directory, open!));
  await writer.discard();
  await writeFile(join(directory, open!), bytes);
}

/** Holds a segment of ten seconds. */
export async function holdSegment(spool: Spool, home: Home, fromSeconds: number, o: { cause?: GapCause; bytes?: number } = {}): Promise<HeldSegment> {
  return (await beginSegment(spool, home, fromSeconds, o)).hold(home.recorder.signer);
}

/** A signer that nobody knows. */
export const stranger = (): Recorder['signer'] => signerOf('stranger', generateSigningKeyPair().privateKey);
