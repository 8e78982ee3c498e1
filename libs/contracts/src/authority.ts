import { AUTHORITY_PAPERS, AUTHORITY_STATES, HOLD_KEEPERS, PACKAGE_STATES, RECEIPT_RESULTS, REFUSAL_GROUNDS } from '@guardroom/domain';
import { z } from 'zod';
import { documentUpload } from './documents.ts';
import { binary, open, roles, route } from './route.ts';
import { agencyId, authorityRequestId, cameraId, count, districtId, documentId, factId, id, instant, listQuery, packageId, pageOf, personRef, schoolId, schoolParams, sha256Hex, words } from './shapes.ts';

const range = { from: instant, to: instant };

/** An officer named in a notice. */
const officer = z.object({ name: words(2, 40), badge: words(2, 20) });

/** A number that an authority writes on its papers. */
const paperNumber = words(2, 80);

/** An evidence package as both sides see it. */
export const evidencePackage = z.object({
  id: packageId,
  state: z.enum(PACKAGE_STATES),
  /** Segments that are in the package, of all that belong in it; both 0 before they are counted. */
  partsDone: count,
  partsTotal: count,
  startedAt: instant,
  readyAt: instant.nullable(),
  /** Of the ZIP file as it is fetched. */
  bytes: z.number().int().nullable(),
  sha256: sha256Hex.nullable(),
  signingKeyId: z.string().nullable(),
  /** Seconds of footage in it, and seconds of the grant for which there is none. */
  footageSeconds: z.number().nullable(),
  missingSeconds: z.number().nullable(),
  downloads: count,
});

const asked = {
  state: z.enum(AUTHORITY_STATES),
  caseNumber: z.string(),
  noticeNumber: z.string(),
  /** What the case is about, in a sentence. */
  facts: z.string(),
  places: z.string(),
  ...range,
  deadline: instant,
  officers: z.array(z.object({ name: z.string(), badge: z.string() })),
  filedBy: z.string(),
  filedAt: instant,
  missingPapers: z.array(z.enum(AUTHORITY_PAPERS)),
  refusal: z.object({ ground: z.enum(REFUSAL_GROUNDS), words: z.string(), by: z.string(), at: instant }).nullable(),
  withdrawal: z.object({ reason: z.string(), by: z.string(), at: instant }).nullable(),
  package: evidencePackage.nullable(),
  /** The recipient's own check of the package. */
  receipt: z.object({ result: z.enum(RECEIPT_RESULTS), at: instant }).nullable(),
};

const paper = z.object({ kinds: z.array(z.enum(AUTHORITY_PAPERS)), name: z.string(), sha256: sha256Hex, at: instant });

/** A request as the agency that filed it sees it. */
export const agencyCase = z.object({
  id: authorityRequestId,
  ...asked,
  school: z.object({ id: schoolId, name: z.string() }),
  papers: z.array(paper),
  /** What was granted, by the names of places; null before both approvers have signed. */
  grant: z.object({ ...range, places: z.array(z.string()), reasons: z.string() }).nullable(),
  /** The custody line: each step with the fact that proves it, and its position in the public log. */
  steps: z.array(z.object({ kind: z.string(), by: z.string(), at: instant, factId, leafIndex: z.number().int().nullable() })),
  may: z.array(z.enum(['bring_papers', 'withdraw', 'fetch', 'confirm_receipt'])),
});

const signature = z.object({ by: personRef, role: z.string(), at: instant, words: z.string() });

/** A request as the people of the school see it. */
export const authorityRequest = z.object({
  id: authorityRequestId,
  ...asked,
  agency: z.object({ id: agencyId, name: z.string() }),
  papers: z.array(paper.extend({ documentId })),
  cameras: z.array(z.object({ id: cameraId, name: z.string(), location: z.string(), granted: z.boolean() })),
  mappedBy: z.string().nullable(),
  /** Until when the footage is held, of how many cameras, and whether it was granted and is preserved. */
  hold: z.object({ until: instant, cameras: count, isPreserved: z.boolean() }).nullable(),
  /** Who asked to let granted footage go before its time, and who agreed. */
  release: z.object({ askedBy: personRef, askedAt: instant, reason: z.string(), releasedByName: z.string().nullable(), releasedAt: instant.nullable() }).nullable(),
  verifications: z.array(signature.extend({ callBackNumber: z.string(), callBackPerson: z.string() })),
  approvals: z.array(signature),
  /** What the first approver granted; it counts once the second has signed. */
  grant: z.object({ ...range, reasons: z.string() }).nullable(),
  may: z.array(z.enum(['map', 'verify', 'approve', 'refuse', 'ask_release', 'answer_release'])),
});

