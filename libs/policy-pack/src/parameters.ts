import type { Parameter, ParameterValue } from './schema.ts';

/** Why a value that someone set does not count. */
export type IgnoredReason = 'wrong_type' | 'outside_limits' | 'looser' | 'district_only';

const isWords = (value: unknown): value is string[] => Array.isArray(value) && value.every((word) => typeof word === 'string');
const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const holdsAll = (whole: readonly string[], part: readonly string[]): boolean => part.every((word) => whole.includes(word));

/** Whether the value has the parameter's type, whatever its size. */
export function isOfType(parameter: Parameter, value: unknown): value is ParameterValue {
  switch (parameter.type) {
    case 'integer': return Number.isInteger(value);
    case 'decimal': return typeof value === 'number' && Number.isFinite(value);
    case 'flag': return typeof value === 'boolean';
    case 'choice':
    case 'text': return typeof value === 'string' && value !== '';
    case 'list': return isWords(value) && new Set(value).size === value.length;
    case 'map': return isMap(value) && Object.values(value).every((entry) => typeof entry === 'number' || isWords(entry));
  }
}

/** Whether a value of the right type lies inside the parameter's own limits, which bind district and school alike. */
export function isWithinLimits(parameter: Parameter, value: ParameterValue): boolean {
  if (typeof value === 'number') return value >= (parameter.min ?? -Infinity) && value <= (parameter.max ?? Infinity);
  if (typeof value === 'boolean') return !parameter.fixed || value === parameter.default;
  if (typeof value === 'string') return parameter.options === undefined || parameter.options.includes(value);
  if (Array.isArray(value)) {
    return value.length > 0
      && (parameter.options === undefined || holdsAll(parameter.options, value))
      && (parameter.mustInclude === undefined || holdsAll(value, parameter.mustInclude));
  }
  return isMapWithinLimits(parameter, value);
}

function isMapWithinLimits({ mapRule, default: standard }: Parameter, value: Record<string, number | string[]>): boolean {
  if (mapRule === undefined || !isMap(standard)) return false;
  const keys = Object.keys(value);
  if (keys.length !== Object.keys(standard).length || !holdsAll(Object.keys(standard), keys)) return false;
  if (mapRule.kind === 'lists') {
    return keys.every((key) => {
      const words = value[key];
      return isWords(words) && words.length > 0 && !(mapRule.forbidden[key] ?? []).some((word) => words.includes(word));
    });
  }
  const share = (key: string): number => { const part = value[key]; return typeof part === 'number' && part >= 0 ? part : NaN; };
  const sum = (some: readonly string[]): number => some.reduce((total, key) => total + share(key), 0);
  return sum(keys) === mapRule.total && sum(mapRule.atLeast.keys) >= mapRule.atLeast.total;
}

/** Whether `value` is as strict as `base` or stricter; both must already lie inside the limits. Equal values always are. */
export function isAsStrict(parameter: Parameter, base: ParameterValue, value: ParameterValue): boolean {
  const { stricter } = parameter;
  if (typeof base === 'number' && typeof value === 'number') {
    return base === value || (stricter === 'higher' && value > base) || (stricter === 'lower' && value < base);
  }
  if (typeof base === 'boolean') return base === value || String(value) === stricter;
  if (typeof base === 'string' && typeof value === 'string') {
    const order = parameter.options ?? [];
    const step = order.indexOf(value) - order.indexOf(base);
    return base === value || (stricter === 'higher' && step > 0) || (stricter === 'narrower' && step < 0);
  }
  if (isWords(base) && isWords(value)) {
    const [more, fewer] = [holdsAll(value, base), holdsAll(base, value)];
    return (more && fewer) || (stricter === 'higher' && more) || (stricter === 'narrower' && fewer);
  }
  if (!isMap(base) || !isMap(value)) return false;
  return Object.entries(base).every(([key, words]) => {
    const mine = value[key];
    return isWords(words) && isWords(mine) ? stricter === 'narrower' && holdsAll(words, mine) : words === mine;
  });
}

/** What counts at a school, who set it, and what was set but does not count. */
export interface EffectiveParameter {
  readonly value: ParameterValue;
  readonly setBy: 'default' | 'district' | 'school';
  readonly ignored: readonly { readonly setBy: 'district' | 'school'; readonly value: unknown; readonly reason: IgnoredReason }[];
}

/**
 * Settles one parameter: the district's value inside the limits, then the school's if it is as strict or stricter.
 *
 * A value that does not count is reported and never half applied, so that a stored value that a newer pack no longer allows
 * falls back to the next stricter authority instead of stopping the school.
 */
export function settle(parameter: Parameter, districtValue?: unknown, schoolValue?: unknown): EffectiveParameter {
  const ignored: EffectiveParameter['ignored'][number][] = [];
  let value = parameter.default;
  let setBy: EffectiveParameter['setBy'] = 'default';
  for (const [by, wanted] of [['district', districtValue], ['school', schoolValue]] as const) {
    if (wanted === undefined || wanted === null) continue;
    const reason = !isOfType(parameter, wanted) ? 'wrong_type'
      : !isWithinLimits(parameter, wanted) ? 'outside_limits'
      : by === 'district' || isAsStrict(parameter, value, wanted) ? undefined
      : parameter.stricter === 'none' ? 'district_only' : 'looser';
    if (reason === undefined) [value, setBy] = [wanted as ParameterValue, by];
    else ignored.push({ setBy: by, value: wanted, reason });
  }
  return { value, setBy, ignored };
}
