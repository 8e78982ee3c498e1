import type { RosterLimits } from './rules.ts';

/** Somebody's watch as it is planned. Epoch milliseconds, half-open. */
export type RosterLine = { readonly personId: string; readonly fromMs: number; readonly toMs: number };

/** Why a roster cannot be published. */
export const ROSTER_FAULTS = ['not_a_keeper', 'outside_week', 'too_long', 'overlap', 'too_little_rest', 'begun_changed'] as const;
export type RosterFaultKind = (typeof ROSTER_FAULTS)[number];

/** One fault with the line it is about (counted from 0) and, where it takes two, the time that it collides with. */
export type RosterFault = { readonly kind: RosterFaultKind; readonly line: number | null; readonly personId: string; readonly fromMs: number; readonly toMs: number; readonly otherFromMs?: number; readonly otherToMs?: number };

/** A stretch in which fewer people are planned than must be. Epoch milliseconds, half-open. */
export type CoverHole = { readonly fromMs: number; readonly toMs: number; readonly planned: number };

/** What a roster is held against. */
export type RosterContext = {
  readonly weekFromMs: number;
  readonly weekToMs: number;
  readonly limits: RosterLimits;
  /** People who hold a post that keeps watch. */
  readonly keepers: ReadonlySet<string>;
  /** Watches of these people in other weeks, as published. */
  readonly neighbours: readonly RosterLine[];
  /** Watches of this week that have begun or were judged: what happened cannot be planned anew. */
  readonly begun: readonly RosterLine[];
};

/**
 * All that is wrong with a roster, at once: people who keep no watch, too long watches, one person in two places, too little rest,
 * and changes of what has begun.
 * @source R13 §6
 * @source R21 1.2
 * @source R25 5
 */
export function rosterFaults(lines: readonly RosterLine[], context: RosterContext): RosterFault[] {
  const faults: RosterFault[] = [];
  for (const [line, it] of lines.entries()) {
    const own = { line, personId: it.personId, fromMs: it.fromMs, toMs: it.toMs };
    const begun = context.begun.some((other) => isSame(it, other));
    if (!begun && !context.keepers.has(it.personId)) faults.push({ kind: 'not_a_keeper', ...own });
    if (it.fromMs < context.weekFromMs || it.fromMs >= context.weekToMs) faults.push({ kind: 'outside_week', ...own });
    if (it.toMs - it.fromMs > context.limits.maxShiftMs) faults.push({ kind: 'too_long', ...own });
    for (const other of [...lines.slice(line + 1), ...context.neighbours]) {
      if (other.personId !== it.personId) continue;
      const rest = Math.max(it.fromMs - other.toMs, other.fromMs - it.toMs);
      if (rest >= context.limits.minRestMs) continue;
      faults.push({ kind: rest < 0 ? 'overlap' : 'too_little_rest', ...own, otherFromMs: other.fromMs, otherToMs: other.toMs });
    }
  }
  for (const gone of context.begun) if (!lines.some((it) => isSame(it, gone))) faults.push({ kind: 'begun_changed', line: null, personId: gone.personId, fromMs: gone.fromMs, toMs: gone.toMs });
  return faults;
}

/** True when two lines are the same watch of the same person. */
export const isSame = (a: RosterLine, b: RosterLine): boolean => a.personId === b.personId && a.fromMs === b.fromMs && a.toMs === b.toMs;

/**
 * When fewer people are planned than must be; in order, as few stretches as possible.
 * @source R04 1
 * @source R13 §9
 * @source R14 6.1
 */
export function holesOf(lines: readonly RosterLine[], fromMs: number, toMs: number, minKeepers: number): CoverHole[] {
  const edges = [...new Set([fromMs, toMs, ...lines.flatMap((line) => [line.fromMs, line.toMs])])].filter((ms) => ms >= fromMs && ms <= toMs).sort((a, b) => a - b);
  const holes: CoverHole[] = [];
  for (const [i, from] of edges.entries()) {
    const to = edges[i + 1];
    if (to === undefined) break;
    const planned = new Set(lines.filter((line) => line.fromMs <= from && line.toMs >= to).map((line) => line.personId)).size;
    if (planned >= minKeepers) continue;
    const last = holes.at(-1);
    if (last && last.toMs === from && last.planned === planned) holes[holes.length - 1] = { ...last, toMs: to };
    else holes.push({ fromMs: from, toMs: to, planned });
  }
  return holes;
}
