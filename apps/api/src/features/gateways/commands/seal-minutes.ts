import type { Input, Result, routes } from '@guardroom/contracts';
import type { GatewayActor, Tx } from '@guardroom/db';
import { type SignedManifest, manifestSha256, sha256Hex, verifyManifest } from '@guardroom/evidence';
import { type Instant, addMs, civilDay, dayMs } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type NewFact, appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { Partitions, noteLateFootage } from '../../recording/public.ts';
import { signingKeyIdOf } from '../gateway-keys.ts';
import { type Known, knownOf } from '../own-cameras.ts';

type Route = typeof routes.sealMinutes;
type Wire = Input<Route>['body']['manifests'][number];
type Judged = { readonly signed: SignedManifest; readonly sha256: string; readonly code: string | null };

/** Minutes that lie further ahead than this are not minutes yet. Milliseconds. */
const AHEAD_MS = 5_000;
/** Nor is anything this old: no policy keeps footage for longer, and each of its days would get partitions of its own. */
const OLDEST_MS = 400 * dayMs;

/**
 * Keeps signed minutes and what gateways say is missing. Sending one again changes nothing; another text for a minute that is
 * sealed is refused, and that is a fact. One fact names a batch by the hash over its manifests. A minute that does not follow the one
 * before it is kept as well, and the break is a fact: what was signed is evidence, also of a break.
 */
export class SealMinutes extends Command<Result<Route>> {
  readonly by: GatewayActor;
  readonly body: Input<Route>['body'];
  constructor(by: GatewayActor, body: Input<Route>['body']) {
    super();
    this.by = by;
    this.body = body;
  }
}

@CommandHandler(SealMinutes)
export class SealMinutesHandler implements ICommandHandler<SealMinutes> {
  readonly #db: Tenants;
  readonly #partitions: Partitions;
  readonly #clock: SystemClock;
  constructor(db: Tenants, partitions: Partitions, clock: SystemClock) {
    this.#db = db;
    this.#partitions = partitions;
    this.#clock = clock;
  }

  async execute({ by, body }: SealMinutes): Promise<Result<Route>> {
    const now = this.#clock.now();
    const known = await this.#db.read(by, (tx) => knownOf(tx, by, body.manifests.map((m) => m.manifest.cameraId)));
    const judged = body.manifests.map((m) => judgeMinute(by, known, m, now));
    const minutes = [...new Map(judged.filter((j) => j.code === null).map((j) => [placeOf(j), j])).values()];
    await this.#partitions.ensure(minutes.map((j) => civilDay(j.signed.manifest.minute)));
    const sealed = await this.#db.write(by, async (tx) => {
      const { rows, fresh } = await keep(tx, by, known, minutes);
      await keepGaps(tx, by, known, minutes);
      for (const broken of await findBreaks(tx, by, known, fresh, now)) await appendFact(tx, by, broken);
      await noteLateFootage(tx, by, Date.parse(now), minutes.flatMap((j) => j.signed.manifest.gaps.map((g) => ({ cameraId: j.signed.manifest.cameraId, from: g.from, to: g.to }))));
      if (fresh.length > 0) await appendFact(tx, by, { type: 'minutes.sealed', subject: by.gatewayId, at: now, body: batchOf(fresh) });
      for (const j of judged) if (j.code === null && rows.get(placeOf(j)) !== j.sha256) await appendFact(tx, by, conflictOf(j, now));
      return rows;
    });
    return { manifests: judged.map((j) => answerOf(j, sealed)) };
  }
}

