import { useTranslate } from 'react-admin';
import { POLICY_PARAMETER_NAMES, type PolicyParameter } from '@guardroom/domain';
import type { NotedFact } from '../../components/Custody.tsx';
import { useListWords } from '../../components/use-words.ts';
import { useFigure, useFigures } from './figures.ts';

type Figures = { readonly [P in PolicyParameter]?: number };
type Changes = { readonly [P in PolicyParameter]?: { readonly from: number; readonly to: number } };

/** What a fact of policy says beside its name: the figures, and what they were before where it took effect. */
export function usePolicyNote(): (fact: NotedFact) => string | undefined {
  const translate = useTranslate();
  const figureOf = useFigure();
  const figuresOf = useFigures();
  const list = useListWords();
  return ({ body }) => {
    const { changes, figures } = body as { readonly changes?: Changes; readonly figures?: Figures };
    if (!changes) return figures && figuresOf(figures);
    return list(
      POLICY_PARAMETER_NAMES.flatMap((name) => {
        const change = changes[name];
        return change ? [translate('policy_page.change', { name: translate(`policy_parameter.${name}`), from: figureOf(name, change.from), to: figureOf(name, change.to) })] : [];
      }),
    );
  };
}
