import { type Result, dayMs, instantOf, ok, refuse } from '@guardroom/kernel';
import { type ProportionFinding, PROVISIONAL_HOLD_DAYS, type RequestPolicy, proportionFindings } from './rules.ts';

/** Findings that refuse filing, by the clause they stand on; the others only warn the approver. Worst first. */
const REFUSING = {
  range_too_long: ['R22:7', 'R24:§11.1'],
  too_many_cameras: ['R22:7', 'R24:§11.1'],
  range_in_future: ['R22:3'],
  older_than_retention: ['R12:5'],
} as const satisfies Partial<Record<ProportionFinding, readonly string[]>>;

const refuses = (finding: ProportionFinding): finding is keyof typeof REFUSING => finding in REFUSING;

/** An application as it is judged before it is stored; a half-open interval of epoch milliseconds. */
export type Application = { readonly fromMs: number; readonly toMs: number; readonly cameraIds: readonly string[] };

/**
 * The findings that a lawful application carries to its approver.
 * @refuses footage.range_empty — when the end is not after the start
 * @refuses footage.range_too_long, footage.too_many_cameras, footage.range_in_future, footage.older_than_retention — when the policy forbids its size or time; all that is wrong is listed
 * @refuses footage.unknown_camera — naming every camera that the school does not have
 * @source R22 3
 * @source R22 7
 */
export function judgeApplication(ask: Application, policy: RequestPolicy & { readonly retentionDays: number }, known: { readonly nowMs: number; readonly cameraIds: ReadonlySet<string> }): Result<ProportionFinding[]> {
  if (ask.toMs <= ask.fromMs) return refuse('footage.range_empty', { clauses: ['R22:3'] });
  const findings = proportionFindings({ ...ask, cameras: ask.cameraIds.length }, policy, { nowMs: known.nowMs, retentionDays: policy.retentionDays });
  const worst = findings.find(refuses);
  if (worst) {
    return refuse(`footage.${worst}`, {
      clauses: REFUSING[worst],
      findings,
      maxRangeHours: policy.maxRangeHours,
      maxCameras: policy.maxCamerasPerRequest,
      earliest: instantOf(known.nowMs - policy.retentionDays * dayMs),
    });
  }
  const unknown = ask.cameraIds.filter((id) => !known.cameraIds.has(id));
  if (unknown.length > 0) return refuse('footage.unknown_camera', { clauses: ['R22:3'], cameraIds: unknown });
  return ok(findings);
}

/** When a hold that nobody decided about ends by itself. Epoch milliseconds. @source R22 6 */
export const provisionalHoldEnd = (filedAtMs: number): number => filedAtMs + PROVISIONAL_HOLD_DAYS * dayMs;

/** The short number of a request, said aloud: `2026-0042`. @source R22 7 */
export const requestNumber = (year: number, running: number): string => `${year}-${String(running).padStart(4, '0')}`;
