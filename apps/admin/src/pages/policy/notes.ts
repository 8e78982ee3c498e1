import { useTranslate } from 'react-admin';
import type { NotedFact } from '../../components/Custody.tsx';

/** What a fact of policy says beside its name: the figures, and what they were before where it took effect. */
export function usePolicyNote(): (fact: NotedFact) => string | undefined {
  const translate = useTranslate();
  const name = (parameter: string): string => translate(`policy_parameter.${parameter}`, { _: parameter });
  return ({ body }) => {
    const { changes, figures } = body as { readonly changes?: Readonly<Record<string, { readonly from: number; readonly to: number }>>; readonly figures?: Readonly<Record<string, number>> };
    if (changes) return Object.entries(changes).map(([parameter, { from, to }]) => translate('policy_page.change', { name: name(parameter), from, to })).join('；');
    return figures && Object.entries(figures).map(([parameter, figure]) => `${name(parameter)} ${figure}`).join('；');
  };
}
