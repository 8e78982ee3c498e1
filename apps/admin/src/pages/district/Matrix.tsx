import { useEffect, useState, type ReactElement } from 'react';
import { Box, Button, MenuItem, Skeleton, TextField, Typography, useTheme } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { complianceMatrix, matrixRow } from '@guardroom/contracts';
import { CONTROL_DOMAINS, CONTROL_RESULTS, type ControlDomain, type ControlResult } from '@guardroom/domain';
import { civilDay } from '@guardroom/kernel';
import { EmptyState } from '../../components/EmptyState.tsx';
import { DayField } from '../../components/fields/DayField.tsx';
import { Problem } from '../../components/Problem.tsx';
import { ResultCounts } from '../../components/ResultCounts.tsx';
import { controlKey } from '../../components/ResultLine.tsx';
import { ToneShape } from '../../components/StatusBadge.tsx';
import { tones } from '../../components/tones.ts';
import { useListWords, useNow } from '../../components/use-words.ts';
import { Day } from '../../components/When.tsx';
import { useAddress } from '../../providers/use-address.ts';
import { useAsk } from '../../providers/use-ask.ts';
import { toneColours } from '../../theme/tokens.ts';
import { ExportButtons } from './ExportButtons.tsx';

export type MatrixData = z.output<typeof complianceMatrix>;
type Row = z.output<typeof matrixRow>;

const PER_PAGE = 50;
const ORDERS = { score: 'matrix.by_score', moved: 'matrix.by_moved', school: 'matrix.by_school' } as const;

/** Where a cell leads: the controls of that domain at that school and day. */
export const cellTo = (row: Row, domain: ControlDomain | undefined, day: string | null): string => `/district/schools/${row.school.id}?${new URLSearchParams({ ...(domain ? { domain } : {}), ...(day ? { day } : {}) }).toString()}`;

/** Schools by domains, with filters, order and page in the address; on a phone a list. */
export function Matrix(): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const [search, change] = useAddress();
  const today = civilDay(useNow(600_000));
  const page = Math.max(1, Number(search.get('page') ?? 1) || 1);
  const [day, q, sort] = [search.get('day') ?? '', search.get('q') ?? '', search.get('sort') ?? 'score'];
  const domain = CONTROL_DOMAINS.find((d) => d === search.get('domain'));
  const result = CONTROL_RESULTS.find((r) => r === search.get('result'));
  const put = (values: Record<string, string>): void => change({ page: '', ...values });
  const asked = useAsk(
    ['matrix', day, q, sort, domain, result, page],
    (client, _schoolId, signal) => client.getComplianceMatrix({ query: { page, perPage: PER_PAGE, sort, ...(day ? { day } : {}), ...(q ? { q } : {}), ...(domain ? { domain } : {}), ...(result ? { result } : {}) } }, { signal }),
    30_000,
  );
  const select = (name: 'domain' | 'sort', value: string, choices: readonly (readonly [string, string])[]) => (
    <TextField select label={translate(`matrix.${name}`)} value={value} onChange={(event) => put({ [name]: event.target.value })} slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }} sx={{ minWidth: 136, flex: { xs: '1 1 40%', md: 'none' } }}>
      {choices.map(([id, label]) => (
        <MenuItem key={id} value={id}>{label}</MenuItem>
      ))}
    </TextField>
  );
  const data = asked.data;
  return (
    <>
      <Box component="search" data-print="no" sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, mb: 4, alignItems: 'center' }}>
        <Search value={q} onChange={(words) => put({ q: words })} />
        {select('domain', domain ?? '', [['', translate('register.all')], ...CONTROL_DOMAINS.map((d) => [d, translate(`domain.${d}`)] as const)])}
        {select('sort', sort, Object.entries(ORDERS).map(([id, key]) => [id, translate(key)] as const))}
        <DayField label={translate('matrix.day')} value={day || data?.day || today} onChange={(chosen) => chosen && put({ day: chosen })} max={today} />
        <ExportButtons day={data?.day ?? null} />
      </Box>
      {data?.day && (
        <>
          <Typography sx={{ mb: 2 }}>{translate('matrix.district', data.district)}{data.district.percent !== null && ` · ${translate('matrix.percent', { percent: data.district.percent })}`} · <Day day={data.day} /></Typography>
          <ResultCounts counts={{ ...data.district, no_evidence: data.district.noEvidence, not_applicable: data.district.notApplicable }} chosen={result} onChoose={(chosen) => put({ result: chosen ?? '' })} />
        </>
      )}
      {asked.error ? (
        <Problem error={asked.error} onRetry={() => void asked.refetch()} />
      ) : !data ? (
        <Skeleton variant="rounded" height={240} />
      ) : data.items.length === 0 ? (
        <EmptyState title={translate('matrix.empty')} action={(q || domain || result) && <Button variant="outlined" onClick={() => put({ q: '', domain: '', result: '' })}>{translate('ra.navigation.clear_filters')}</Button>}>{translate('matrix.empty_help')}</EmptyState>
      ) : (
        <>
          <Table data={data} />
          <Cards data={data} />
          <Box sx={{ display: 'flex', gap: 3, alignItems: 'center', mt: 3, color: colours.inkSoft }} data-print="no">
            <Typography variant="body2">{translate('matrix.pages', { total: data.total })}</Typography>
            {data.total > PER_PAGE && (
              <>
                <Button size="small" disabled={page === 1} onClick={() => put({ page: String(page - 1) })}>{translate('matrix.previous')}</Button>
                <Button size="small" disabled={page * PER_PAGE >= data.total} onClick={() => put({ page: String(page + 1) })}>{translate('matrix.next')}</Button>
              </>
            )}
          </Box>
        </>
      )}
    </>
  );
}

