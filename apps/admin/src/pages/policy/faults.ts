import { ApiError } from '@guardroom/client';
import type { PolicyFault, PolicyParameter } from '@guardroom/domain';

/** What the API found wrong with single figures, by parameter; empty for any other answer. */
export function faultsIn(error: unknown): ReadonlyMap<PolicyParameter, PolicyFault> {
  if (!(error instanceof ApiError) || error.error.code !== 'policy.figures_refused') return new Map();
  const faults = (error.error.details?.['faults'] ?? []) as readonly PolicyFault[];
  return new Map(faults.map((fault) => [fault.parameter, fault]));
}

/** The number that was typed; nothing for an empty field, not-a-number for anything else. */
export const figureOf = (typed: string): number | undefined => (typed.trim() === '' ? undefined : Number(typed));
