import { auditLogImmutable, encryptedAtRest, noUnauthorisedCopy } from '@guardroom/domain';
import { FACT_COLUMNS, type FactRow, entryOf, storedFactOf } from '../../../platform/facts/stored-fact.ts';
import { evaluator } from './evaluator.ts';

/** Facts of the day that are held against their leaves in one round, drawn by lot. */
const SAMPLE = 100;

export const dataEvaluators = [
  evaluator(encryptedAtRest, 'day', (tx, { schoolId, day }) =>
    tx.sql<{ id: string; keyAgeDays: number | null }>`
      select d.camera_id as id, d.day - (select max(k.day) from camera_day_keys k where k.school_id = d.school_id and k.camera_id = d.camera_id and k.day <= d.day) as "keyAgeDays"
        from camera_days d where d.school_id = ${schoolId} and d.day = ${day}::date and d.held_seconds > 0`,
  ),
  evaluator(noUnauthorisedCopy, 'day', (tx, { schoolId, from, to }) =>
    tx.sql<{ id: string; about: string; pieces: number; unapproved: number }>`
      select e.session_id as id, e.request_id as about, count(*)::int as pieces,
             (count(*) filter (where r.decided_at is null or r.decision_kind = 'refused' or r.decided_at > e.served_at or r.valid_until < e.served_at))::int as unapproved
        from viewing_entries e join footage_requests r using (school_id, request_id)
       where e.school_id = ${schoolId} and e.served_at >= ${from} and e.served_at < ${to} group by e.session_id, e.request_id
      union all
      select d.package_id, d.request_id, count(*)::int, (count(*) filter (where (select count(*) from authority_signatures s where s.school_id = d.school_id and s.request_id = d.request_id and s.part = 'approval' and s.signed_at <= d.served_at) < 2))::int
        from package_downloads d where d.school_id = ${schoolId} and d.served_at >= ${from} and d.served_at < ${to} group by d.package_id, d.request_id`,
  ),
  evaluator(auditLogImmutable, 'day', async (tx, { schoolId, from, to, asOf }) => {
    const facts = await tx.query<FactRow & { entry: Buffer | null; hours: number }>(
      `select f.*, e.entry, (extract(epoch from $4::timestamptz - f.recorded_at) / 3600)::float8 as hours
         from (select ${FACT_COLUMNS} from facts where school_id = $1 and recorded_at >= $2 and recorded_at < $3 order by random() limit ${SAMPLE}) f left join ledger_entries e using (fact_id)`,
      [schoolId, from, to, asOf],
    );
    return facts.map((row) => ({ id: row.fact_id, sealed: row.entry !== null, intact: row.entry !== null && entryOf(storedFactOf(row), row.salt).equals(row.entry), hoursOld: row.hours }));
  }),
];