function Search({ value, onChange }: { readonly value: string; readonly onChange: (words: string) => void }): ReactElement {
  const translate = useTranslate();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <Box component="form" onSubmit={(event) => (event.preventDefault(), onChange(typed.trim()))} sx={{ width: { xs: '100%', md: 200 } }}>
      <TextField type="search" fullWidth label={translate('matrix.search')} value={typed} onChange={(event) => setTyped(event.target.value)} onBlur={() => typed.trim() !== value && onChange(typed.trim())} slotProps={{ htmlInput: { maxLength: 100 }, inputLabel: { shrink: true } }} />
    </Box>
  );
}

/** A school's score as a short sentence, with what is not kept. */
export function useScoreWords(): (row: Row) => string {
  const translate = useTranslate();
  const list = useListWords();
  return (row) => {
    if (row.applicable === 0) return translate('matrix.nothing');
    const missing = row.cells.reduce((sum, cell) => sum + cell.noEvidence, 0);
    return [
      translate('matrix.score', { kept: row.kept, applicable: row.applicable }),
      ...(missing > 0 ? [translate('matrix.score_no_evidence', { count: missing })] : []),
      ...(row.worst.length > 0 ? [translate('matrix.score_worst', { worst: list(row.worst.map((control) => translate(controlKey(control)))) })] : []),
    ].join(translate('matrix.semicolon'));
  };
}

