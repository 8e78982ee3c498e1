import type { ReactElement, ReactNode } from 'react';
import { clauseTitle, controlTitle } from '@guardroom/policy-pack/titles';
import { useLocaleName } from '../use-words.ts';
import { clauseOfId, sourceTitle } from './rules.ts';
import { WhyPopover, WhyText, type WhyFact } from './Why.tsx';

/** The name of a control of the catalogue, as the policy pack has it. */
export function useControlName(): (control: string) => string {
  const locale = useLocaleName();
  return (control) => controlTitle(control)?.[locale === 'en' ? 'en' : 'zh'] ?? control;
}

/** Answers "why" for a control of the catalogue: its clauses, each with what it says and where it stands, the facts, and what to do. */
export function WhyControl({ control, clauses, words, todo, facts = [], label }: {
  readonly control: string;
  readonly clauses: readonly string[];
  readonly words: ReactNode;
  readonly todo: ReactNode;
  readonly facts?: readonly WhyFact[];
  readonly label?: string;
}): ReactElement {
  const locale = useLocaleName();
  const title = useControlName()(control);
  const language = locale === 'en' ? 'en' : 'zh';
  return (
    <WhyPopover title={title} {...(label ? { label } : {})}>
      <WhyText
        title={title}
        words={words}
        clauses={clauses.map(clauseOfId)}
        facts={facts}
        todo={todo}
        detail={(clause) => {
          const said = clauseTitle(`${clause.regulation}:${clause.place}`)?.[language];
          return said && `${said} · ${sourceTitle(clause, locale)}`;
        }}
      />
    </WhyPopover>
  );
}
