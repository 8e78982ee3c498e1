import { manifestSha256, verifyManifest } from '@guardroom/evidence';
import { elapsedMs } from '@guardroom/kernel';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { loadIdentity, readKeys, type Identity } from '../control/identity.ts';
import type { SegmentRecord } from '../spool/entries.ts';
import { readJournal } from '../spool/journal.ts';
import { holeToleranceMs, Ledger, LedgerFault, mayGo } from '../spool/ledger.ts';
import { checkSegmentFile, inspectSegment, segmentFiles, SegmentUnreadable } from '../spool/segment-file.ts';

/** What must hold in a gateway home while no agent runs in it. */
export const invariants = {
  keys_private: 'Key files exist and only the agent\'s account can read them.',
  journal_whole: 'Every line of the journal but a torn last one carries its own checksum.',
  journal_consistent: 'The journal replays without contradiction: no state is left out, chains do not break, no second is neither segment nor gap.',
  held_present: 'Every segment that the journal calls held or uploaded is there, of the recorded length and hash.',
  held_journaled: 'Every sealed file is in the journal, or continues a chain from where a crash left it.',
  segment_genuine: 'Every sealed file is whole, unchanged and signed by this gateway.',
  segment_as_recorded: 'Header and footer of a file say what the journal says.',
  chain_unbroken: 'Segments that follow each other name each other by hash.',
  one_open_per_camera: 'A camera has at most one open segment.',
  only_known_files: 'Nothing but segments lies in a camera\'s directory.',
  manifest_genuine: 'Every waiting manifest is signed by this gateway and follows the one before it.',
} as const;
export type Invariant = keyof typeof invariants;

export type Finding = { readonly invariant: Invariant; readonly subject: string; readonly message: string };

/** What was looked at and what was wrong; `notes` are things that the next start puts right by itself. */
export type Report = {
  readonly looked: { keys: number; journalEntries: number; segments: number; cameras: number; manifests: number };
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
};

/** Checks a gateway home against every invariant and changes nothing. The home must be locked by the caller. */
export async function checkHome(home: string): Promise<Report> {
  const findings: Finding[] = [];
  const notes: string[] = [];
  const found = (invariant: Invariant, subject: string, message: string): void => void findings.push({ invariant, subject, message });
  const directory = join(home, 'spool');

  const identity = await checkKeys(join(home, 'identity'), found);
  const journal = await readJournal(directory);
  for (const line of journal.damagedLines) found('journal_whole', `line ${line}`, 'the checksum does not fit');
  if (journal.tornBytes > 0) notes.push(`the journal ends in ${journal.tornBytes} torn bytes`);
  const ledger = new Ledger();
  for (const [i, entry] of journal.entries.entries()) {
    try {
      ledger.apply(entry);
    } catch (cause) {
      if (!(cause instanceof LedgerFault)) throw cause;
      found('journal_consistent', `entry ${i + 1} (${entry.kind})`, cause.message);
    }
  }

  const files = await segmentFiles(directory).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    return { sealed: [], open: [], others: [] };
  });
  for (const name of files.others) found('only_known_files', name, 'is no segment');
  checkOpen(files.open, found, notes);
  await checkSegments(directory, files.sealed, ledger, identity, found, notes);
  checkManifests(ledger, identity, found);

  return {
    looked: { keys: identity ? 2 : 0, journalEntries: journal.entries.length, segments: files.sealed.length + files.open.length, cameras: ledger.cameras.size, manifests: ledger.manifests.size },
    findings,
    notes,
  };
}

/** How many things a report looked at: zero means that the wrong place was checked. */
export function lookedAt(report: Report): number {
  return Object.values(report.looked).reduce((sum, count) => sum + count, 0);
}

type Found = (invariant: Invariant, subject: string, message: string) => void;

async function checkKeys(directory: string, found: Found): Promise<Identity | undefined> {
  let there = 0;
  for (const name of ['signing.key', 'sealing.key']) {
    const { mode } = await stat(join(directory, name)).catch(() => ({ mode: undefined })); // missing or hidden: reported as missing
    if (mode === undefined) found('keys_private', name, 'is missing');
    else if ((mode & 0o077) !== 0) found('keys_private', name, `has mode ${(mode & 0o777).toString(8)}`);
    if (mode !== undefined) there += 1;
  }
  return there === 2 ? loadIdentity(directory, await readKeys(directory)) : undefined;
}