function Table({ data }: { readonly data: MatrixData }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const words = useScoreWords();
  const edge = `1px solid ${colours.hairline}`;
  return (
    <Box sx={{ display: { xs: 'none', md: 'block' }, '@media print': { display: 'block', overflow: 'visible', pr: '1px' }, overflowX: 'auto' }}>
      <Box component="table" className="matrix" sx={{ borderCollapse: 'collapse', width: '100%', '& th, & td': { borderBottom: edge, px: 1, py: 1.5, textAlign: 'center', fontSize: 13 }, '& thead th': { bgcolor: colours.ground, fontWeight: 600, fontSize: 12, verticalAlign: 'bottom', wordBreak: 'keep-all' } }}>
        <caption style={{ captionSide: 'bottom', textAlign: 'left', padding: '8px 0', fontSize: 12, color: colours.inkSoft }}>{translate('matrix.caption')}</caption>
        <thead>
          <tr>
            <Box component="th" scope="col" sx={{ textAlign: 'left !important', minWidth: 176 }}>{translate('matrix.school')}</Box>
            {CONTROL_DOMAINS.map((domain) => (
              <th key={domain} scope="col">{translate(`domain.${domain}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.items.map((row) => (
            <tr key={row.school.id}>
              <Box component="th" scope="row" sx={{ textAlign: 'left !important', fontWeight: 400 }}>
                <LinkBase to={cellTo(row, undefined, data.day)} style={{ fontWeight: 600, color: colours.ink }}>{row.school.name}</LinkBase>
                <Box sx={{ color: colours.inkSoft, fontSize: 12 }}>{words(row)}</Box>
              </Box>
              {CONTROL_DOMAINS.map((domain) => (
                <td key={domain}>
                  <MatrixCell row={row} domain={domain} day={data.day} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Box>
    </Box>
  );
}

function MatrixCell({ row, domain, day, named = false }: { readonly row: Row; readonly domain: ControlDomain; readonly day: string | null; readonly named?: boolean }): ReactElement {
  const translate = useTranslate();
  const list = useListWords();
  const { colours } = useTheme();
  const cell = row.cells.find((c) => c.domain === domain);
  const at = { school: row.school.name, domain: translate(`domain.${domain}`) };
  if (!cell) return <Box component="span" aria-label={translate('matrix.cell_none', at)} role="img">—</Box>;
  const result: ControlResult = cell.result;
  const { ink, wash } = toneColours(colours, tones.result[result]);
  const total = cell.pass + cell.partial + cell.fail + cell.noEvidence;
  const isMixed = cell.noEvidence > 0 && result !== 'no_evidence';
  return (
    <Box component={LinkBase} to={cellTo(row, domain, day)} aria-label={list([translate('matrix.cell', { ...at, result: translate(`result.${result}`), pass: cell.pass, total }), ...(isMixed ? [translate('matrix.score_no_evidence', { count: cell.noEvidence })] : [])])} sx={{ display: 'inline-flex', alignItems: 'center', justifyContent: 'center', gap: 1, px: 1, py: 1, borderRadius: '6px', bgcolor: wash, color: ink, textDecoration: 'none', whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
      <ToneShape tone={tones.result[result]} size={13} />
      {named && at.domain} {total > 0 && `${cell.pass}/${total}`}
      {isMixed && (
        // The figure stands in the style: what is text on a cell must stand in its name as it is, for those who speak it.
        <Box component="span" aria-hidden data-count={cell.noEvidence} sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5, color: colours.slateInk, fontSize: 12, '&::after': { content: 'attr(data-count)' } }}>
          <ToneShape tone="unknown" size={10} />
        </Box>
      )}
    </Box>
  );
}

function Cards({ data }: { readonly data: MatrixData }): ReactElement {
  const { colours } = useTheme();
  const words = useScoreWords();
  return (
    <Box component="ul" sx={{ display: { md: 'none' }, '@media print': { display: 'none' }, listStyle: 'none', p: 0 }}>
      {data.items.map((row) => (
        <Box component="li" key={row.school.id} sx={{ py: 3, borderBottom: `1px solid ${colours.hairline}` }}>
          <Typography variant="h3" component="h3">
            <LinkBase to={cellTo(row, undefined, data.day)} style={{ color: colours.ink }}>{row.school.name}</LinkBase>
          </Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary', mb: 2 }}>{words(row)}</Typography>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
            {CONTROL_DOMAINS.filter((domain) => row.cells.some((c) => c.domain === domain)).map((domain) => (
              <MatrixCell key={domain} row={row} domain={domain} day={data.day} named />
            ))}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
