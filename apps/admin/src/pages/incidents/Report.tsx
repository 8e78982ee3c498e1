import { useState, type ReactElement } from 'react';
import { Box, Button, Checkbox, FormControlLabel, TextField, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { useAct } from '../../components/use-act.ts';
import { Facts } from '../../components/Facts.tsx';
import { Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useListWords, useMoment } from '../../components/use-words.ts';
import { useSchoolId } from '../../providers/session.tsx';
import type { Incident } from './IncidentPage.tsx';
import { draftOf, reportOf, wrongCodes, type ReportDraft } from './report-form.ts';

/** How it ended and the report: forms for those who handle it, words for everybody else and for paper. */
export function Report({ incident }: { readonly incident: Incident }): ReactElement {
  const translate = useTranslate();
  const list = useListWords();
  const moment = useMoment();
  const { report } = incident;
  return (
    <Section title={translate('incident_page.report')} aside={report.writtenBy && translate('incident_page.report_by', { name: report.writtenBy.name, at: moment(report.writtenAt) })}>
      {incident.may.includes('resolve') && <Result incident={incident} />}
      {incident.may.includes('write_report') && <Form incident={incident} />}
      <Box sx={incident.may.includes('write_report') ? { display: 'none', '@media print': { display: 'block' } } : {}}>
        <Facts
          rows={[
            [translate('incident_page.result'), incident.result ?? '—'],
            [translate('incident_page.summary'), report.summary ?? '—'],
            [translate('incident_page.cause'), report.cause ?? '—'],
            [translate('incident_page.measures'), report.measures ?? '—'],
            [translate('incident_page.people_codes'), report.peopleCodes ? list(report.peopleCodes) || translate('incident_page.nobody') : '—'],
            [translate('incident_page.units'), report.unitsInvolved ? list(report.unitsInvolved) || translate('incident_page.no_units') : '—'],
          ]}
        />
      </Box>
      {incident.result && incident.may.includes('write_report') && (
        <Typography data-print="no" sx={{ mt: 3 }}>
          <strong>{translate('incident_page.result')}</strong>
          {translate('shell.colon')}
          {incident.result}
        </Typography>
      )}
    </Section>
  );
}

function Result({ incident }: { readonly incident: Incident }): ReactElement {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const { act, problem, isSending } = useAct();
  const [result, setResult] = useState('');
  return (
    <Box component="form" data-print="no" onSubmit={(event) => (event.preventDefault(), void act((client) => client.resolveIncident({ params: { schoolId, incidentId: incident.id }, body: { result: result.trim() } }), translate('incident_page.saved')))} sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr auto' }, gap: 2, alignItems: 'start', mb: 4 }}>
      <TextField label={translate('incident_page.result')} helperText={translate('incident_page.result_help')} value={result} onChange={(event) => setResult(event.target.value)} required multiline slotProps={{ htmlInput: { maxLength: 2000 } }} />
      <Button type="submit" variant="outlined" disabled={result.trim().length < 2 || isSending} sx={{ height: 40 }}>
        {translate('incident_page.result_send')}
      </Button>
      {problem !== undefined && <Box sx={{ gridColumn: '1 / -1' }}><Problem error={problem} /></Box>}
    </Box>
  );
}

function Form({ incident }: { readonly incident: Incident }): ReactElement {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const list = useListWords();
  const { act, problem, isSending } = useAct();
  const [draft, setDraft] = useState<ReportDraft>(() => draftOf(incident.report));
  const put = (change: Partial<ReportDraft>): void => setDraft((before) => ({ ...before, ...change }));
  const wrong = wrongCodes(draft);
  const body = reportOf(draft);
  return (
    <Box component="form" data-print="no" onSubmit={(event) => (event.preventDefault(), void act((client) => client.writeIncidentReport({ params: { schoolId, incidentId: incident.id }, body }), translate('incident_page.saved')))} sx={{ display: 'grid', gap: 3 }}>
      {(['summary', 'cause', 'measures'] as const).map((name) => (
        <TextField key={name} label={translate(`incident_page.${name}`)} value={draft[name]} onChange={(event) => put({ [name]: event.target.value })} multiline minRows={name === 'summary' ? 3 : 2} slotProps={{ htmlInput: { maxLength: name === 'summary' ? 4000 : 2000 } }} />
      ))}
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 3 }}>
        <Box>
          <TextField fullWidth label={translate('incident_page.people_codes')} value={draft.isNobody ? '' : draft.people} disabled={draft.isNobody} error={wrong.length > 0} onChange={(event) => put({ people: event.target.value })} helperText={wrong.length > 0 ? `${list(wrong)}${translate('shell.colon')}${translate('incident_page.code_shape')}` : translate('incident_page.people_help')} />
          <FormControlLabel control={<Checkbox checked={draft.isNobody} onChange={(_event, isNobody) => put({ isNobody })} />} label={translate('incident_page.nobody')} />
        </Box>
        <Box>
          <TextField fullWidth label={translate('incident_page.units')} value={draft.isNoUnit ? '' : draft.units} disabled={draft.isNoUnit} onChange={(event) => put({ units: event.target.value })} helperText={translate('incident_page.units_help')} />
          <FormControlLabel control={<Checkbox checked={draft.isNoUnit} onChange={(_event, isNoUnit) => put({ isNoUnit })} />} label={translate('incident_page.no_units')} />
        </Box>
      </Box>
      {problem !== undefined && <Problem error={problem} />}
      <Button type="submit" variant="outlined" disabled={wrong.length > 0 || Object.keys(body).length === 0 || isSending} sx={{ justifySelf: 'start' }}>
        {translate('incident_page.report_send')}
      </Button>
    </Box>
  );
}
