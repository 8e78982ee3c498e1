import { type Definition, type EvaluatedControl, type Evaluation, type EvidenceKind, evaluate } from '@guardroom/domain';
import type { Tx } from '@guardroom/db';
import type { CivilDay, Instant } from '@guardroom/kernel';
import { effectiveParameter } from '@guardroom/policy-pack';

/** A school's civil day, as far as it has gone: `asOf` is now, or its end. */
export type SchoolDay = { readonly schoolId: string; readonly schoolNo: number; readonly day: CivilDay; readonly from: Instant; readonly to: Instant; readonly asOf: Instant };

/** What a control's evaluator says of a school's day, with the parameters that counted. */
export type Judged = { readonly evaluation: Evaluation; readonly parameters: Readonly<Record<string, number>> };

/**
 * Looks at the records behind one control. `day`: they belong to the day, and yesterday is looked at again because late records count.
 * `state`: they say how things are now, so only today is judged.
 */
export type Evaluator = {
  readonly control: EvaluatedControl;
  readonly evidence: EvidenceKind;
  readonly looksAt: 'day' | 'state';
  /** True where tens of thousands of rows are read for a day. */
  readonly readsSegments: boolean;
  judge(tx: Tx, day: SchoolDay): Promise<Judged>;
};

/** Ties a judgement to the statement that fetches its subjects: one per school and day, no loop over rows. */
export const evaluator = <Row extends { readonly id: string; readonly about?: string }, Reason extends string, Parameter extends string>(
  definition: Definition<Row, Reason, Parameter>,
  looksAt: Evaluator['looksAt'],
  rows: (tx: Tx, day: SchoolDay, parameters: Readonly<Record<Parameter, number>>) => Promise<readonly Row[]>,
  { readsSegments = false }: { readonly readsSegments?: boolean } = {},
): Evaluator => ({
  readsSegments,
  control: definition.control,
  evidence: definition.evidence,
  looksAt,
  judge: async (tx, day) => {
    const parameters = await parametersOf(tx, day.schoolId, definition);
    return { evaluation: evaluate(definition, await rows(tx, day, parameters), parameters), parameters };
  },
});

/** What counts at the school: the pack's baseline, or the stricter figure that the school's row carries. */
async function parametersOf<Parameter extends string>(tx: Tx, schoolId: string, { control, parameters }: { readonly control: EvaluatedControl; readonly parameters: readonly Parameter[] }): Promise<Readonly<Record<Parameter, number>>> {
  const values = Object.fromEntries(parameters.map((key) => [key, Number(effectiveParameter(control, key).value)])) as Record<Parameter, number>;
  if ('completeness_target_percent' in values) {
    const [school] = await tx.sql<{ target: number }>`select completeness_target_percent::float8 as target from schools where school_id = ${schoolId}`;
    Object.assign(values, { completeness_target_percent: school?.target ?? values['completeness_target_percent' as Parameter] });
  }
  return values;
}
