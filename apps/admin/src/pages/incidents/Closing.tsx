import { useState, type ReactElement } from 'react';
import { Box, TextField, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { HOLD_KEEPERS, INCIDENT_CLOSERS } from '@guardroom/domain';
import { addMs, type Instant } from '@guardroom/kernel';
import { CivilTimeField } from '../../components/CivilTimeField.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { Section } from '../../components/Page.tsx';
import { StateBadge, StatusBadge } from '../../components/StatusBadge.tsx';
import { When } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { useHolds, useSchoolId, useSession } from '../../providers/session.tsx';
import type { Incident } from './IncidentPage.tsx';
import { useMoment } from './use-moment.ts';

/** A review lengthens a hold by this unless told. Milliseconds. */
const REVIEW_STEP_MS = 180 * 86_400_000;

/** Filing the record, by another person and when nothing is missing; and the end of the hold, by two. */
export function Closing({ incident }: { readonly incident: Incident }): ReactElement {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const { me } = useSession();
  const moment = useMoment();
  const mayClose = useHolds(...INCIDENT_CLOSERS);
  const params = { schoolId, incidentId: incident.id };
  const isOwn = incident.openedBy.id === me.personId || incident.report.writtenBy?.id === me.personId;
  return (
    <>
      <Section title={translate('incident_page.closing')} aside={<Why rule="record_complete" />}>
        {incident.closedBy ? (
          <Typography>{translate('incident_page.closed', { name: incident.closedBy.name, at: moment(incident.closedAt) })}</Typography>
        ) : incident.missing.length > 0 ? (
          <Box>
            <Typography sx={{ mb: 2 }}>{translate('incident_page.missing')}</Typography>
            <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
              {incident.missing.map((field) => (
                <StatusBadge key={field} tone="partial">
                  {translate(`record_field.${field}`)}
                </StatusBadge>
              ))}
            </Box>
          </Box>
        ) : (
          <StatusBadge tone="pass">{translate('incident_page.complete')}</StatusBadge>
        )}
        {incident.may.includes('close') && (
          <Box sx={{ mt: 3 }}>
            <Confirm label={translate('incident_page.close')} title={translate('incident_page.close_title', { number: incident.number })} words={translate('incident_page.close_words')} confirm={translate('incident_page.close')} variant="contained" done={translate('incident_page.saved')} change={(client) => client.closeIncident({ params, body: {} })} />
          </Box>
        )}
        {mayClose && isOwn && incident.state !== 'closed' && (
          <Typography variant="body2" sx={{ color: 'text.secondary', mt: 2 }}>
            {translate('incident_page.close_another')}
          </Typography>
        )}
      </Section>
      <Hold incident={incident} />
    </>
  );
}

function Hold({ incident }: { readonly incident: Incident }): ReactElement | null {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const mayKeep = useHolds(...HOLD_KEEPERS);
  const params = { schoolId, incidentId: incident.id };
  const [until, setUntil] = useState<Instant>(() => addMs(incident.hold.until as Instant, REVIEW_STEP_MS));
  const [reason, setReason] = useState('');
  const { release, may } = incident;
  const moment = useMoment();
  if (!mayKeep && !release) return null;
  const why = (
    <TextField label={translate('incident_page.reason')} value={reason} onChange={(event) => setReason(event.target.value)} required multiline slotProps={{ htmlInput: { maxLength: 500 } }} />
  );
  return (
    <Section title={translate('incident_page.hold')} aside={<StateBadge list="incident_hold" value={incident.hold.state} />}>
      <Typography component="div" sx={{ mb: 2 }}>
        {translate('incident_page.hold_until')} <When at={incident.hold.until} precision="minutes" /> <Why rule="incident_held" />
      </Typography>
      {release && (
        <Typography component="div" sx={{ mb: 2 }}>
          {translate('incident_page.release_asked', { name: release.requestedBy.name, at: moment(release.requestedAt), reason: release.reason })}
          {release.releasedAt && <Box>{translate('incident_page.released', { name: release.releasedByName ?? '', at: moment(release.releasedAt) })}</Box>}
        </Typography>
      )}
      {mayKeep && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }} data-print="no">
          {may.includes('extend_hold') && (
            <Confirm label={translate('incident_page.review')} title={translate('incident_page.review')} confirm={translate('incident_page.review')} isReady={reason.trim().length >= 2} done={translate('incident_page.saved')} change={(client) => client.extendIncidentHold({ params, body: { until, reason: reason.trim() } })}>
              <Box sx={{ display: 'grid', gap: 3, pt: 1 }}>
                <CivilTimeField label={translate('incident_page.until')} value={until} onChange={setUntil} />
                {why}
              </Box>
            </Confirm>
          )}
          {may.includes('request_release') && (
            <Confirm label={translate('incident_page.release')} title={translate('incident_page.release_title')} words={translate('incident_page.release_words')} confirm={translate('incident_page.release')} isGrave isReady={reason.trim().length >= 5} done={translate('incident_page.saved')} change={(client) => client.requestHoldRelease({ params, body: { reason: reason.trim() } })}>
              {why}
            </Confirm>
          )}
          {may.includes('answer_release') && (
            <>
              <Confirm label={translate('incident_page.release_yes')} title={translate('incident_page.release_yes_title')} words={translate('incident_page.release_yes_words')} confirm={translate('incident_page.release_yes')} isGrave done={translate('incident_page.saved')} change={(client) => client.answerHoldRelease({ params, body: { release: true } })} />
              <Confirm label={translate('incident_page.release_no')} title={translate('incident_page.release_no')} confirm={translate('incident_page.release_no')} done={translate('incident_page.saved')} change={(client) => client.answerHoldRelease({ params, body: { release: false } })} />
            </>
          )}
        </Box>
      )}
    </Section>
  );
}
