import {
  APPROVER_ROLES, applicantUndertaking, approvalBeforeViewing, approverAuthority, authorityCooperation, authorityVerified, escortedViewing, evidencePackage, exportApproved,
  noOverRange, outsidersRefused, resultOnlyByDefault, viewingRecordArchived, writtenApplication,
} from '@guardroom/domain';
import { evaluator } from './evaluator.ts';

export const accessEvaluators = [
  evaluator(writtenApplication, 'day', (tx, { schoolId, from, to }) =>
    tx.sql<{ id: string; about: string; requestComplete: boolean; approvedBefore: boolean }>`
      select v.session_id as id, v.request_id as about, coalesce(r.decided_at <= v.opened_at and r.decision_kind <> 'refused', false) as "approvedBefore",
             (r.applicant_name <> '' and r.relation <> '' and r.purpose <> '' and length(r.reason) >= 10
               and exists (select from footage_request_cameras c where c.school_id = r.school_id and c.request_id = r.request_id)) as "requestComplete"
        from viewing_sessions v join footage_requests r using (school_id, request_id) where v.school_id = ${schoolId} and v.opened_at >= ${from} and v.opened_at < ${to}`,
  ),
  evaluator(approvalBeforeViewing, 'day', (tx, { schoolId, from, to }) =>
    tx.sql<{ id: string; about: string; approvedBefore: boolean; insideValidity: boolean }>`
      select v.session_id as id, v.request_id as about, coalesce(r.decided_at <= v.opened_at and r.decision_kind <> 'refused', false) as "approvedBefore", coalesce(v.opened_at <= r.valid_until, false) as "insideValidity"
        from viewing_sessions v join footage_requests r using (school_id, request_id) where v.school_id = ${schoolId} and v.opened_at >= ${from} and v.opened_at < ${to}`,
  ),
  evaluator(approverAuthority, 'day', (tx, { schoolId, from, to }) =>
    tx.sql<{ id: string; heldPost: boolean; ownRequest: boolean }>`
      select r.request_id as id, r.decided_by_person_id = r.applicant_person_id as "ownRequest",
             exists (select from appointments a where a.school_id = r.school_id and a.person_id = r.decided_by_person_id and a.role = any (${APPROVER_ROLES})
                        and a.starts_on <= (r.decided_at at time zone 'Asia/Shanghai')::date and (a.ended_at is null or a.ended_at >= r.decided_at)) as "heldPost"
        from footage_requests r where r.school_id = ${schoolId} and r.decided_at >= ${from} and r.decided_at < ${to}`,
  ),
  evaluator(resultOnlyByDefault, 'day', (tx, { schoolId, asOf }) =>
    tx.sql<{ id: string; daysToReply: number | null; daysOpen: number; presenceWithoutReason: boolean }>`
      select request_id as id, (extract(epoch from ${asOf}::timestamptz - filed_at) / 86400)::float8 as "daysOpen",
             (extract(epoch from case when decision_kind = 'refused' or fulfilment = 'escorted_viewing' then decided_at else finding_at end - filed_at) / 86400)::float8 as "daysToReply",
             fulfilment is not distinct from 'escorted_viewing' and coalesce(viewing_consent, '') = '' as "presenceWithoutReason"
        from footage_requests where school_id = ${schoolId} and filed_at > ${asOf}::timestamptz - interval '30 days' and filed_at <= ${asOf} and state <> 'withdrawn'`,
  ),
  evaluator(escortedViewing, 'day', (tx, { schoolId, from, to }) =>
    tx.sql<{ id: string; about: string; servedUnescorted: number; timesBlanked: number }>`
      select v.session_id as id, v.request_id as about,
             (select count(*)::int from viewing_entries e where e.school_id = v.school_id and e.session_id = v.session_id and v.escort_sub is null) as "servedUnescorted",
             (select count(*)::int from facts f where f.school_id = v.school_id and f.subject = v.request_id and f.type = 'viewing_session.blanked' and f.body ->> 'sessionId' = v.session_id) as "timesBlanked"
        from viewing_sessions v where v.school_id = ${schoolId} and v.escort_needed and v.opened_at >= ${from} and v.opened_at < ${to}`,
  ),
  evaluator(noOverRange, 'day', (tx, { schoolId, from, to }) =>
    tx.sql<{ id: string; about: string; fragments: number; outside: number; attempts: number }>`
      select v.session_id as id, v.request_id as about, v.over_range as attempts, count(e.entry_no)::int as fragments,
             (count(e.entry_no) filter (where e.from_at < r.granted_from or e.to_at > r.granted_to or not coalesce(c.granted, false)))::int as outside
        from viewing_sessions v join footage_requests r using (school_id, request_id)
        left join viewing_entries e on e.school_id = v.school_id and e.session_id = v.session_id
        left join footage_request_cameras c on c.school_id = v.school_id and c.request_id = v.request_id and c.camera_id = e.camera_id
       where v.school_id = ${schoolId} and v.opened_at >= ${from} and v.opened_at < ${to} group by v.session_id, v.request_id, v.over_range`,
  ),
  evaluator(viewingRecordArchived, 'day', (tx, { schoolId, from, to, asOf }) =>
    tx.sql<{ id: string; about: string; hasRecord: boolean; hoursToSeal: number | null; hoursOpen: number }>`
      select v.session_id as id, v.request_id as about, f.fact_id is not null as "hasRecord",
             (extract(epoch from l.sealed_at - v.ended_at) / 3600)::float8 as "hoursToSeal", (extract(epoch from ${asOf}::timestamptz - v.ended_at) / 3600)::float8 as "hoursOpen"
        from viewing_sessions v
        left join facts f on f.school_id = v.school_id and f.subject = v.request_id and f.type = 'viewing_session.ended' and f.body ->> 'sessionId' = v.session_id
        left join ledger_entries l on l.fact_id = f.fact_id
       where v.school_id = ${schoolId} and v.ended_at >= ${from} and v.ended_at < ${to}`,
  ),
  evaluator(outsidersRefused, 'day', (tx, { schoolId, from, to }) =>
    tx.sql<{ id: string; insider: boolean; approved: boolean }>`
      select r.request_id as id, r.decision_kind <> 'refused' as approved,
             exists (select from appointments a where a.school_id = r.school_id and a.sub = r.applicant_sub and a.starts_on <= (r.filed_at at time zone 'Asia/Shanghai')::date and (a.ended_at is null or a.ended_at >= r.filed_at)) as insider
        from footage_requests r where r.school_id = ${schoolId} and r.decided_at >= ${from} and r.decided_at < ${to}`,
  ),
  evaluator(applicantUndertaking, 'day', (tx, { schoolId, from, to }) =>
    tx.sql<{ id: string; accepted: boolean }>`
      select r.request_id as id, exists (select from facts f where f.school_id = r.school_id and f.subject = r.request_id and f.type = 'footage_request.filed' and f.body ->> 'liabilityAccepted' = 'true') as accepted
        from footage_requests r where r.school_id = ${schoolId} and r.decided_at >= ${from} and r.decided_at < ${to} and r.decision_kind <> 'refused'`,
  ),
  evaluator(authorityVerified, 'day', (tx, { schoolId, from, to }) =>
    tx.sql<{ id: string; verifiedBefore: number; papersMissing: number }>`
      select r.request_id as id,
             (select count(distinct s.person_id)::int from authority_signatures s where s.school_id = r.school_id and s.request_id = r.request_id and s.part = 'verification' and s.signed_at <= r.approved_at) as "verifiedBefore",
             3 - (select count(distinct k)::int from authority_papers p, unnest(p.kinds) k where p.school_id = r.school_id and p.request_id = r.request_id) as "papersMissing"
        from authority_requests r where r.school_id = ${schoolId} and r.approved_at >= ${from} and r.approved_at < ${to}`,
  ),
  evaluator(authorityCooperation, 'day', (tx, { schoolId, asOf }) =>
    tx.sql<{ id: string; hoursToAnswer: number | null; hoursOpen: number; held: boolean }>`
      select r.request_id as id, (extract(epoch from coalesce(r.approved_at, r.refused_at) - r.filed_at) / 3600)::float8 as "hoursToAnswer", (extract(epoch from ${asOf}::timestamptz - r.filed_at) / 3600)::float8 as "hoursOpen",
             r.mapped_at is null or r.refused_at is not null or exists (select from holds h where h.school_id = r.school_id and h.source_kind = 'authority_request' and h.source_id = r.request_id) as held
        from authority_requests r where r.school_id = ${schoolId} and r.state <> 'withdrawn' and r.filed_at > ${asOf}::timestamptz - interval '30 days' and r.filed_at <= ${asOf}`,
  ),
  evaluator(exportApproved, 'day', (tx, { schoolId, asOf }) =>
    tx.sql<{ id: string; about: string; approvals: number; receipted: boolean; daysSinceServed: number }>`
      select d.package_id as id, d.request_id as about, r.received_at is not null as receipted, (extract(epoch from ${asOf}::timestamptz - min(d.served_at)) / 86400)::float8 as "daysSinceServed",
             (select count(distinct s.person_id)::int from authority_signatures s where s.school_id = d.school_id and s.request_id = d.request_id and s.part = 'approval' and s.signed_at <= min(d.served_at)) as approvals
        from package_downloads d join authority_requests r using (school_id, request_id)
       where d.school_id = ${schoolId} and d.served_at > ${asOf}::timestamptz - interval '30 days' and d.served_at <= ${asOf} group by d.school_id, d.package_id, d.request_id, r.received_at`,
  ),
  evaluator(evidencePackage, 'day', (tx, { schoolId, asOf }) =>
    tx.sql<{ id: string; about: string; state: string; hours: number; damaged: boolean }>`
      select p.package_id as id, p.request_id as about, p.state, (extract(epoch from coalesce(p.ready_at, ${asOf}) - p.started_at) / 3600)::float8 as hours, r.receipt_result is not distinct from 'damaged' as damaged
        from evidence_packages p join authority_requests r using (school_id, request_id) where p.school_id = ${schoolId} and p.started_at > ${asOf}::timestamptz - interval '30 days' and p.started_at <= ${asOf}`,
  ),
];
