export * from './machine.ts';
export {
  type Approval, type AuthorityRight, type Case, type Notice, type Preserved, type Signature, AUTHORITY_HOLD_DAYS, DOWNLOAD_OPEN_MINUTES, EXPORT_APPROVER_ROLES, EXPORT_LONGEST_MINUTES, NOTICE_LONGEST_HOURS,
  PACKAGE_KEPT_DAYS, SIGNATURES_NEEDED, VERIFIER_ROLES, answerRelease, approveExport, askRelease, judgeNotice, mapCameras, missingPapers, refuseRequest, rightsOnCase, seesAuthorityRequests, verifyPapers, withdrawNotice,
} from './rules.ts';
