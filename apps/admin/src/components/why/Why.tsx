import { useId, useState, type ReactElement, type ReactNode } from 'react';
import { Box, ButtonBase, Popover, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { useLocaleName } from '../use-words.ts';
import { clauseWords, rules, sourceTitle, type Clause, type RuleName } from './rules.ts';

/** A figure that decided, with its name. */
export type WhyFact = { readonly name: string; readonly value: ReactNode };

/** Answers "why": the rule in words, its clauses with the regulation's title, the facts that decided, and what to do. */
export function Why({ rule, facts = [], todo, label }: { readonly rule: RuleName; readonly facts?: readonly WhyFact[]; readonly todo?: ReactNode; readonly label?: string }): ReactElement {
  const translate = useTranslate();
  return (
    <WhyPopover title={translate(`rule.${rule}.title`)} {...(label ? { label } : {})}>
      <WhyBody rule={rule} facts={facts} todo={todo} />
    </WhyPopover>
  );
}

/** The word that opens an explanation beside what it explains. */
export function WhyPopover({ title, label, children }: { readonly title: string; readonly label?: string; readonly children: ReactNode }): ReactElement {
  const translate = useTranslate();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const { colours } = useTheme();
  const id = useId();
  return (
    <>
      <ButtonBase
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        aria-controls={anchor ? id : undefined}
        onClick={(event) => {
          event.stopPropagation();
          setAnchor(event.currentTarget);
        }}
        data-print="no"
        sx={{ color: colours.action, fontSize: 13, lineHeight: '20px', px: 1, borderRadius: '4px', textDecoration: 'underline dotted', textUnderlineOffset: '4px', verticalAlign: 'baseline', fontFamily: 'inherit', '&:hover': { bgcolor: colours.actionWash } }}
      >
        {label ?? translate('why.label')}
      </ButtonBase>
      <Popover id={id} open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)} anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }} slotProps={{ paper: { role: 'dialog', 'aria-label': title, sx: { width: 340, maxWidth: 'calc(100vw - 32px)', p: 4, mt: 1 } } }}>
        {children}
      </Popover>
    </>
  );
}

/** The explanation itself, for pages that show it in place. */
export function WhyBody({ rule, facts = [], todo }: { readonly rule: RuleName; readonly facts?: readonly WhyFact[]; readonly todo?: ReactNode }): ReactElement {
  const translate = useTranslate();
  return <WhyText title={translate(`rule.${rule}.title`)} words={translate(`rule.${rule}.words`)} clauses={rules[rule]} facts={facts} todo={todo ?? translate(`rule.${rule}.todo`)} />;
}

/** An explanation of anything that stands on clauses. `detail` may say what a clause is about beside its regulation's title. */
export function WhyText({ title, words, clauses, facts, todo, detail }: {
  readonly title: string;
  readonly words: ReactNode;
  readonly clauses: readonly Clause[];
  readonly facts: readonly WhyFact[];
  readonly todo: ReactNode;
  readonly detail?: (clause: Clause) => string | undefined;
}): ReactElement {
  const translate = useTranslate();
  const locale = useLocaleName();
  const { colours } = useTheme();
  return (
    <Box sx={{ display: 'grid', gap: 3 }}>
      <Box>
        <Typography variant="h3" component="h3">
          {title}
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {words}
        </Typography>
      </Box>
      <Box component="ul" sx={{ listStyle: 'none', p: 0, display: 'grid', gap: 1 }}>
        {clauses.map((clause) => (
          <Box component="li" key={`${clause.regulation}${clause.place}`} sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: 2, fontSize: 13 }}>
            <Box component="span" sx={{ fontWeight: 600, whiteSpace: 'nowrap' }}>
              {clauseWords(clause, locale)}
            </Box>
            <Box component="span" sx={{ color: 'text.secondary' }}>
              {detail?.(clause) ?? sourceTitle(clause, locale)}
            </Box>
          </Box>
        ))}
      </Box>
      {facts.length > 0 && (
        <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 4, rowGap: 1, borderTop: `1px solid ${colours.hairline}`, pt: 3, fontSize: 13 }}>
          {facts.map((fact) => (
            <Box key={fact.name} sx={{ display: 'contents' }}>
              <Box component="dt" sx={{ color: 'text.secondary' }}>
                {fact.name}
              </Box>
              <dd>{fact.value}</dd>
            </Box>
          ))}
        </Box>
      )}
      <Typography variant="body2" sx={{ borderTop: `1px solid ${colours.hairline}`, pt: 3 }}>
        <strong>{translate('why.todo')}</strong> {todo}
      </Typography>
    </Box>
  );
}
