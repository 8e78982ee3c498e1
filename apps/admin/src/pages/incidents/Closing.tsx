import { useState, type ReactElement } from 'react';
import { Box, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { HOLD_KEEPERS, INCIDENT_CLOSERS } from '@guardroom/domain';
import { addMs, dayMs, type Instant } from '@guardroom/kernel';
import { CivilTimeField } from '../../components/fields/CivilTimeField.tsx';
import { Section } from '../../components/Page.tsx';
import { ReleaseByTwo } from '../../components/ReleaseByTwo.tsx';
import { StateBadge, StatusBadge } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { When } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { useMoment } from '../../components/use-words.ts';
import { useHolds, useSchoolId, useSession } from '../../providers/session.tsx';
import type { Incident } from './IncidentPage.tsx';

/** A review lengthens a hold by this unless told. Milliseconds. */
const REVIEW_STEP_MS = 180 * dayMs;

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
            <StepDialog label={translate('incident_page.close')} title={translate('incident_page.close_title', { number: incident.number })} help={translate('incident_page.close_words')} confirm={translate('incident_page.close')} variant="contained" done={translate('incident_page.saved')} send={(client) => client.closeIncident({ params, body: {} })} />
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
  const { release, may } = incident;
  if (!mayKeep && !release) return null;
  return (
    <Section title={translate('incident_page.hold')} aside={<StateBadge list="incident_hold" value={incident.hold.state} />}>
      {incident.hold.state !== 'released' && <Typography component="div" sx={{ mb: 2 }}>
        {translate('incident_page.hold_until')} <When at={incident.hold.until} precision="minutes" /> <Why rule="incident_held" />
      </Typography>}
      {may.includes('extend_hold') && (
        <Box sx={{ mb: 2 }}>
          <StepDialog label={translate('incident_page.review')} title={translate('incident_page.review')} done={translate('incident_page.saved')} words={{ label: translate('incident_page.reason'), least: 2, most: 500 }} send={(client, _schoolId, reason) => client.extendIncidentHold({ params, body: { until, reason } })}>
            <Box sx={{ pt: 1 }}>
              <CivilTimeField label={translate('incident_page.until')} value={until} onChange={setUntil} />
            </Box>
          </StepDialog>
        </Box>
      )}
      <ReleaseByTwo
        release={release && { askedBy: release.requestedBy.name, askedAt: release.requestedAt, reason: release.reason, releasedBy: release.releasedByName, releasedAt: release.releasedAt }}
        mayAsk={may.includes('request_release')}
        mayAnswer={may.includes('answer_release')}
        ask={(client, reason) => client.requestHoldRelease({ params, body: { reason } })}
        answer={(client, isReleased) => client.answerHoldRelease({ params, body: { release: isReleased } })}
      />
    </Section>
  );
}