function checkOpen(open: readonly string[], found: Found, notes: string[]): void {
  const cameras = new Map<string, number>();
  for (const name of open) {
    const camera = name.slice(0, name.indexOf('/'));
    cameras.set(camera, (cameras.get(camera) ?? 0) + 1);
    notes.push(`${name} was open and does not survive`);
  }
  for (const [camera, count] of cameras) if (count > 1) found('one_open_per_camera', camera, `has ${count} open segments`);
}

async function checkSegments(directory: string, sealed: readonly string[], ledger: Ledger, identity: Identity | undefined, found: Found, notes: string[]): Promise<void> {
  const publicKeyOf = (keyId: string): Uint8Array | undefined => (keyId === identity?.signer.keyId ? identity.signingPublicKey : undefined);
  const present: SegmentRecord[] = [];
  for (const name of sealed) {
    const record = ledger.segments.get(name);
    const verdict = await checkSegmentFile(directory, name, publicKeyOf);
    if (!verdict.ok) found('segment_genuine', name, `${verdict.fault.code}: ${verdict.fault.message}`);
    try {
      const { segment } = await inspectSegment(directory, name);
      if (!record) {
        if (segment.sequence < (ledger.cameras.get(segment.cameraId)?.nextSequence ?? 0)) found('held_journaled', name, 'was released, or stands beside the segment of its number');
        else notes.push(`${name} is not in the journal yet; the next start takes it in`);
        continue;
      }
      if (segment.bytes !== record.bytes || segment.sha256 !== record.sha256) found('held_present', name, 'has another length or hash than recorded');
      const differs = (['cameraId', 'startedAt', 'endedAt', 'sequence', 'previousFooterSha256', 'footerSha256'] as const).filter((field) => segment[field] !== record[field]);
      if (differs.length > 0) found('segment_as_recorded', name, `differs from the journal in ${differs.join(', ')}`);
      present.push({ ...segment, state: record.state });
    } catch (cause) {
      if (!(cause instanceof SegmentUnreadable)) throw cause; // unreadable files were reported as not genuine
    }
  }
  const there = new Set(sealed);
  for (const record of ledger.segments.values()) {
    if (there.has(record.name)) continue;
    if (mayGo(record)) notes.push(`${record.name} is released`);
    else found('held_present', record.name, `is ${record.state} and its file is gone`);
  }
  present.sort((a, b) => (a.cameraId === b.cameraId ? a.sequence - b.sequence : a.cameraId < b.cameraId ? -1 : 1));
  for (const [i, segment] of present.entries()) {
    const before = present[i - 1];
    if (before?.cameraId !== segment.cameraId || before.sequence + 1 !== segment.sequence) continue;
    if (segment.previousFooterSha256 !== before.footerSha256) found('chain_unbroken', segment.name, `does not follow ${before.name}`);
  }
}

function checkManifests(ledger: Ledger, identity: Identity | undefined, found: Found): void {
  const last = new Map<string, { sha256: string; sequence: number }>();
  for (const signed of ledger.manifests.values()) {
    const { cameraId, minute, sequence, previousManifestSha256, gaps } = signed.manifest;
    const subject = `${cameraId} ${minute}`;
    const verdict = identity ? verifyManifest(signed, identity.signingPublicKey) : undefined;
    if (verdict && !verdict.ok) found('manifest_genuine', subject, verdict.fault.message);
    const before = last.get(cameraId);
    if (before && before.sequence + 1 === sequence && before.sha256 !== previousManifestSha256) found('manifest_genuine', subject, 'does not follow the manifest before it');
    if (gaps.some((gap) => elapsedMs(gap.from, gap.to) > 60_000 + holeToleranceMs)) found('manifest_genuine', subject, 'names a gap longer than its minute');
    last.set(cameraId, { sha256: manifestSha256(signed), sequence });
  }
}
