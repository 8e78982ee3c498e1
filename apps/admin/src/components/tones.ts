import type { CaptureState, ControlResult, GatewayState, RequestState, SessionState } from '@guardroom/domain';
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
  gateway: { awaiting_enrolment: 'partial', active: 'pass', revoked: 'unknown' },
  result: { pass: 'pass', partial: 'partial', fail: 'fail', not_applicable: 'unknown', no_evidence: 'unknown' },
  verdict: { intact: 'pass', tampered: 'fail', nothing_to_check: 'unknown' },
  presence: { online: 'pass', offline: 'fail' },
  identity_sync: { synced: 'pass', pending: 'partial' },
} as const satisfies {
  request: Record<RequestState, Tone>;
  session: Record<SessionState, Tone>;
  capture: Record<CaptureState, Tone>;
  gateway: Record<GatewayState, Tone>;
  result: Record<ControlResult, Tone>;
} & Record<string, Record<string, Tone>>;

/** A closed list that has tones. */
export type ToneList = keyof typeof tones;
