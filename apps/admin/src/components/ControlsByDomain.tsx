import { useId, useState, type ReactElement } from 'react';
import { Box, Button, Typography, useTheme } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { CONTROL_DOMAINS, domainOfControl, RESULTS_TO_ORDER, WORST_FIRST } from '@guardroom/domain';
import { usePost } from '../providers/session.tsx';
import { EvidenceLink } from './EvidenceLink.tsx';
import { Section } from './Page.tsx';
import { filtered } from './register/filtered.ts';
import { controlKey, reasonWords, useReason, WhyResult, type Result } from './ResultLine.tsx';
import { StateBadge } from './StatusBadge.tsx';

/** Evidence that is listed at once. */
const LISTED = 12;

/** A school's results grouped by domain, the worst first; each opens to what was found, by which standard, and the records behind it. */
export function ControlsByDomain({ results }: { readonly results: readonly Result[] }): ReactElement {
  const translate = useTranslate();
  return (
    <>
      {CONTROL_DOMAINS.map((domain) => {
        const own = results.filter((r) => domainOfControl(r.control) === domain).sort((a, b) => WORST_FIRST.indexOf(a.result) - WORST_FIRST.indexOf(b.result) || a.control.localeCompare(b.control));
        if (own.length === 0) return null;
        const applicable = own.filter((r) => r.result !== 'not_applicable');
        const missing = own.filter((r) => r.result === 'no_evidence').length;
        return (
          <Section key={domain} title={translate(`domain.${domain}`)} aside={[translate('matrix.count', { kept: own.filter((r) => r.result === 'pass').length, total: applicable.length }), ...(missing > 0 ? [translate('matrix.score_no_evidence', { count: missing })] : [])].join(' · ')}>
            <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>
              {own.map((result) => (
                <ControlItem key={result.control} result={result} />
              ))}
            </Box>
          </Section>
        );
      })}
    </>
  );
}

function ControlItem({ result }: { readonly result: Result }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const reason = useReason(result);
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <Box component="li" sx={{ py: 2.5, borderBottom: `1px solid ${colours.hairline}`, breakInside: 'avoid' }}>
      <Box sx={{ display: 'flex', columnGap: 3, alignItems: 'flex-start' }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, rowGap: 0.5, alignItems: 'baseline' }}>
            <StateBadge list="result" value={result.result} />
            <Typography component="h3" sx={{ fontWeight: 600 }}>
              {translate(controlKey(result.control))}
            </Typography>
            <Typography variant="caption" sx={{ color: 'text.secondary' }}>
              {translate(`severity.${result.severity}`)}
            </Typography>
          </Box>
          <Typography variant="body2">
            {reason} <WhyResult result={result} />
          </Typography>
        </Box>
        <Button size="small" variant="text" data-print="no" aria-expanded={isOpen} aria-controls={isOpen ? id : undefined} onClick={() => setOpen(!isOpen)} sx={{ flex: 'none' }} aria-label={`${translate(isOpen ? 'judged.hide' : 'judged.show')} ${translate(controlKey(result.control))}`}>
          {translate(isOpen ? 'judged.hide' : 'judged.show')}
        </Button>
      </Box>
      {isOpen && <Behind id={id} result={result} />}
    </Box>
  );
}

/** The reason of one item: the figures are those of all items, of which one that is kept is one. */
const ofOne = ({ reason }: Result, item: Result['evidence'][number]): Pick<Result, 'reason' | 'result'> => ({ result: item.result, reason: { code: item.reason, figures: item.result === 'pass' ? { ...reason.figures, kept: 1, total: 1 } : reason.figures } });

/** What a result stands on: the count of its subjects, the standard, the records, and the fact of its last change. */
function Behind({ id, result }: { readonly id: string; readonly result: Result }): ReactElement {
  const translate = useTranslate();
  const { post } = usePost();
  const { colours } = useTheme();
  const { kind, passPercent, partialPercent } = result.rule;
  return (
    <Box id={id} sx={{ mt: 2, pl: 3, borderLeft: `3px solid ${colours.hairlineStrong}`, display: 'grid', gap: 2, fontSize: 13 }}>
      <Box>
        <strong>{translate('judged.parameters')}</strong> {translate(`judged.rule.${String(kind)}`, { pass: passPercent, partial: partialPercent })}
        {Object.entries(result.parameters).map(([key, value]) => (
          <span key={key}>{` · ${key} = ${value}`}</span>
        ))}
      </Box>
      <Box>
        <strong>{translate('judged.evidence')}</strong>
        {result.evidence.length === 0 && <span> {translate('judged.no_evidence')}</span>}
        <Box component="ul" sx={{ listStyle: 'none', p: 0, display: 'grid', gap: 1, mt: 1 }}>
          {result.evidence.slice(0, LISTED).map((item) => (
            <Box component="li" key={item.id} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, alignItems: 'center' }}>
              <StateBadge list="result" value={item.result} quiet />
              <EvidenceLink item={item} factId={result.factId} />
              {item.reason !== result.reason.code && <Box component="span" sx={{ color: 'text.secondary' }}>{reasonWords(translate, ofOne(result, item))}</Box>}
            </Box>
          ))}
        </Box>
        {result.evidence.length > LISTED && <span>{translate('judged.more', { count: result.evidence.length - LISTED })}</span>}
      </Box>
      {!post && RESULTS_TO_ORDER.includes(result.result) && (
        <Box data-print="no">
          <Button size="small" variant="outlined" component={LinkBase} to={`/district-orders/new?${new URLSearchParams({ school: result.school.id, control: result.control }).toString()}`}>
            {translate('orders.issue')}
          </Button>
        </Box>
      )}
      {result.factId && !post && <LinkBase to={filtered('/district-facts', { q: result.factId })}>{translate('judged.changed')}</LinkBase>}
    </Box>
  );
}
