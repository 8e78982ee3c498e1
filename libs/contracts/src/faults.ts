import type { z } from 'zod';

/** What can be wrong with one value of an input; pages word each in their own language. */
export const INPUT_FAULTS = ['missing', 'too_short', 'too_long', 'too_few', 'too_many', 'too_low', 'too_high', 'not_offered', 'not_a_day', 'not_a_moment', 'empty_range', 'whole_number', 'wrong_form'] as const;
export type InputFaultCode = (typeof INPUT_FAULTS)[number];

/** One fault of an input: the place where it stands, what is wrong, and the bound that it crossed where there is one. `message` is for whoever reads the wire. */
export type InputFault = { readonly path: string; readonly code: InputFaultCode; readonly message: string; readonly limit?: number | undefined };

/** Options of a check of our own that faults with this code. */
export const faultsAs = (fault: InputFaultCode, message: string) => ({ error: message, params: { fault } });

/** Every fault that a schema found in a part of a request. */
export const inputFaults = (place: 'query' | 'body', value: unknown, error: z.ZodError | undefined): InputFault[] =>
  (error?.issues ?? []).map((issue) => ({ path: [place, ...issue.path].join('.'), message: issue.message, ...kindOf(issue, value) }));

type Kind = Pick<InputFault, 'code' | 'limit'>;

function kindOf(issue: z.core.$ZodIssue, value: unknown): Kind {
  if (isAbsent(value, issue.path)) return { code: 'missing' };
  switch (issue.code) {
    case 'too_small':
      return { code: SMALL[measureOf(issue.origin)], limit: Number(issue.minimum) };
    case 'too_big':
      return { code: BIG[measureOf(issue.origin)], limit: Number(issue.maximum) };
    case 'invalid_value':
    case 'invalid_union':
      return { code: 'not_offered' };
    case 'invalid_format':
      return { code: issue.format === 'date' ? 'not_a_day' : issue.format === 'datetime' ? 'not_a_moment' : 'wrong_form' };
    case 'custom':
      return { code: INPUT_FAULTS.find((code) => code === issue.params?.['fault']) ?? 'wrong_form' };
    default:
      return { code: 'wrong_form' };
  }
}

type Measure = 'length' | 'number' | 'value';
const SMALL: Record<Measure, InputFaultCode> = { length: 'too_short', number: 'too_few', value: 'too_low' };
const BIG: Record<Measure, InputFaultCode> = { length: 'too_long', number: 'too_many', value: 'too_high' };

const measureOf = (origin: string): Measure => (origin === 'string' ? 'length' : origin === 'array' ? 'number' : 'value');

/** True when nothing stands at the place, which a schema tells as a wrong type or a wrong choice. */
function isAbsent(value: unknown, path: readonly PropertyKey[]): boolean {
  const found = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
  return found === undefined || found === null;
}
