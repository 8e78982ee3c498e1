import { useTranslate } from 'react-admin';
import { POLICY_PARAMETER_NAMES, type PolicyParameter } from '@guardroom/domain';
import { useListWords } from '../../components/use-words.ts';

const UNITS: Readonly<Record<PolicyParameter, string>> = {
  retentionDays: 'days',
  completenessTargetPercent: 'percent',
  maxGapSeconds: 'seconds',
  explainWithinHours: 'hours',
  maxRangeHours: 'hours',
  maxCamerasPerRequest: 'cameras',
  rectifyCriticalDays: 'days',
  rectifyMajorDays: 'days',
  rectifyMinorDays: 'days',
};

/** A figure of policy with its unit, as people read it. */
export function useFigure(): (parameter: PolicyParameter, figure: number) => string {
  const translate = useTranslate();
  return (parameter, figure) => {
    const unit = UNITS[parameter];
    return `${figure}${unit === 'percent' ? '' : ' '}${translate(`policy_unit.${unit}`)}`;
  };
}

/** Several figures of policy with their names, in the order of the table. */
export function useFigures(): (figures: { readonly [P in PolicyParameter]?: number | undefined }) => string {
  const translate = useTranslate();
  const figureOf = useFigure();
  const list = useListWords();
  return (figures) =>
    list(
      POLICY_PARAMETER_NAMES.flatMap((name) => {
        const figure = figures[name];
        return figure === undefined ? [] : [`${translate(`policy_parameter.${name}`)} ${figureOf(name, figure)}`];
      }),
    );
}
