import { useState, type ReactElement } from 'react';
import { Box, Button, FormControlLabel, LinearProgress, MenuItem, Switch, TextField, ToggleButton, ToggleButtonGroup, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { ITEM_VERDICTS, SEVERITIES, type ItemVerdict, type Severity } from '@guardroom/domain';
import { domainTitle } from '@guardroom/policy-pack/titles';
import { Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useReason } from '../../components/ResultLine.tsx';
import { StateBadge, ToneShape } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { tones } from '../../components/tones.ts';
import { useLocaleName } from '../../components/use-words.ts';
import { Day } from '../../components/When.tsx';
import { useControlName, WhyControl } from '../../components/why/WhyControl.tsx';
import type { Visit } from './VisitPage.tsx';

type Item = Visit['checklist'][number];
type Answer = (control: string, verdict: ItemVerdict, note: string) => Promise<void>;
type Find = (control: string, severity: Severity, words: string) => Promise<void>;

/** The checklist by domain, with the system's own result beside each item; made for one thumb. Every answer is stored at once. */
export function Checklist({ visit, onAnswer, onFind }: { readonly visit: Visit; readonly onAnswer?: Answer; readonly onFind?: Find }): ReactElement {
  const translate = useTranslate();
  const language = useLocaleName() === 'en' ? 'en' : 'zh';
  const [leftOnly, setLeftOnly] = useState(false);
  const isOpen = visit.may.includes('answer');
  const shown = visit.checklist.filter((item) => !leftOnly || item.verdict === null);
  const domains = [...new Set(shown.map((item) => item.domain))];
  return (
    <Section title={translate('inspection.checklist')} aside={translate('inspection.progress', { answered: visit.answered, items: visit.items })}>
      {isOpen && (
        <Box data-print="no" sx={{ mb: 3 }}>
          <LinearProgress variant="determinate" value={(visit.answered / Math.max(1, visit.items)) * 100} aria-label={translate('inspection.progress', { answered: visit.answered, items: visit.items })} />
          <FormControlLabel control={<Switch checked={leftOnly} onChange={(_event, is) => setLeftOnly(is)} />} label={translate('inspection.left_only')} />
        </Box>
      )}
      {shown.length === 0 && <Typography>{translate('inspection.none_left')}</Typography>}
      {domains.map((domain) => (
        <Box key={domain} component="section" aria-label={domainTitle(domain)?.[language] ?? domain} sx={{ mb: 6 }}>
          <Typography variant="h3" component="h3" sx={{ color: 'text.secondary', mb: 1 }}>
            {domainTitle(domain)?.[language] ?? domain}
          </Typography>
          <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>
            {shown.filter((item) => item.domain === domain).map((item) => (
              <ChecklistItem key={item.control} item={item} {...(isOpen && onAnswer && onFind ? { onAnswer, onFind } : {})} />
            ))}
          </Box>
        </Box>
      ))}
    </Section>
  );
}

function ChecklistItem({ item, onAnswer, onFind }: { readonly item: Item; readonly onAnswer?: Answer; readonly onFind?: Find }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const name = useControlName()(item.control);
  const [note, setNote] = useState(item.note ?? '');
  const [isNoting, setNoting] = useState(false);
  const [sending, setSending] = useState<ItemVerdict>();
  const [problem, setProblem] = useState<unknown>();
  const answer = async (verdict: ItemVerdict): Promise<void> => {
    if (!onAnswer) return;
    setSending(verdict);
    setProblem(undefined);
    try {
      await onAnswer(item.control, verdict, note.trim());
      setNoting(false);
    } catch (error) {
      setProblem(error);
    } finally {
      setSending(undefined);
    }
  };
  const chosen = sending ?? item.verdict;
  return (
    <Box component="li" sx={{ py: 3, borderBottom: `1px solid ${colours.hairline}`, display: 'grid', gridTemplateColumns: { xs: '1fr', sm: 'minmax(0, 1fr) 300px' }, columnGap: 6, rowGap: 2, alignItems: 'start', breakInside: 'avoid', '@media print': { gridTemplateColumns: 'minmax(0, 1fr) 120px', py: 1.5 } }}>
      <Box sx={{ minWidth: 0 }}>
        <Typography sx={{ fontWeight: 600 }}>
          {name} <WhyControl control={item.control} clauses={item.clauses} words={translate('inspection.evidence_words')} todo={translate('inspection.evidence_todo')} />
        </Typography>
        <SystemSays item={item} />
        {item.note && !isNoting && (
          <Typography variant="body2" sx={{ whiteSpace: 'pre-wrap', mt: 1 }}>
            {translate('inspection.note')}
            {translate('shell.colon')}
            {item.note}
          </Typography>
        )}
      </Box>
      {onAnswer && onFind ? (
        <Box data-print="no" sx={{ display: 'grid', gap: 2 }}>
          <ToggleButtonGroup exclusive fullWidth value={chosen} onChange={(_event, verdict: ItemVerdict | null) => void answer(verdict ?? (item.verdict as ItemVerdict))} aria-label={name} disabled={sending !== undefined}>
            {ITEM_VERDICTS.map((verdict) => (
              <ToggleButton key={verdict} value={verdict} sx={{ minHeight: 44, textTransform: 'none', gap: 1.5, fontSize: 14, color: 'text.primary', '&.Mui-selected': { fontWeight: 600, bgcolor: colours.actionWash, color: colours.actionDeep } }}>
                {chosen === verdict && <ToneShape tone={tones.item_verdict[verdict]} size={12} />}
                {translate(`item_verdict.${verdict}`)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
          {isNoting ? (
            <Box sx={{ display: 'grid', gap: 2 }}>
              <TextField label={translate('inspection.note')} value={note} onChange={(event) => setNote(event.target.value)} multiline minRows={2} slotProps={{ htmlInput: { maxLength: 1000 } }} />
              <Button variant="outlined" size="small" disabled={item.verdict === null || sending !== undefined} onClick={() => item.verdict && void answer(item.verdict)}>
                {translate('ra.action.save')}
              </Button>
            </Box>
          ) : (
            <Box sx={{ display: 'flex', gap: 2 }}>
              {item.verdict !== null && (
                <Button variant="text" size="small" onClick={() => setNoting(true)}>
                  {translate('inspection.note_add')}
                </Button>
              )}
              {item.verdict === 'not_kept' && <WriteFinding item={item} onFind={onFind} />}
            </Box>
          )}
          {problem !== undefined && <Problem error={problem} />}
        </Box>
      ) : (
        item.verdict && (
          <Box sx={{ justifySelf: { sm: 'end' } }}>
            <StateBadge list="item_verdict" value={item.verdict} />
          </Box>
        )
      )}
    </Box>
  );
}

/** What the system says of an item, and what it said when the item was answered where that differs. */
function SystemSays({ item }: { readonly item: Item }): ReactElement {
  const translate = useTranslate();
  if (!item.result) return <Typography variant="body2" sx={{ color: 'text.secondary' }}>{translate('inspection.no_system')}</Typography>;
  const isOther = item.shown !== null && (item.shown.result !== item.result.result || item.shown.day !== item.result.day);
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, alignItems: 'baseline' }}>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>{translate('inspection.system')}</Typography>
        <StateBadge list="result" value={item.result.result} quiet />
        <Typography variant="body2" sx={{ color: 'text.secondary' }}><Day day={item.result.day} /></Typography>
        <Reason result={item.result} />
      </Box>
      {isOther && item.shown && (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {translate('inspection.system_shown')} {translate(`result.${item.shown.result}`)}（<Day day={item.shown.day} />）
        </Typography>
      )}
    </>
  );
}

function Reason({ result }: { readonly result: NonNullable<Item['result']> }): ReactElement {
  return <Typography variant="body2" sx={{ flexBasis: '100%' }}>{useReason(result)}</Typography>;
}

function WriteFinding({ item, onFind }: { readonly item: Item; readonly onFind: Find }): ReactElement {
  const translate = useTranslate();
  const [severity, setSeverity] = useState<Severity>(item.severity);
  return (
    <StepDialog label={translate('inspection.find')} title={translate('inspection.find_title')} words={{ label: translate('inspection.words'), least: 2, most: 2000 }} send={(_client, _schoolId, words) => onFind(item.control, severity, words)}>
      <TextField select label={translate('inspection.severity')} value={severity} onChange={(event) => setSeverity(event.target.value as Severity)} sx={{ mt: 2 }}>
        {SEVERITIES.map((one) => (
          <MenuItem key={one} value={one}>
            {translate(`severity.${one}`)}
          </MenuItem>
        ))}
      </TextField>
    </StepDialog>
  );
}