const caseParams = z.object({ caseId: authorityRequestId });
const requestParams = schoolParams.extend({ requestId: authorityRequestId });
const downloadId = id('pdl');
const liaison = roles('authority_liaison');
const readers = roles('principal', 'legal_representative', 'deputy_safety', 'security_lead', 'centre_head', 'deputy_head');

export const authorityRoutes = {
  listCaseSchools: route({
    id: 'authority.listCaseSchools',
    method: 'GET',
    path: '/v1/cases/schools',
    scope: 'case',
    summary: 'Schools that an agency can address, by name',
    permission: liaison,
    query: listQuery,
    result: pageOf(z.object({ id: schoolId, name: z.string() })),
  }),
  fileCase: route({
    id: 'authority.fileCase',
    method: 'POST',
    path: '/v1/cases',
    scope: 'case',
    summary: 'File an authority\'s request; the school\'s footage of that time is held before it is stored',
    permission: liaison,
    body: z.object({
      schoolId,
      caseNumber: paperNumber,
      /** Each notice is used once; that of a request which was taken back is free again. */
      noticeNumber: paperNumber,
      facts: words(5, 1000),
      /** Where, in words: the school finds the cameras. */
      places: words(2, 1000),
      ...range,
      deadline: instant,
      officers: z.array(officer).length(2),
    }),
    result: agencyCase,
    status: 201,
    refusals: ['authority.range_empty', 'authority.range_too_long', 'authority.range_in_future', 'authority.deadline_passed', 'authority.same_officer', 'authority.notice_used'],
  }),
  listCases: route({
    id: 'authority.listCases',
    method: 'GET',
    path: '/v1/cases',
    scope: 'case',
    summary: 'Requests of one\'s own agency',
    permission: liaison,
    query: listQuery.extend({ state: z.enum(AUTHORITY_STATES).optional() }),
    result: pageOf(agencyCase),
  }),
  getCase: route({
    id: 'authority.getCase',
    method: 'GET',
    path: '/v1/cases/:caseId',
    scope: 'case',
    summary: 'One request of one\'s own agency with its custody line',
    permission: liaison,
    params: caseParams,
    result: agencyCase,
  }),
  bringPaper: route({
    id: 'authority.bringPaper',
    method: 'POST',
    path: '/v1/cases/:caseId/papers',
    scope: 'case',
    summary: 'Bring a scan and say which of the required papers it shows; it is sealed for the school',
    permission: liaison,
    params: caseParams,
    body: documentUpload.extend({ kinds: z.array(z.enum(AUTHORITY_PAPERS)).min(1).max(AUTHORITY_PAPERS.length) }),
    result: agencyCase,
    status: 201,
    refusals: ['authority.not_open', 'documents.not_what_it_says'],
  }),
  withdrawCase: route({
    id: 'authority.withdrawCase',
    method: 'POST',
    path: '/v1/cases/:caseId/withdrawal',
    scope: 'case',
    summary: 'Take a request of one\'s own agency back before it is granted; its footage goes its ordinary way, and its notice can be filed again',
    permission: liaison,
    params: caseParams,
    body: z.object({ reason: words(2, 1000) }),
    result: agencyCase,
    refusals: ['authority.not_open'],
  }),
  openDownload: route({
    id: 'authority.openDownload',
    method: 'POST',
    path: '/v1/cases/:caseId/downloads',
    scope: 'case',
    summary: 'Begin to fetch the package, bound to a key of this tab; good for one file',
    permission: liaison,
    params: caseParams,
    /** JWK thumbprint (RFC 7638, base64url) of the tab's DPoP key. */
    body: z.object({ proofKeyThumbprint: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }),
    result: z.object({ id: downloadId, name: z.string(), bytes: z.number().int(), sha256: sha256Hex, expiresAt: instant }),
    status: 201,
    refusals: ['authority.package_not_ready'],
  }),
  fetchPackage: route({
    id: 'authority.fetchPackage',
    method: 'GET',
    path: '/v1/cases/:caseId/downloads/:downloadId/package.zip',
    scope: 'case',
    summary: 'The package, once, to the tab that asked; the handing over is a fact before its bytes leave',
    permission: liaison,
    params: caseParams.extend({ downloadId }),
    result: binary('application/zip'),
    proofOfPossession: true,
    refusals: ['viewing.proof_missing', 'viewing.proof_wrong', 'authority.download_used', 'authority.download_expired'],
  }),
  confirmReceipt: route({
    id: 'authority.confirmReceipt',
    method: 'POST',
    path: '/v1/cases/:caseId/receipt',
    scope: 'case',
    summary: 'Confirm the package with the result of one\'s own check',
    permission: liaison,
    params: caseParams,
    body: z.object({ result: z.enum(RECEIPT_RESULTS) }),
    result: agencyCase,
    refusals: ['authority.nothing_fetched', 'authority.received_already'],
  }),
  getEvidenceKey: route({
    id: 'authority.getEvidenceKey',
    method: 'GET',
    path: '/v1/evidence-keys/:districtId',
    scope: 'public',
    summary: 'The public key that evidence packages of a district are signed with',
    permission: open('whoever holds a package, a court among them, must be able to check who signed it'),
    params: z.object({ districtId }),
    result: z.object({ districtId, district: z.string(), keyId: z.string(), algorithm: z.literal('Ed25519'), publicKeyPem: z.string(), fingerprint: sha256Hex }),
  }),
  listAuthorityRequests: route({
    id: 'authority.listAuthorityRequests',
    method: 'GET',
    path: '/v1/schools/:schoolId/authority-requests',
    scope: 'school',
    summary: 'Requests of authorities to the school, the nearest deadline first',
    permission: readers,
    params: schoolParams,
    query: listQuery.extend({ state: z.enum(AUTHORITY_STATES).optional() }),
    result: pageOf(authorityRequest),
  }),
  getAuthorityRequest: route({
    id: 'authority.getAuthorityRequest',
    method: 'GET',
    path: '/v1/schools/:schoolId/authority-requests/:requestId',
    scope: 'school',
    summary: 'One request of an authority',
    permission: readers,
    params: requestParams,
    result: authorityRequest,
  }),
  mapPlaces: route({
    id: 'authority.mapPlaces',
    method: 'POST',
    path: '/v1/schools/:schoolId/authority-requests/:requestId/cameras',
    scope: 'school',
    summary: 'Name the cameras for the places of a notice; from then on their footage alone is held',
    permission: readers,
    params: requestParams,
    body: z.object({ cameraIds: z.array(cameraId).min(1).max(64) }),
    result: authorityRequest,
    refusals: ['authority.not_open', 'authority.grant_fixed', 'authority.unknown_camera'],
  }),
  verifyRequest: route({
    id: 'authority.verifyRequest',
    method: 'POST',
    path: '/v1/schools/:schoolId/authority-requests/:requestId/verification',
    scope: 'school',
    summary: 'Sign that the papers are genuine, after calling the unit back; two people do',
    permission: roles('security_lead', 'centre_head', 'deputy_head', 'deputy_safety'),
    params: requestParams,
    body: z.object({ callBackNumber: words(3, 40), callBackPerson: words(2, 40), words: words(2, 1000) }),
    result: authorityRequest,
    refusals: ['authority.not_open', 'authority.signed_already'],
  }),
  approveRequest: route({
    id: 'authority.approveRequest',
    method: 'POST',
    path: '/v1/schools/:schoolId/authority-requests/:requestId/approval',
    scope: 'school',
    summary: 'Sign that footage leaves: the first approver grants the whole or a part, the second signs for exactly that',
    permission: roles('principal', 'legal_representative', 'deputy_safety'),
    params: requestParams,
    body: z.object({ reasons: words(2, 1000), part: z.object({ cameraIds: z.array(cameraId).min(1).max(64), ...range }).optional() }),
    result: authorityRequest,
    refusals: ['authority.not_open', 'authority.signed_already', 'authority.no_cameras', 'authority.grant_fixed', 'authority.beyond_notice', 'authority.export_too_long'],
  }),
  refuseAuthorityRequest: route({
    id: 'authority.refuseAuthorityRequest',
    method: 'POST',
    path: '/v1/schools/:schoolId/authority-requests/:requestId/refusal',
    scope: 'school',
    summary: 'Refuse on a legal ground',
    permission: roles('principal', 'legal_representative', 'deputy_safety'),
    params: requestParams,
    body: z.object({ ground: z.enum(REFUSAL_GROUNDS), words: words(5, 1000) }),
    result: authorityRequest,
    refusals: ['authority.not_open'],
  }),
  askAuthorityRelease: route({
    id: 'authority.askAuthorityRelease',
    method: 'POST',
    path: '/v1/schools/:schoolId/authority-requests/:requestId/release-request',
    scope: 'school',
    summary: 'Ask to let granted footage go before its time; another person decides',
    permission: roles(...HOLD_KEEPERS),
    params: requestParams,
    body: z.object({ reason: words(5, 500) }),
    result: authorityRequest,
    refusals: ['authority.not_preserved', 'authority.not_received', 'authority.release_asked'],
  }),
  answerAuthorityRelease: route({
    id: 'authority.answerAuthorityRelease',
    method: 'POST',
    path: '/v1/schools/:schoolId/authority-requests/:requestId/release-answer',
    scope: 'school',
    summary: 'Let granted footage go, or keep it; by another person than who asked',
    permission: roles(...HOLD_KEEPERS),
    params: requestParams,
    body: z.object({ release: z.boolean() }),
    result: authorityRequest,
    refusals: ['authority.release_not_asked', 'authority.release_needs_another'],
  }),
};
