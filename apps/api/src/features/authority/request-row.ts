import { type AuthorityPaper, type AuthorityState, type PackageState, type ReceiptResult, type RefusalGround, missingPapers } from '@guardroom/domain';

type PaperCell = { documentId: string; kinds: AuthorityPaper[]; name: string; sha256: string; at: string };
type PackageCell = {
  id: string; state: PackageState; partsDone: number; partsTotal: number; startedAt: string; readyAt: string | null; bytes: number | null; sha256: string | null;
  signingKeyId: string | null; footageSeconds: number | null; missingSeconds: number | null; downloads: number;
};

/** What both sides read of a request. */
export type RequestRow = {
  school_id: string; request_id: string; district_id: string; agency_id: string; agency_name: string; state: AuthorityState; case_number: string; notice_number: string;
  facts: string; places: string; from_at: Date; to_at: Date; deadline_at: Date; officers: { name: string; badge: string }[]; filed_by_name: string; filed_at: Date;
  granted_from: Date | null; granted_to: Date | null; granted_places: string[] | null; approval_reasons: string | null; approved_at: Date | null;
  refusal_ground: RefusalGround | null; refusal_words: string | null; refused_by_name: string | null; refused_at: Date | null;
  withdrawal_reason: string | null; withdrawn_by_name: string | null; withdrawn_at: Date | null;
  received_at: Date | null; receipt_result: ReceiptResult | null; papers: PaperCell[]; package: PackageCell | null;
};

/** Columns of a request `r` with its papers and its package, for either side's statement. */
export const WITH_PAPERS_AND_PACKAGE = `
  (select coalesce(jsonb_agg(jsonb_build_object('documentId', p.document_id, 'kinds', p.kinds, 'name', p.name, 'sha256', encode(p.sha256, 'hex'), 'at', p.brought_at) order by p.brought_at), '[]')
     from authority_papers p where p.school_id = r.school_id and p.request_id = r.request_id) as papers,
  (select jsonb_build_object('id', k.package_id, 'state', k.state, 'partsDone', k.parts_done, 'partsTotal', k.parts_total, 'startedAt', k.started_at, 'readyAt', k.ready_at, 'bytes', k.bytes,
            'sha256', encode(k.sha256, 'hex'), 'signingKeyId', k.signing_key_id, 'footageSeconds', k.footage_seconds, 'missingSeconds', k.missing_seconds,
            'downloads', (select count(*) from package_downloads d where d.school_id = k.school_id and d.package_id = k.package_id and d.served_at is not null))
     from evidence_packages k where k.school_id = r.school_id and k.request_id = r.request_id) as package`;

const isoOf = (text: string): string => new Date(text).toISOString();

/** What both sides see of a request. */
export function askedOf(row: RequestRow) {
  const { refusal_ground: ground, refused_at: refusedAt, receipt_result: receipt, received_at: receivedAt } = row;
  return {
    id: row.request_id,
    state: row.state,
    caseNumber: row.case_number,
    noticeNumber: row.notice_number,
    facts: row.facts,
    places: row.places,
    from: row.from_at.toISOString(),
    to: row.to_at.toISOString(),
    deadline: row.deadline_at.toISOString(),
    officers: row.officers,
    filedBy: row.filed_by_name,
    filedAt: row.filed_at.toISOString(),
    missingPapers: missingPapers(row.papers.flatMap((paper) => paper.kinds)),
    refusal: ground && refusedAt ? { ground, words: row.refusal_words ?? '', by: row.refused_by_name ?? '', at: refusedAt.toISOString() } : null,
    withdrawal: row.withdrawn_at && { reason: row.withdrawal_reason ?? '', by: row.withdrawn_by_name ?? '', at: row.withdrawn_at.toISOString() },
    package: row.package ? { ...row.package, startedAt: isoOf(row.package.startedAt), readyAt: row.package.readyAt && isoOf(row.package.readyAt) } : null,
    receipt: receipt && receivedAt ? { result: receipt, at: receivedAt.toISOString() } : null,
  };
}

/** A scan as the agency knows it. */
export const paperOf = ({ kinds, name, sha256, at }: PaperCell) => ({ kinds, name, sha256, at: isoOf(at) });
