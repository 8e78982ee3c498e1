/** Result of one control for one subject and civil day. */
export const CONTROL_RESULTS = ['pass', 'partial', 'fail', 'not_applicable', 'no_evidence'] as const;
export type ControlResult = (typeof CONTROL_RESULTS)[number];

export const SEVERITIES = ['critical', 'major', 'minor'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The domains of controls, in the order in which a matrix shows them. */
export const CONTROL_DOMAINS = ['governance', 'people', 'duty', 'room', 'equip', 'coverage', 'recording', 'data', 'access', 'incident', 'discipline', 'supervision'] as const;
export type ControlDomain = (typeof CONTROL_DOMAINS)[number];

/** What a result's evidence can be: the kind of record that was judged. */
export const EVIDENCE_KINDS = [
  'camera_day', 'camera', 'gateway', 'gap', 'fact', 'post', 'area', 'appointment', 'person', 'shift', 'handover', 'visitor_entry', 'asset', 'fault_ticket',
  'change_order', 'footage_request', 'viewing_session', 'authority_request', 'evidence_package', 'incident', 'violation_case', 'inspection', 'rectification_order', 'day',
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** The controls that are judged from stored records. */
export const EVALUATED_CONTROLS = [
  'governance.posts-and-charters',
  'people.minimum-staffing',
  'people.background-check',
  'people.trained-before-duty',
  'people.confidentiality-undertaking',
  'people.leaver-offboarding',
  'duty.continuous-cover',
  'duty.on-time-arrival',
  'duty.handover-complete',
  'duty.shift-log-complete',
  'duty.missing-record-is-absence',
  'room.visitor-register',
  'equip.asset-register',
  'equip.professional-install-acceptance',
  'equip.service-life',
  'equip.change-approved',
  'equip.health-watch',
  'equip.fault-reported-promptly',
  'equip.fault-repaired-in-time',
  'coverage.prohibited-spaces',
  'coverage.key-areas-covered',
  'recording.no-unexplained-gap',
  'recording.retention-minimum',
  'recording.no-deletion',
  'recording.no-alteration',
  'recording.integrity-verified',
  'recording.preservation-hold',
  'data.encrypted-at-rest',
  'data.no-unauthorised-copy',
  'data.audit-log-immutable',
  'access.written-application',
  'access.approval-before-viewing',
  'access.approver-authority',
  'access.result-only-by-default',
  'access.escorted-viewing',
  'access.no-over-range',
  'access.viewing-record-archived',
  'access.outsiders-refused-by-default',
  'access.applicant-undertaking',
  'access.authority-verified',
  'access.authority-cooperation',
  'access.export-approved',
  'access.evidence-package',
  'incident.reported-immediately',
  'incident.severity-triage',
  'incident.guard-dispatched',
  'incident.record-complete',
  'discipline.violation-case',
  'supervision.periodic-inspection',
  'supervision.rectification-closed',
] as const;
export type EvaluatedControl = (typeof EVALUATED_CONTROLS)[number];

/** The domain of a control is the first word of its id. */
export const domainOfControl = (control: EvaluatedControl): ControlDomain => control.slice(0, control.indexOf('.')) as ControlDomain;
