import { shippedFiles } from './files.ts';
import { loadPack, type Clause, type Control, type PolicyPack } from './pack.ts';
import { settle, type EffectiveParameter } from './parameters.ts';
import type { Parameter } from './schema.ts';

export { loadPack, PackFaulty } from './pack.ts';
export type { Clause, ClauseStatus, Conflict, Control, LawControl, PolicyPack, Regulation } from './pack.ts';
export type { PackFault } from './check.ts';
export type { EffectiveParameter, IgnoredReason } from './parameters.ts';
export type { ParameterValue, Severity, Text } from './schema.ts';
export { badSources, type BadSource } from './sources.ts';
export { clauseTitle, controlTitle, domainTitle } from './titles.ts';

interface Loaded { readonly pack: PolicyPack; readonly controls: ReadonlyMap<string, Control>; readonly clauses: ReadonlyMap<string, Clause> }
let loaded: Loaded | undefined;

function load(): Loaded {
  if (loaded === undefined) {
    const pack = loadPack(shippedFiles);
    loaded = {
      pack,
      controls: new Map(pack.controls.map((control) => [control.id, control])),
      clauses: new Map(pack.clauses.map((clause) => [clause.id, clause])),
    };
  }
  return loaded;
}

/**
 * The pack that this version ships, checked once and frozen.
 *
 * @throws PackFaulty when its data is wrong; a build that passed its tests cannot throw.
 */
export const policyPack = (): PolicyPack => load().pack;

/** One control by id, or undefined when the pack has none. */
export const control = (id: string): Control | undefined => load().controls.get(id);

/** One clause by id (`R12:5`), or undefined when the pack has none. */
export const clause = (id: string): Clause | undefined => load().clauses.get(id);

/**
 * The value that counts at a school: the default, moved by the district inside the limits, moved further by the school in
 * the stricter direction only. What was set but does not count is listed with the reason.
 *
 * @throws RangeError when the pack has no such control or parameter — a mistake of the caller.
 */
export function effectiveParameter(controlId: string, key: string, districtValue?: unknown, schoolValue?: unknown): EffectiveParameter {
  const parameter = control(controlId)?.parameters.find((candidate) => candidate.key === key);
  if (parameter === undefined) throw new RangeError(`the pack has no parameter ${controlId} ${key}`);
  return settle(parameter as Parameter, districtValue, schoolValue);
}
