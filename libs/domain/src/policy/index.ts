import { type Result, ok, refuse } from '@guardroom/kernel';

/**
 * The figures of policy that the product acts on, each with the control and parameter of the policy pack that it is. Their baseline,
 * limits and direction stand in the pack.
 */
export const POLICY_PARAMETERS = {
  retentionDays: { control: 'recording.retention-minimum', key: 'retention_days' },
  completenessTargetPercent: { control: 'recording.no-unexplained-gap', key: 'completeness_target_percent' },
  maxGapSeconds: { control: 'recording.no-unexplained-gap', key: 'max_gap_seconds' },
  explainWithinHours: { control: 'recording.no-unexplained-gap', key: 'explain_within_hours' },
  maxRangeHours: { control: 'access.written-application', key: 'max_range_hours' },
  maxCamerasPerRequest: { control: 'access.written-application', key: 'max_cameras_per_request' },
  rectifyCriticalDays: { control: 'supervision.rectification-closed', key: 'due_days_critical' },
  rectifyMajorDays: { control: 'supervision.rectification-closed', key: 'due_days_major' },
  rectifyMinorDays: { control: 'supervision.rectification-closed', key: 'due_days_minor' },
} as const;
export type PolicyParameter = keyof typeof POLICY_PARAMETERS;
export const POLICY_PARAMETER_NAMES = Object.keys(POLICY_PARAMETERS) as [PolicyParameter, ...PolicyParameter[]];

/** Figures that somebody set; what is absent follows the authority above. */
export type PolicyFigures = { readonly [P in PolicyParameter]?: number | undefined };

/** Life of a version of policy: proposed by one person, decided by another. */
export const POLICY_STATES = ['proposed', 'confirmed', 'declined'] as const;
export type PolicyState = (typeof POLICY_STATES)[number];

/** How far a parameter may be moved: the baseline, the strictest figure that makes sense, and which way is stricter. */
export type PolicyLimit = { readonly baseline: number; readonly strictest: number; readonly stricter: 'higher' | 'lower'; readonly isWhole: boolean; readonly clauses: readonly string[] };
export type PolicyLimits = { readonly [P in PolicyParameter]: PolicyLimit };

/** What is wrong with one figure, with the range it may lie in and the clauses behind it. */
export type PolicyFault = {
  readonly parameter: PolicyParameter;
  readonly fault: 'looser' | 'beyond_limits' | 'not_whole';
  readonly value: number;
  /** The figure of the authority above, which may only be tightened. */
  readonly above: number;
  readonly from: number;
  readonly to: number;
  readonly control: string;
  readonly clauses: readonly string[];
};

/** The stricter of two figures. */
export const stricterOf = ({ stricter }: Pick<PolicyLimit, 'stricter'>, a: number, b: number): number => (stricter === 'higher' ? Math.max(a, b) : Math.min(a, b));

/** The figure that counts: the strictest of the baseline, the district's and the school's. @source R10 §5(2) */
export const figureInForce = (limit: PolicyLimit, district: number | undefined, school: number | undefined): number =>
  [district, school].reduce<number>((figure, set) => (set === undefined ? figure : stricterOf(limit, figure, set)), limit.baseline);

/** The range in which a figure may lie when `above` is what the authority above asks for. */
export const rangeOf = ({ stricter, strictest }: PolicyLimit, above: number): { readonly from: number; readonly to: number } => (stricter === 'higher' ? { from: above, to: strictest } : { from: strictest, to: above });

/** A version as it is judged before it is stored. */
export type PolicyProposal = { readonly figures: PolicyFigures; readonly retentionReason?: string | undefined };

/**
 * Whether figures may be proposed: a district is never looser than the law, a school never looser than its district, and keeping
 * footage longer than the law needs a reason of its own. Everything that is wrong is named at once.
 * @refuses policy.figures_refused — with a fault for each figure that is looser, beyond its limits or no whole number
 * @refuses policy.retention_reason_needed — when footage would be kept longer than the authority above asks, without saying why
 * @refuses policy.nothing_changed — when the figures are those of the last version
 * @source R12 5
 * @source R10 §5(2)
 */
export function judgeProposal(proposal: PolicyProposal, last: PolicyFigures, above: PolicyFigures, limits: PolicyLimits): Result<PolicyFigures> {
  const faults = POLICY_PARAMETER_NAMES.flatMap((parameter) => {
    const value = proposal.figures[parameter];
    return value === undefined ? [] : faultOf(parameter, value, figureInForce(limits[parameter], above[parameter], undefined), limits[parameter]);
  });
  if (faults.length > 0) return refuse('policy.figures_refused', { faults });
  if (POLICY_PARAMETER_NAMES.every((parameter) => proposal.figures[parameter] === last[parameter])) return refuse('policy.nothing_changed');
  const { retentionDays: limit } = limits;
  const floor = figureInForce(limit, above.retentionDays, undefined);
  const isLonger = (proposal.figures.retentionDays ?? floor) > floor && proposal.figures.retentionDays !== last.retentionDays;
  if (isLonger && !proposal.retentionReason) return refuse('policy.retention_reason_needed', { clauses: limit.clauses, above: floor, value: proposal.figures.retentionDays });
  return ok(proposal.figures);
}

function faultOf(parameter: PolicyParameter, value: number, above: number, limit: PolicyLimit): PolicyFault[] {
  const range = rangeOf(limit, above);
  const isLooser = stricterOf(limit, value, above) !== value;
  const fault = isLooser ? 'looser' : value < range.from || value > range.to ? 'beyond_limits' : limit.isWhole && !Number.isInteger(value) ? 'not_whole' : undefined;
  return fault ? [{ parameter, fault, value, above, ...range, control: POLICY_PARAMETERS[parameter].control, clauses: limit.clauses }] : [];
}

/**
 * Whether somebody may decide about a proposed version.
 * @refuses policy.already_decided — when it was decided
 * @refuses policy.own_proposal — when they proposed it themselves
 * @source R21 3.2
 */
export function decideProposal(version: { readonly state: PolicyState; readonly proposedBy: string }, by: { readonly personId: string }): Result<void> {
  if (version.state !== 'proposed') return refuse('policy.already_decided', { state: version.state });
  if (version.proposedBy === by.personId) return refuse('policy.own_proposal', { clauses: ['R21:3.2'] });
  return ok(undefined);
}
