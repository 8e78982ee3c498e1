import type { FootageFile } from '@guardroom/evidence';
import { isWhollyInside } from '@guardroom/domain';
import { type Instant, civilDay, civilTime, instantOf, msOf } from '@guardroom/kernel';
import type { OpenSegment } from '../../footage-access/public.ts';

/** Holes between fragments up to this are seams of the recorder and none to speak of. Milliseconds. */
const SEAM_MS = 500;
/** Fragments of one run of the recorder follow each other without a hole; more than this between two starts a new file. Milliseconds. */
const CONTIGUOUS_MS = 100;

/** A fragment of a segment, as it goes into a package. */
export type Piece = { readonly segment: OpenSegment; readonly offset: number; readonly length: number; readonly frames: number; readonly from: Instant; readonly to: Instant };
/** One run of the recorder: a file of its own. */
export type Run = { readonly pieces: readonly [Piece, ...Piece[]] };
/** A stretch of time in milliseconds since 1970. */
type Span = { readonly fromMs: number; readonly toMs: number };

/** The fragments of opened segments that lie wholly inside the grant, whichever way the recorder's clock was off, cut into runs. */
export function runsOf(segments: readonly OpenSegment[], grant: Span): Run[] {
  const runs: [Piece, ...Piece[]][] = [];
  for (const segment of segments) {
    for (const { offset, length, frames, firstFrameAt, lastFrameAt } of segment.index.fragments) {
      if (!isWhollyInside({ firstFrameAtMs: msOf(firstFrameAt), lastFrameAtMs: msOf(lastFrameAt), uncertaintyMs: segment.uncertaintyMs }, grant)) continue;
      const piece: Piece = { segment, offset, length, frames, from: firstFrameAt, to: lastFrameAt };
      const last = runs.at(-1)?.at(-1);
      if (last && Math.abs(msOf(firstFrameAt) - msOf(last.to)) <= CONTIGUOUS_MS) runs.at(-1)?.push(piece);
      else runs.push([piece]);
    }
  }
  return runs.map((pieces) => ({ pieces }));
}

/** Stretches of the grant that no run covers, seams left out. */
export function missingIn(runs: readonly Run[], grant: Span): Span[] {
  const holes: Span[] = [];
  let at = grant.fromMs;
  for (const { pieces } of runs) {
    const [fromMs, toMs] = [msOf(pieces[0].from), msOf(pieces.at(-1)!.to)];
    if (fromMs - at > SEAM_MS) holes.push({ fromMs: at, toMs: fromMs });
    at = Math.max(at, toMs);
  }
  if (grant.toMs - at > SEAM_MS) holes.push({ fromMs: at, toMs: grant.toMs });
  return holes;
}

/** Seconds of footage in runs. */
export const secondsIn = (runs: readonly Run[]): number => runs.reduce((sum, { pieces }) => sum + (msOf(pieces.at(-1)!.to) - msOf(pieces[0].from)) / 1000, 0);

/** Where a run lies in the package, and what its file holds: its initialisation section, then its fragments. */
export function fileOf({ pieces }: Run, cameraNo: number, runNo: number): FootageFile {
  const { from, segment } = pieces[0];
  let offset = segment.index.initLength;
  const fragments = pieces.map((piece) => {
    const told = { from: piece.from, to: piece.to, offset, length: piece.length, frames: piece.frames };
    offset += piece.length;
    return told;
  });
  return {
    path: `footage/camera-${two(cameraNo)}/${two(runNo)}_${civilDay(from)}_${civilTime(from).replaceAll(':', '-')}.mp4`,
    from,
    to: pieces.at(-1)!.to,
    frames: pieces.reduce((sum, piece) => sum + piece.frames, 0),
    fragments,
  };
}

const two = (n: number): string => String(n).padStart(2, '0');

/** The bytes of a run's file, opened as they are read; `onSegment` is told of each segment that is through. */
export async function* bytesOf({ pieces }: Run, onSegment: () => Promise<void>): AsyncGenerator<Buffer> {
  yield* pieces[0].segment.open(0, pieces[0].segment.index.initLength);
  for (const [i, { segment, offset, length }] of pieces.entries()) {
    yield* segment.open(offset, length);
    if (pieces[i + 1]?.segment !== segment) await onSegment();
  }
}

/** Segments that runs draw on, each once. */
export const segmentsIn = (runs: readonly Run[]): OpenSegment[] => [...new Set(runs.flatMap(({ pieces }) => pieces.map((piece) => piece.segment)))];

/** An instant of a stretch's end. */
export const stretchOf = ({ fromMs, toMs }: Span) => ({ from: instantOf(fromMs), to: instantOf(toMs) });
