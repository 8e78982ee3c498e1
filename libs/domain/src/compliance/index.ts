/** Result of one control for one subject and civil day. */
export const CONTROL_RESULTS = ['pass', 'partial', 'fail', 'not_applicable', 'no_evidence'] as const;
export type ControlResult = (typeof CONTROL_RESULTS)[number];

export const SEVERITIES = ['critical', 'major', 'minor'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The controls that are evaluated from stored facts today. */
export const EVALUATED_CONTROLS = [
  'recording.retention-minimum',
  'recording.no-unexplained-gap',
  'access.written-application',
  'access.no-over-range',
  'coverage.prohibited-spaces',
] as const;
export type EvaluatedControl = (typeof EVALUATED_CONTROLS)[number];

export * from './evaluate.ts';
