import { useState, type ReactElement } from 'react';
import { Box, Button, MenuItem, TextField, Typography, useTheme } from '@mui/material';
import { LinkBase, useParams, useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { incident as incidentView } from '@guardroom/contracts';
import { INCIDENT_SEVERITIES, type IncidentSeverity } from '@guardroom/domain';
import type { Instant } from '@guardroom/kernel';
import { CameraTruth } from '../../components/CameraTruth.tsx';
import { useAct } from '../../components/use-act.ts';
import { Custody } from '../../components/Custody.tsx';
import { surroundings } from '../../components/decision/model.ts';
import { Facts } from '../../components/Facts.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge, StatusBadge } from '../../components/StatusBadge.tsx';
import { useMoment, useNow } from '../../components/use-words.ts';
import { When, WhenRange } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useSchoolId } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { Closing } from './Closing.tsx';
import { Dispatches } from './Dispatches.tsx';
import { HandlingLog } from './HandlingLog.tsx';
import { Report } from './Report.tsx';
import { Steps } from './Steps.tsx';

/** An incident as its page knows it. */
export type Incident = z.output<typeof incidentView>;

/** One incident from the mark to the file: what is due now, what is known, what was done, the held footage and its custody line. */
export default function IncidentPage(): ReactElement {
  const { incidentId = '' } = useParams<{ incidentId: string }>();
  const translate = useTranslate();
  const moment = useMoment();
  const asked = useAsk(['incident', incidentId], (client, schoolId, signal) => client.getIncident({ params: { schoolId, incidentId } }, { signal }), 10_000);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <PageSkeleton />;
  const incident = asked.data;
  const around = surroundings(incident.from, incident.to);
  const category = translate(`incident_category.${incident.category}`);
  const ask = new URLSearchParams({ cameras: incident.cameras.map((camera) => camera.id).join(','), from: incident.from, to: incident.to, reason: translate('incident_page.ask_reason', { number: incident.number, category, place: incident.place }) });
  return (
    <Box sx={{ maxWidth: 860 }}>
      <PageHead title={translate('incident_page.title', { number: incident.number })} intro={<Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center' }}>{`${category} · ${incident.place}`}<StateBadge list="incident" value={incident.state} /><Due incident={incident} /></Box>}>
        <Button variant="outlined" onClick={() => window.print()}>
          {translate('incident_page.print')}
        </Button>
      </PageHead>
      <Steps incident={incident} />
      <Section title={translate('incident_page.facts')}>
        <Facts
          rows={[
            [translate('mark.description'), incident.description],
            [translate('incident_page.noticed'), <><When key="n" at={incident.detectedAt} /> · {incident.openedBy.name}</>],
            [translate('incident_page.severity'), <Severity key="s" incident={incident} />],
            ...(incident.districtReportBy && !incident.districtReportedAt ? ([[translate('report_recipient.district_officer'), <StatusBadge key="d" tone="fail">{translate('incident_page.district_now', { at: moment(incident.districtReportBy) })}</StatusBadge>]] as const) : []),
          ]}
        />
      </Section>
      <Section title={translate('incident_page.footage')} aside={<StateBadge list="incident_hold" value={incident.hold.state} />}>
        <Typography variant="body2" component="div" sx={{ color: 'text.secondary', mb: 3 }}>
          <WhenRange from={incident.from} to={incident.to} /> · {incident.hold.state === 'released' ? translate('incident_page.held_no_more') : <>{translate('incident_page.hold_until')} <When at={incident.hold.until} precision="minutes" /> · {translate('incident_page.held_words')}</>} <Why rule="incident_held" />
        </Typography>
        <Box sx={{ display: 'grid', gap: 4, mb: 3 }}>
          {incident.cameras.map((camera, index) => (
            <Box key={camera.id}>
              <Typography variant="body2">
                <strong>{camera.name}</strong> {camera.location === camera.name ? '' : camera.location}
              </Typography>
              <CameraTruth cameraId={camera.id} name={camera.name} {...around} legend={index === 0} marks={[{ at: incident.from as Instant, label: incident.number }]} approved={[{ from: incident.from as Instant, to: incident.to as Instant }]} />
            </Box>
          ))}
        </Box>
        <Button variant="outlined" component={LinkBase} to={`/my-requests/new?${ask}`} data-print="no">
          {translate('incident_page.ask')}
        </Button>
      </Section>
      <HandlingLog incident={incident} />
      <Dispatches incident={incident} />
      <Report key={`${incident.id}.${incident.report.writtenAt}`} incident={incident} />
      <Closing incident={incident} />
      <Section title={translate('incident_page.custody')}>
        <Custody subject={incident.id} />
      </Section>
    </Box>
  );
}

/** What is due first, and whether it is late. */
function Due({ incident }: { readonly incident: Incident }): ReactElement | null {
  const translate = useTranslate();
  const moment = useMoment();
  const now = useNow(10_000);
  if (incident.state === 'closed') return null;
  if (incident.reportedAt) return <span>{translate('incident_page.close_by', { at: moment(incident.closeBy) })}</span>;
  const isLate = incident.reportBy < now;
  return (
    <StatusBadge tone={isLate ? 'fail' : 'partial'}>
      {translate(isLate ? 'incident_page.report_late' : 'incident_page.report_now', { at: moment(incident.reportBy) })}
    </StatusBadge>
  );
}

function Severity({ incident }: { readonly incident: Incident }): ReactElement {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const { colours } = useTheme();
  const { act, problem, isSending } = useAct();
  const [severity, setSeverity] = useState<IncidentSeverity | ''>(incident.severity ?? '');
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      {incident.severity && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
          <StateBadge list="incident_severity" value={incident.severity} />
          <Box component="span" sx={{ color: colours.slate, fontSize: 13 }}>{translate('incident_page.severity_by', { name: incident.triagedBy?.name ?? '' })}</Box>
        </Box>
      )}
      {incident.may.includes('triage') && (
        <Box component="form" data-print="no" onSubmit={(event) => { event.preventDefault(); if (severity) void act((client) => client.triageIncident({ params: { schoolId, incidentId: incident.id }, body: { severity } }), translate('incident_page.saved')); }} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
          <TextField select size="small" label={translate('incident_page.severity')} value={severity} onChange={(event) => setSeverity(event.target.value as IncidentSeverity)} sx={{ minWidth: 140 }}>
            {INCIDENT_SEVERITIES.map((id) => (
              <MenuItem key={id} value={id}>
                {translate(`incident_severity.${id}`)}
              </MenuItem>
            ))}
          </TextField>
          <Button type="submit" variant={incident.severity ? 'outlined' : 'contained'} disabled={severity === '' || severity === incident.severity || isSending}>
            {translate(incident.severity ? 'incident_page.change_severity' : 'incident_page.set_severity')}
          </Button>
          <Why rule="reported_at_once" />
        </Box>
      )}
      {problem !== undefined && <Problem error={problem} />}
    </Box>
  );
}
