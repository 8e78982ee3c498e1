import type { Result, authorityRoutes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { type Case, type Preserved, rightsOnCase } from '@guardroom/domain';
import { notFound } from '../../platform/errors/refused.ts';
import { type RequestRow, WITH_PAPERS_AND_PACKAGE, askedOf, paperOf } from './request-row.ts';

/** A request as the people of the school see it. */
export type AuthorityRequestView = Result<typeof authorityRoutes.getAuthorityRequest>;

type SignatureCell = { part: 'verification' | 'approval'; personId: string; name: string; role: string; at: string; words: string; callBackNumber: string | null; callBackPerson: string | null };

/** A stored request with what the school may know beside it. */
export type AuthorityRequestRow = RequestRow & {
  mapped_by_name: string | null;
  cameras: { id: string; name: string; location: string; granted: boolean }[];
  signatures: SignatureCell[];
  hold_until: Date | null;
  hold_cameras: number;
  is_preserved: boolean;
  release_reason: string | null;
  release_asked_by: string | null;
  release_asked_by_name: string | null;
  release_asked_at: Date | null;
  released_by_name: string | null;
  released_at: Date | null;
};

/** Requests to the school ($1); further conditions follow with `and`. */
export const AUTHORITY_REQUESTS = `
  select r.*, ${WITH_PAPERS_AND_PACKAGE}, h.until_at as hold_until, coalesce(h.cameras, 0) as hold_cameras, coalesce(h.preserved, false) as is_preserved,
    (select coalesce(jsonb_agg(jsonb_build_object('id', c.camera_id, 'name', c.name, 'location', c.location, 'granted', m.granted) order by c.name), '[]')
       from authority_request_cameras m join cameras c using (school_id, camera_id) where m.school_id = r.school_id and m.request_id = r.request_id) as cameras,
    (select coalesce(jsonb_agg(jsonb_build_object('part', g.part, 'personId', g.person_id, 'name', g.person_name, 'role', g.role, 'at', g.signed_at, 'words', g.words,
              'callBackNumber', g.call_back_number, 'callBackPerson', g.call_back_person) order by g.part, g.ordinal), '[]')
       from authority_signatures g where g.school_id = r.school_id and g.request_id = r.request_id) as signatures
    from authority_requests r
    left join lateral (select max(h.until_at) as until_at, count(distinct c.camera_id)::int as cameras, bool_or(h.kind = 'preservation') as preserved from holds h join hold_cameras c using (school_id, hold_id)
                        where h.school_id = r.school_id and h.source_id = r.request_id and h.released_at is null and h.until_at > clock_timestamp()) h on true
   where r.school_id = $1`;

/**
 * One request to the school; with `lock` no other transaction changes it before this one ends.
 * @refuses request.not_found — when the school has none of that id
 */
export async function authorityRequestFor(tx: Tx, by: SchoolActor, requestId: string, lock?: 'lock'): Promise<AuthorityRequestRow> {
  if (lock) await tx.sql`select from authority_requests where school_id = ${by.schoolId} and request_id = ${requestId} for update`;
  const [row] = await tx.query<AuthorityRequestRow>(`${AUTHORITY_REQUESTS} and r.request_id = $2`, [by.schoolId, requestId]);
  if (!row) throw notFound();
  return row;
}

/** What the domain's rules take. */
export const caseOf = (row: AuthorityRequestRow): Case & Preserved => ({
  state: row.state,
  fromMs: row.from_at.getTime(),
  toMs: row.to_at.getTime(),
  cameraIds: row.cameras.map((camera) => camera.id),
  signatures: row.signatures,
  isHeld: row.is_preserved,
  receipt: row.receipt_result ?? undefined,
  releaseAskedBy: row.release_asked_by ?? undefined,
  granted: row.granted_from && row.granted_to ? { fromMs: row.granted_from.getTime(), toMs: row.granted_to.getTime(), cameraIds: row.cameras.filter((c) => c.granted).map((c) => c.id) } : undefined,
});

const signatureOf = ({ personId, name, role, at, words }: SignatureCell) => ({ by: { id: personId, name }, role, at: new Date(at).toISOString(), words });

/** A row as the person who asks may see it. */
export function authorityRequestView(row: AuthorityRequestRow, by: SchoolActor): AuthorityRequestView {
  return {
    ...askedOf(row),
    agency: { id: row.agency_id, name: row.agency_name },
    papers: row.papers.map((paper) => ({ ...paperOf(paper), documentId: paper.documentId })),
    cameras: row.cameras,
    mappedBy: row.mapped_by_name,
    hold: row.hold_until ? { until: row.hold_until.toISOString(), cameras: row.hold_cameras, isPreserved: row.is_preserved } : null,
    release: row.release_asked_at && {
      askedBy: { id: row.release_asked_by ?? '', name: row.release_asked_by_name ?? '' }, askedAt: row.release_asked_at.toISOString(), reason: row.release_reason ?? '',
      releasedByName: row.released_by_name, releasedAt: row.released_at?.toISOString() ?? null,
    },
    verifications: row.signatures.filter((s) => s.part === 'verification').map((s) => ({ ...signatureOf(s), callBackNumber: s.callBackNumber ?? '', callBackPerson: s.callBackPerson ?? '' })),
    approvals: row.signatures.filter((s) => s.part === 'approval').map(signatureOf),
    grant: row.granted_from && row.granted_to ? { from: row.granted_from.toISOString(), to: row.granted_to.toISOString(), reasons: row.approval_reasons ?? '' } : null,
    may: rightsOnCase(caseOf(row), by),
  };
}

/** The request as the actor sees it after a command. */
export const authorityRequestViewFor = async (tx: Tx, by: SchoolActor, requestId: string): Promise<AuthorityRequestView> => authorityRequestView(await authorityRequestFor(tx, by, requestId), by);
