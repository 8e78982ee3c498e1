import { signManifest, type MinuteManifest } from '@guardroom/evidence';
import { addMs, elapsedMs, intersect, subtract, type CameraId, type Instant, type TimeRange } from '@guardroom/kernel';
import { crashPoint } from '../faults.ts';
import type { GapCause } from '../spool/entries.ts';
import { holeToleranceMs, minuteMs } from '../spool/ledger.ts';
import type { Spool } from '../spool/spool.ts';
import type { Recorder } from './segment-writer.ts';

/** Pictures reach the spool this much later than they were taken: a segment, a long key-frame interval, and slack. */
const settleMs = 30_000;

/** What a camera is doing, as far as it matters for its minutes. */
export type MinuteContext = {
  readonly cameraId: CameraId;
  /** When the open segment began, or null when nothing is being recorded. */
  readonly openSince: Instant | null;
  /** Why nothing is recorded. */
  readonly cause: GapCause;
};

/**
 * Seals the camera's next minute if it is over and all of it is known: each of its segments is held and what is missing is a gap. A clock
 * that ran ahead leaves gaps in a time that is then recorded after all: what is held is not called missing.
 * Gives false when nothing is due yet; call again until it does.
 */
export async function sealNextMinute(spool: Spool, recorder: Recorder, context: MinuteContext, now: Instant): Promise<boolean> {
  const { cameraId, openSince, cause } = context;
  const known = spool.chain(cameraId);
  if (!known) return false;
  const minute = { from: known.sealedUntil, to: addMs(known.sealedUntil, minuteMs) };
  if (minute.to > now || (openSince !== null && openSince < minute.to)) return false;
  if (elapsedMs(known.coveredUntil, minute.to) > 0) {
    const settled = elapsedMs(minute.to, now) > settleMs;
    if (openSince === null && settled) await spool.recordGap(cameraId, minute.to, cause);
    else if (openSince === null || elapsedMs(known.coveredUntil, minute.to) > holeToleranceMs) return false;
  }
  const chain = spool.chain(cameraId)!;
  const manifest: MinuteManifest = {
    format: 'guardroom/minute-manifest/1',
    districtId: recorder.districtId,
    schoolId: recorder.schoolId,
    cameraId,
    gatewayId: recorder.gatewayId,
    minute: minute.from,
    sequence: chain.nextManifest,
    segments: chain.unsealedSegments.filter((segment) => segment.startedAt < minute.to),
    gaps: chain.unsealedGaps
      .flatMap((gap) => {
        const missing = intersect(gap, minute);
        return missing ? subtract([missing], chain.unsealedSegments.map(rangeOf)).map((range) => ({ ...range, cause: gap.cause })) : [];
      })
      .sort((a, b) => (a.from < b.from ? -1 : 1)),
    previousManifestSha256: chain.previousManifestSha256,
  };
  const signed = signManifest(manifest, recorder.signer);
  crashPoint('minute.signed');
  await spool.minute({ kind: 'minute', signed });
  crashPoint('minute.journaled');
  return true;
}

const rangeOf = ({ startedAt, endedAt }: { readonly startedAt: Instant; readonly endedAt: Instant }): TimeRange => ({ from: startedAt, to: endedAt });