function judgeMinute(by: GatewayActor, known: Known, wire: Wire, now: Instant): Judged {
  const signed = wire as unknown as SignedManifest; // the contract's shape is the format's, with plain strings for branded ones
  const { manifest } = signed;
  const judged = (code: string | null): Judged => ({ signed, sha256: manifestSha256(signed), code });
  if (manifest.gatewayId !== by.gatewayId || manifest.schoolId !== by.schoolId || manifest.districtId !== by.districtId) return judged('gateway.manifest_foreign');
  if (!known.cameraNo.has(manifest.cameraId)) return judged('gateway.camera_unknown');
  if (signed.signerKeyId !== signingKeyIdOf(by.gatewayId)) return judged('gateway.signer_unknown');
  if (manifest.minute > addMs(now, AHEAD_MS)) return judged('gateway.starts_in_future');
  if (manifest.minute < addMs(now, -OLDEST_MS)) return judged('gateway.older_than_retention');
  return judged(verifyManifest(signed, known.signingKey).ok ? null : 'gateway.signature_invalid');
}

const placeOf = ({ signed: { manifest } }: Judged): string => `${manifest.cameraId} ${manifest.minute}`;
const numberOf = (known: Known, j: Judged): number => known.cameraNo.get(j.signed.manifest.cameraId) as number;

/** Answers the hash that stands for each minute now, and the minutes that were new. */
async function keep(tx: Tx, by: GatewayActor, known: Known, minutes: readonly Judged[]): Promise<{ rows: ReadonlyMap<string, string>; fresh: Judged[] }> {
  if (minutes.length === 0) return { rows: new Map(), fresh: [] };
  const cameras = minutes.map((j) => numberOf(known, j));
  const starts = minutes.map((j) => j.signed.manifest.minute);
  const added = await tx.sql<{ camera_no: number; minute: Date }>`
    insert into minute_manifests (school_no, camera_no, minute, sequence, sha256, previous, footers, signature, signer_key_id)
    select ${by.schoolNo}, m.camera_no, m.minute, m.sequence, m.sha256, m.previous, m.footers, m.signature, m.signer
      from unnest(${cameras}::int[], ${starts}::timestamptz[], ${minutes.map((j) => j.signed.manifest.sequence)}::bigint[], ${minutes.map((j) => Buffer.from(j.sha256, 'hex'))}::bytea[],
                  ${minutes.map((j) => bytesOf(j.signed.manifest.previousManifestSha256))}::bytea[], ${minutes.map((j) => j.signed.manifest.segments.length)}::smallint[],
                  ${minutes.map((j) => Buffer.from(j.signed.signature, 'base64'))}::bytea[], ${minutes.map((j) => j.signed.signerKeyId)}::text[])
        as m (camera_no, minute, sequence, sha256, previous, footers, signature, signer)
    on conflict (school_no, camera_no, minute) do nothing returning camera_no, minute`;
  const stored = await tx.sql<{ camera_no: number; minute: Date; sha256: string }>`
    select m.camera_no, m.minute, encode(m.sha256, 'hex') as sha256
      from unnest(${cameras}::int[], ${starts}::timestamptz[]) w (camera_no, minute)
      join minute_manifests m on m.school_no = ${by.schoolNo} and m.camera_no = w.camera_no and m.minute = w.minute`;
  const idOf = new Map([...known.cameraNo].map(([id, no]) => [no, id]));
  const place = (r: { camera_no: number; minute: Date }): string => `${idOf.get(r.camera_no)} ${r.minute.toISOString()}`;
  const isNew = new Set(added.map(place));
  return { rows: new Map(stored.map((r) => [place(r), r.sha256])), fresh: minutes.filter((j) => isNew.has(placeOf(j))) };
}

async function keepGaps(tx: Tx, by: GatewayActor, known: Known, minutes: readonly Judged[]): Promise<void> {
  const gaps = [...new Map(minutes.flatMap((j) => j.signed.manifest.gaps.map((gap) => [`${numberOf(known, j)} ${gap.from}`, { no: numberOf(known, j), ...gap }] as const))).values()];
  if (gaps.length === 0) return;
  await tx.sql`
    insert into reported_gaps (school_no, camera_no, from_at, to_at, cause)
    select ${by.schoolNo}, g.camera_no, g.from_at, g.to_at, g.cause
      from unnest(${gaps.map((g) => g.no)}::int[], ${gaps.map((g) => g.from)}::timestamptz[], ${gaps.map((g) => g.to)}::timestamptz[], ${gaps.map((g) => g.cause)}::text[]) as g (camera_no, from_at, to_at, cause)
     where g.to_at > g.from_at
    on conflict (school_no, camera_no, from_at) do update set to_at = greatest(reported_gaps.to_at, excluded.to_at), cause = excluded.cause`;
}

