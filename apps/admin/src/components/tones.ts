import type { CaptureState, ControlResult, GatewayState, ItemVerdict, OrderState, PolicyState, RequestState, SessionState, Severity, VisitState } from '@guardroom/domain';
import type { AuthorityState, PackageState } from '@guardroom/domain';
import type { Tone } from '../theme/tokens.ts';

/** The closed lists whose values are shown as a badge, with the tone of each value. */
export const tones = {
  request: { submitted: 'plain', approved: 'pass', refused: 'fail', withdrawn: 'unknown', fulfilled: 'pass', sealed: 'unknown' },
  decision: { approved: 'pass', approved_in_part: 'partial', refused: 'fail' },
  session: { authenticating: 'partial', playing: 'plain', blanked: 'fail', ended: 'unknown' },
  capture: {
    starting: 'partial',
    recording: 'pass',
    wrong_password: 'fail',
    unreachable: 'fail',
    unsupported_codec: 'fail',
    no_frames: 'fail',
    spool_full: 'fail',
    disabled: 'unknown',
    unknown: 'unknown',
  },
  live_view: { starting: 'partial', ready: 'plain', ended: 'unknown' },
  shift: { planned: 'unknown', active: 'pass', handing_over: 'partial', closed: 'plain', judged_absent: 'fail' },
  handover: { prepared: 'unknown', outgoing_signed: 'partial', incoming_signed: 'pass', disputed: 'fail' },
  roster_state: { draft: 'partial', published: 'pass', superseded: 'unknown' },
  visitor: { awaiting_approval: 'partial', approved: 'plain', refused: 'fail', inside: 'pass', left: 'unknown' },
  gateway: { awaiting_enrolment: 'partial', active: 'pass', revoked: 'unknown' },
  result: { pass: 'pass', partial: 'partial', fail: 'fail', not_applicable: 'none', no_evidence: 'unknown' },
  visit_state: { planned: 'plain', on_site: 'partial', signed_off: 'pass', acknowledged: 'pass', cancelled: 'unknown' },
  item_verdict: { kept: 'pass', not_kept: 'fail', not_looked_at: 'unknown' },
  order_state: { issued: 'partial', accepted: 'plain', proof_submitted: 'plain', verified: 'pass', returned: 'fail', closed: 'pass', reopened: 'fail' },
  policy_state: { proposed: 'partial', confirmed: 'pass', declined: 'unknown' },
  severity: { critical: 'fail', major: 'partial', minor: 'plain' },
  verdict: { intact: 'pass', tampered: 'fail', nothing_to_check: 'unknown' },
  device: { planned: 'unknown', installed: 'plain', commissioned: 'plain', accepted: 'plain', in_service: 'pass', degraded: 'partial', offline: 'fail', spare: 'unknown', retired: 'unknown' },
  life: { unknown: 'unknown', in_life: 'pass', due: 'partial', over_age: 'fail' },
  completeness: { complete: 'pass', incomplete: 'partial' },
  fault_ticket: { open: 'fail', assigned: 'partial', in_repair: 'partial', repaired: 'plain', verified: 'pass' },
  change_order: { proposed: 'partial', approved: 'pass', in_progress: 'plain', closed: 'unknown', rejected: 'fail' },
  presence: { online: 'pass', offline: 'fail' },
  authority: { received: 'partial', papers_uploaded: 'partial', verified: 'plain', approved: 'plain', fulfilled: 'pass', refused: 'fail', withdrawn: 'unknown' },
  evidence_package: { building: 'partial', ready: 'pass', failed: 'fail' },
  identity_sync: { synced: 'pass', pending: 'partial', none: 'unknown' },
  appointment_state: { proposed: 'partial', accepted: 'plain', current: 'pass', ended: 'unknown', not_taken_up: 'unknown' },
  representative: { vacant: 'unknown', proposed: 'partial', accepted: 'plain', current: 'pass' },
  clearance_state: { missing: 'fail', failed: 'fail', expired: 'fail', expiring: 'partial', valid: 'pass' },
  incident: { opened: 'fail', triaged: 'partial', handling: 'partial', resolved: 'plain', closed: 'pass' },
  incident_severity: { general: 'plain', larger: 'partial', major: 'fail', extraordinary: 'fail' },
  incident_hold: { active: 'pass', release_requested: 'partial', released: 'unknown' },
  dispatch: { sent: 'partial', accepted: 'partial', arrived: 'plain', resolved: 'pass' },
} as const satisfies {
  request: Record<RequestState, Tone>;
  authority: Record<AuthorityState, Tone>;
  evidence_package: Record<PackageState, Tone>;
  session: Record<SessionState, Tone>;
  capture: Record<CaptureState, Tone>;
  gateway: Record<GatewayState, Tone>;
  result: Record<ControlResult, Tone>;
  visit_state: Record<VisitState, Tone>;
  item_verdict: Record<ItemVerdict, Tone>;
  order_state: Record<OrderState, Tone>;
  policy_state: Record<PolicyState, Tone>;
  severity: Record<Severity, Tone>;
} & Record<string, Record<string, Tone>>;

/** A closed list that has tones. */
export type ToneList = keyof typeof tones;
