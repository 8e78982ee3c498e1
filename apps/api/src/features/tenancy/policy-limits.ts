import { POLICY_PARAMETERS, POLICY_PARAMETER_NAMES, type PolicyLimit, type PolicyLimits, type PolicyParameter } from '@guardroom/domain';
import { control } from '@guardroom/policy-pack';

/** What the policy pack says of a parameter beside its limit. */
export type PackParameter = PolicyLimit & { readonly control: string; readonly unit: string; readonly isLaw: boolean };

function fromPack(name: PolicyParameter): PackParameter {
  const { control: id, key } = POLICY_PARAMETERS[name];
  const owner = control(id);
  const found = owner?.parameters.find((parameter) => parameter.key === key);
  if (!owner || !found || typeof found.default !== 'number' || found.min === undefined || found.max === undefined) throw new Error(`the policy pack has no number ${id} ${key} with limits`);
  if (found.stricter !== 'higher' && found.stricter !== 'lower') throw new Error(`${id} ${key} has no stricter direction`);
  const { default: baseline, stricter, min, max, unit, seed, type } = found;
  return { control: id, unit, baseline, stricter, strictest: stricter === 'higher' ? max : min, isWhole: type === 'integer', isLaw: seed.length > 0, clauses: seed.length > 0 ? [...seed] : [...owner.clauses] };
}

/** Baseline, limits, direction and clauses of every parameter, from the policy pack. */
export const PACK_PARAMETERS = Object.fromEntries(POLICY_PARAMETER_NAMES.map((name) => [name, fromPack(name)])) as { readonly [P in PolicyParameter]: PackParameter } & PolicyLimits;