/**
 * Holds new minutes to their neighbours of the same gateway, whichever came first: numbers count up, and each names the hash of the one before
 * it. A number that is missing may be on its way still and is no break. Answers the facts of breaks that were not known.
 */
async function findBreaks(tx: Tx, by: GatewayActor, known: Known, fresh: readonly Judged[], now: Instant): Promise<NewFact[]> {
  if (fresh.length === 0) return [];
  const rows = await tx.sql<{ camera_no: number; minute: Date; sequence: string; kind: string }>`
    with fresh as (
      select m.* from unnest(${fresh.map((j) => numberOf(known, j))}::int[], ${fresh.map((j) => j.signed.manifest.minute)}::timestamptz[]) w (camera_no, minute)
        join minute_manifests m on m.school_no = ${by.schoolNo} and m.camera_no = w.camera_no and m.minute = w.minute),
    pairs as (
      select f.camera_no, f.minute, f.sequence, f.previous, b.sequence as before_sequence, b.sha256 as before_sha256
        from fresh f left join lateral (
          select sequence, sha256 from minute_manifests b
           where b.school_no = ${by.schoolNo} and b.camera_no = f.camera_no and b.signer_key_id = f.signer_key_id and b.minute < f.minute order by b.minute desc limit 1) b on true
      union
      select a.camera_no, a.minute, a.sequence, a.previous, f.sequence, f.sha256
        from fresh f cross join lateral (
          select camera_no, minute, sequence, previous from minute_manifests a
           where a.school_no = ${by.schoolNo} and a.camera_no = f.camera_no and a.signer_key_id = f.signer_key_id and a.minute > f.minute order by a.minute limit 1) a),
    judged as (
      select camera_no, minute, sequence,
             case when sequence <= before_sequence then 'restarted'
                  when sequence = before_sequence + 1 and previous is distinct from before_sha256 or (sequence = 0) <> (previous is null) then 'differs' end as kind
        from pairs)
    insert into chain_breaks (school_no, camera_no, minute, sequence, kind, noticed_at)
    select distinct on (camera_no, minute) ${by.schoolNo}, camera_no, minute, sequence, kind, ${now}::timestamptz from judged where kind is not null order by camera_no, minute, kind
    on conflict do nothing returning camera_no, minute, sequence, kind`;
  const idOf = new Map([...known.cameraNo].map(([id, no]) => [no, id]));
  return rows.map((row) => ({ type: 'manifest.chain_broken', subject: idOf.get(row.camera_no) as string, at: now, body: { minute: row.minute.toISOString(), sequence: Number(row.sequence), kind: row.kind } }));
}

function batchOf(fresh: readonly Judged[]): Record<string, unknown> {
  const minutes = fresh.map((j) => j.signed.manifest.minute).sort();
  const root = sha256Hex(Buffer.concat(fresh.map((j) => Buffer.from(j.sha256, 'hex'))));
  return { manifests: fresh.length, cameras: new Set(fresh.map((j) => j.signed.manifest.cameraId)).size, from: minutes[0], to: minutes.at(-1), root };
}

function answerOf(j: Judged, sealed: ReadonlyMap<string, string>): Result<Route>['manifests'][number] {
  const { cameraId, minute } = j.signed.manifest;
  const code = j.code ?? (sealed.get(placeOf(j)) === j.sha256 ? null : 'gateway.manifest_conflict');
  return { cameraId, minute, state: code ? 'refused' : 'sealed', code };
}

const conflictOf = (j: Judged, at: Instant) => ({ type: 'minute.conflict_refused', subject: j.signed.manifest.cameraId, at, body: { minute: j.signed.manifest.minute, sha256: j.sha256 } });
const bytesOf = (hex: string | null): Buffer | null => (hex === null ? null : Buffer.from(hex, 'hex'));
