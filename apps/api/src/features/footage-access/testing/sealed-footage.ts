import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { type FragmentIndex, bucketOf, footerSha256, generateSigningKeyPair, objectKeyOf, sealSegment, sha256Hex, signerOf } from '@guardroom/evidence';
import { type GatewayId, type SchoolId, addMs, civilDay, instantOf, type DistrictId } from '@guardroom/kernel';
import { Client } from 'minio';
import type { Camera } from '../../../../../../libs/testkit/src/builders/index.ts';
import { Config } from '../../../platform/config/config.ts';
import { ObjectStore } from '../../../platform/object-store/object-store.ts';
import { Tenants } from '../../../platform/database/databases.ts';
import type { TestApi } from '../../../testing/start-api.ts';
import { RecordingKeys } from '../../recording/public.ts';

/** One fragment of plaintext, `seconds` long. */
export type Piece = { readonly bytes: Buffer; readonly seconds: number };
/** What a recorder's run brought: its initialisation section and its fragments in order. */
export type Run = { readonly init: Buffer; readonly pieces: readonly Piece[] };

/** A moving picture as a camera sends it: fragmented MP4 by FFmpeg, one fragment per key-frame interval of a second. */
export async function movingPicture(seconds: number): Promise<Run> {
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '10', '-keyint_min', '10', '-sc_threshold', '0', '-pix_fmt', 'yuv420p'];
  const ffmpeg = spawn('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10', '-t', String(seconds), ...encode, '-movflags', 'frag_keyframe+empty_moov+default_base_moof+skip_trailer', '-f', 'mp4', 'pipe:1'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const boxes = topBoxes(await buffer(ffmpeg.stdout));
  const first = boxes.findIndex((box) => box.type === 'moof');
  const pieces: Piece[] = [];
  for (let i = first; i + 1 < boxes.length; i += 2) pieces.push({ bytes: Buffer.concat([boxes[i]!.bytes, boxes[i + 1]!.bytes]), seconds: 1 });
  return { init: Buffer.concat(boxes.slice(0, first).map((box) => box.bytes)), pieces };
}

function topBoxes(bytes: Buffer): { type: string; bytes: Buffer }[] {
  const boxes: { type: string; bytes: Buffer }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), bytes: bytes.subarray(at, at + length) });
    at += length;
  }
  return boxes;
}

/** How a run is stored. */
export type Storing = { readonly camera: Camera; readonly startedAt: Date; readonly piecesPerSegment?: number; readonly uncertaintyMs?: number; readonly lockedForMs?: number };

/**
 * Stores a run as a gateway does: sealed to the camera-day's key, put under Object Lock by a presigned PUT, and indexed. Answers
 * when each segment began, epoch milliseconds.
 */
export async function store(api: TestApi, run: Run, { camera, startedAt, piecesPerSegment = 10, uncertaintyMs = 5, lockedForMs = 120_000 }: Storing): Promise<number[]> {
  const { at } = camera;
  const school = { ...at, name: at.name };
  const by = await api.machine(school);
  await api.app.get(Tenants).write(by, (tx) => api.app.get(RecordingKeys, { strict: false }).ensure(tx, by, [camera.cameraId]));
  const begins: number[] = [];
  let clock = instantOf(startedAt.getTime());
  for (let i = 0; i < run.pieces.length; i += piecesPerSegment) {
    const began = clock;
    const fragments: FragmentIndex['fragments'] = [];
    let offset = run.init.length;
    for (const piece of run.pieces.slice(i, i + piecesPerSegment)) {
      const end = addMs(clock, piece.seconds * 1000);
      fragments.push({ offset, length: piece.bytes.length, firstFrameAt: clock, lastFrameAt: end, frames: piece.seconds * 10 });
      offset += piece.bytes.length;
      clock = end;
    }
    const plaintext = Buffer.concat([run.init, ...run.pieces.slice(i, i + piecesPerSegment).map((piece) => piece.bytes)]);
    await storeSegment(api, camera, { began, ended: clock, sequence: i, plaintext, uncertaintyMs, lockedForMs, index: { initLength: run.init.length, fragments } });
    begins.push(Date.parse(began));
  }
  return begins;
}

/** Puts a delete marker, or another object, on top of a stored one, as the owner of the store can: the locked version stays below it. */
export async function coverUp(api: TestApi, schoolId: string, key: string, object?: Buffer): Promise<void> {
  const { endpoint, accessKey, secretKey, region } = api.app.get(Config).s3;
  const { hostname, port } = new URL(endpoint);
  const owner = new Client({ endPoint: hostname, port: Number(port), useSSL: false, accessKey, secretKey, region });
  const bucket = bucketOf(schoolId as SchoolId);
  if (object) await owner.putObject(bucket, key, object);
  else await owner.removeObject(bucket, key);
}

type Segment = { readonly began: ReturnType<typeof instantOf>; readonly ended: ReturnType<typeof instantOf>; readonly sequence: number; readonly plaintext: Buffer; readonly uncertaintyMs: number; readonly lockedForMs: number; readonly index: FragmentIndex };

async function storeSegment(api: TestApi, camera: Camera, segment: Segment): Promise<void> {
  const { at, cameraId } = camera;
  const { admin } = api.database;
  const { rows: [key] } = await admin.query<{ key_id: string; public_key: Buffer }>('select key_id, public_key from camera_day_keys where camera_id = $1 and day = $2', [cameraId, civilDay(segment.began)]);
  const header = {
    format: 'guardroom/segment/1', suite: 1, districtId: at.districtId as DistrictId, schoolId: at.schoolId as SchoolId, cameraId, gatewayId: camera.gateway.gatewayId as GatewayId,
    keyId: key!.key_id, startedAt: segment.began, clockUncertaintyMs: segment.uncertaintyMs, codec: 'avc1.42c00d', sequence: segment.sequence, previousFooterSha256: null,
  } as const;
  const sealer = await sealSegment({ header, recipientPublicKey: key!.public_key });
  const body = [sealer.prelude, sealer.write(segment.plaintext)];
  const { tail, signed } = sealer.finish({ endedAt: segment.ended, frames: 100, index: segment.index }, signerOf('gateway', generateSigningKeyPair().privateKey));
  const object = Buffer.concat([...body, tail]);
  const objects = api.app.get(ObjectStore);
  const name = objectKeyOf(header);
  const retainUntil = new Date(Math.ceil(Date.now() / 1000) * 1000 + segment.lockedForMs);
  const grant = await objects.grantUpload(at.schoolId, name, { bytes: object.length, sha256Hex: sha256Hex(object), retainUntil });
  const put = await fetch(grant.url, { method: 'PUT', headers: grant.headers, body: Uint8Array.from(object) });
  if (!put.ok) throw new Error(`PUT answered ${put.status}: ${await put.text()}`);
  const stored = await objects.stat(at.schoolId, name);
  await admin.query('select gr.ensure_day_partitions($1::date)', [civilDay(segment.began)]);
  await admin.query(
    `insert into segments (school_no, camera_no, started_at, ended_at, sequence, bytes, frames, uncertainty_ms, verified, sha256, footer_sha256, object_version)
     values ($1, $2, $3, $4, $5, $6, 100, $7, true, decode($8, 'hex'), decode($9, 'hex'), $10)`,
    [at.schoolNo, camera.cameraNo, segment.began, segment.ended, segment.sequence, object.length, Math.ceil(segment.uncertaintyMs), sha256Hex(object), footerSha256(signed), stored?.version ?? null],
  );
}
