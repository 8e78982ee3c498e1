import { useState, type ReactElement } from 'react';
import { Box, Button, MenuItem, TextField, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { EMERGENCY_PARTNERS, INCIDENT_ENTRY_KINDS, REPORT_RECIPIENTS, type EmergencyPartner, type IncidentEntryKind, type ReportRecipient } from '@guardroom/domain';
import { useAct } from '../../components/use-act.ts';
import { Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { When } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { useSchoolId } from '../../providers/session.tsx';
import type { Incident } from './IncidentPage.tsx';

const listOf = { action: 'entry_kind', report: 'report_recipient', contact: 'partner' } as const;

/** What was done, to whom it was reported, who was called in; lines are added and never changed. */
export function HandlingLog({ incident }: { readonly incident: Incident }): ReactElement {
  const translate = useTranslate();
  return (
    <Section title={translate('incident_page.log')} aside={<Why rule="reported_at_once" />}>
      {incident.entries.length === 0 && <Typography sx={{ color: 'text.secondary', mb: 3 }}>{translate('incident_page.no_log')}</Typography>}
      <Box component="ol" sx={{ listStyle: 'none', p: 0, mt: 0, mb: 4, display: 'grid', gap: 2 }}>
        {incident.entries.map((entry) => (
          <Box component="li" key={`${entry.at}${entry.words}`} sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '150px 1fr' }, columnGap: 4 }}>
            <Typography variant="body2" component="div" sx={{ color: 'text.secondary' }}>
              <When at={entry.at} />
            </Typography>
            <Box sx={{ overflowWrap: 'anywhere' }}>
              <strong>{entry.recipient ? `${translate(`entry_kind.${entry.kind}`)} · ${translate(`${listOf[entry.kind]}.${entry.recipient}`)}` : translate(`entry_kind.${entry.kind}`)}</strong>
              {translate('shell.colon')}{entry.words} <Box component="span" sx={{ color: 'text.secondary', fontSize: 13 }}>{entry.byName}</Box>
            </Box>
          </Box>
        ))}
      </Box>
      {incident.may.includes('note') && <NewEntry incident={incident} />}
    </Section>
  );
}

function NewEntry({ incident }: { readonly incident: Incident }): ReactElement {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const { act, problem, isSending } = useAct();
  const [kind, setKind] = useState<IncidentEntryKind>(incident.reportedAt ? 'action' : 'report');
  const [reportTo, setReportTo] = useState<ReportRecipient>(incident.districtReportBy && !incident.districtReportedAt && incident.reportedAt ? 'district_officer' : 'security_lead');
  const [partner, setPartner] = useState<EmergencyPartner>('police');
  const [words, setWords] = useState('');
  const entry = kind === 'report' ? { kind, recipient: reportTo, words: words.trim() } : kind === 'contact' ? { kind, recipient: partner, words: words.trim() } : { kind, words: words.trim() };
  const send = async (): Promise<void> => {
    if (await act((client) => client.noteIncident({ params: { schoolId, incidentId: incident.id }, body: entry }), translate('incident_page.saved'))) setWords('');
  };
  return (
    <Box component="form" data-print="no" onSubmit={(event) => (event.preventDefault(), void send())} sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr 1fr', sm: '140px 180px 1fr auto' }, gap: 2, alignItems: 'start' }}>
      <TextField select label={translate('incident_page.note_kind')} value={kind} onChange={(event) => setKind(event.target.value as IncidentEntryKind)}>
        {INCIDENT_ENTRY_KINDS.map((id) => (
          <MenuItem key={id} value={id}>
            {translate(`entry_kind.${id}`)}
          </MenuItem>
        ))}
      </TextField>
      {kind === 'report' ? (
        <TextField select label={translate('incident_page.note_to')} value={reportTo} onChange={(event) => setReportTo(event.target.value as ReportRecipient)}>
          {REPORT_RECIPIENTS.map((id) => (
            <MenuItem key={id} value={id}>
              {translate(`report_recipient.${id}`)}
            </MenuItem>
          ))}
        </TextField>
      ) : kind === 'contact' ? (
        <TextField select label={translate('incident_page.note_to')} value={partner} onChange={(event) => setPartner(event.target.value as EmergencyPartner)}>
          {EMERGENCY_PARTNERS.map((id) => (
            <MenuItem key={id} value={id}>
              {translate(`partner.${id}`)}
            </MenuItem>
          ))}
        </TextField>
      ) : null}
      <TextField label={translate('incident_page.note_words')} value={words} onChange={(event) => setWords(event.target.value)} required multiline slotProps={{ htmlInput: { maxLength: 1000 } }} sx={{ gridColumn: { xs: '1 / -1', sm: kind === 'action' ? 'span 2' : 'auto' } }} />
      <Button type="submit" variant="outlined" disabled={words.trim().length < 2 || isSending} sx={{ height: 40 }}>
        {translate('incident_page.note_send')}
      </Button>
      {problem !== undefined && <Box sx={{ gridColumn: '1 / -1' }}><Problem error={problem} /></Box>}
    </Box>
  );
}
