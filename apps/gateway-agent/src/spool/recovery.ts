import { elapsedMs } from '@guardroom/kernel';
import { rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import type { Entry, HeldSegment } from './entries.ts';
import { syncDirectory } from './files.ts';
import { holeToleranceMs, mayGo, newChain, type Ledger } from './ledger.ts';
import { inspectSegment, segmentFiles, SegmentUnreadable } from './segment-file.ts';

/**
 * Brings segment files and ledger together after a crash, or after the journal was lost. Yields the entries that were
 * missing; each is applied before the next is asked for. Running it twice changes nothing more.
 */
export async function* recover(directory: string, ledger: Ledger, logger: Logger): AsyncGenerator<Entry> {
  const files = await segmentFiles(directory);
  for (const name of files.open) {
    await unlink(join(directory, name));
    logger.warn({ segment: name }, 'an open segment did not survive');
  }
  const there = new Set(files.sealed);
  for (const record of ledger.segments.values()) {
    const { name, state } = record;
    if (there.has(name)) continue;
    if (!mayGo(record)) logger.error({ segment: name, state }, 'a held segment is lost');
    yield mayGo(record) ? { kind: 'released', name } : { kind: 'lost', name };
  }
  const strangers: HeldSegment[] = [];
  for (const name of files.sealed) {
    if (ledger.segments.has(name)) continue;
    const segment = await inspectSegment(directory, name).catch(async (cause: unknown) => {
      if (!(cause instanceof SegmentUnreadable)) throw cause;
      await rename(join(directory, name), join(directory, `${name}.damaged`));
      logger.error({ segment: name, fault: cause.message }, 'a segment file was set aside');
      return undefined;
    });
    if (segment) strangers.push(segment.segment);
  }
  for (const segment of strangers.sort((a, b) => a.sequence - b.sequence)) yield* adopt(directory, segment, ledger, logger);
  for (const camera of new Set([...files.sealed, ...files.open].map((name) => dirname(name)))) await syncDirectory(join(directory, camera));
}

/** Takes a sealed file that the ledger does not know: a crash came between rename and journal, or the journal was lost. */
async function* adopt(directory: string, segment: HeldSegment, ledger: Ledger, logger: Logger): AsyncGenerator<Entry> {
  const { cameraId, sequence, previousFooterSha256 } = segment;
  const chain = ledger.cameras.get(cameraId);
  if (chain && sequence < chain.nextSequence) {
    // It was released, and the removal did not survive a power failure: the district has it.
    await unlink(join(directory, segment.name));
    return;
  }
  if (!chain) yield { kind: 'camera', chain: { ...newChain(cameraId, segment.startedAt), nextSequence: sequence, previousFooterSha256 } };
  else if (elapsedMs(chain.coveredUntil, segment.startedAt) > holeToleranceMs) yield { kind: 'gap', cameraId, gap: { from: chain.coveredUntil, to: segment.startedAt, cause: 'unknown' } };
  if (ledger.chain(cameraId).nextSequence !== sequence) yield { kind: 'resumed', cameraId, nextSequence: sequence, previousFooterSha256 };
  yield { kind: 'held', segment };
  logger.warn({ segment: segment.name }, 'a held segment was taken into the journal again');
}
