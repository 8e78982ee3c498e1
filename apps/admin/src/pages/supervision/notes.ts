import { useTranslate } from 'react-admin';
import type { NotedFact } from '../../components/Custody.tsx';
import { useDayWords } from '../../components/use-words.ts';
import { useControlName } from '../../components/why/WhyControl.tsx';

/** What a fact of a visit or an order says beside its name: the item and its answer, a reason, a deadline. */
export function useSupervisionNote(): (fact: NotedFact) => string | undefined {
  const translate = useTranslate();
  const nameOf = useControlName();
  const day = useDayWords();
  const due = (on: string | undefined): string => translate('order.note_due', { due: on && day(on) });
  return ({ type, body }) => {
    const said = body as { readonly control?: string; readonly verdict?: string; readonly reason?: string; readonly dueOn?: string; readonly failedFor?: string };
    switch (type) {
      case 'supervision_item.answered':
        return `${nameOf(said.control ?? '')} · ${translate(`item_verdict.${said.verdict}`)}`;
      case 'supervision_finding.made':
        return nameOf(said.control ?? '');
      case 'rectification_order.reopened':
        return translate('order.note_reopened', { day: said.failedFor && day(said.failedFor), due: said.dueOn && day(said.dueOn) });
      case 'rectification_order.issued':
      case 'rectification_order.overdue':
        return due(said.dueOn);
      case 'rectification_order.extended':
        return `${due(said.dueOn)} · ${said.reason}`;
      default:
        return said.reason;
    }
  };
}
