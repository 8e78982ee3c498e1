import { useEffect, useRef, type ReactElement } from 'react';
import { Box, Button, Checkbox, Chip, FormControlLabel, Radio, RadioGroup, TextField, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Fulfilment } from '@guardroom/domain';
import type { Instant } from '@guardroom/kernel';
import { CivilTimeField } from '../fields/CivilTimeField.tsx';
import { TruthBar } from '../truth-bar/TruthBar.tsx';
import { Why } from '../why/Why.tsx';
import { decisionOf, missingOf, surroundings, type Decision, type DecisionRequest, type DecisionTimeline, type Draft } from './model.ts';

type Props = {
  readonly request: DecisionRequest;
  readonly draft: Draft;
  readonly timelines: readonly DecisionTimeline[];
  readonly onChange: (draft: Draft) => void;
  readonly onCancel: () => void;
  readonly onConfirm: (decision: Decision) => Promise<void>;
  readonly isSending: boolean;
};

const presets = { approve: ['whole_1', 'whole_2'], part: ['part_1', 'part_2'], refuse: ['refuse_1', 'refuse_2', 'refuse_3'] } as const;

/** The second half of a decision, on the card itself: what exactly, why, and the confirmation. */
export function DecisionForm({ request, draft, timelines, onChange, onCancel, onConfirm, isSending }: Props): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const missing = missingOf(draft, request);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => void form.current?.scrollIntoView({ block: 'nearest' }), [draft.kind]); // newer browsers answer a promise, which is no clean-up
  const first = timelines.find((entry) => draft.cameraIds.includes(entry.cameraId));
  const toggle = (id: string): void => onChange({ ...draft, cameraIds: draft.cameraIds.includes(id) ? draft.cameraIds.filter((kept) => kept !== id) : [...draft.cameraIds, id] });
  return (
    <Box component="form" ref={form} onSubmit={(event) => (event.preventDefault(), missing === undefined && void onConfirm(decisionOf(draft)))} sx={{ display: 'grid', gap: 4, scrollMarginBottom: 96, scrollMarginTop: 72 }}>
      <Typography variant="h3">{translate(`decision_card.title_${draft.kind}`)}</Typography>
      {draft.kind === 'part' && (
        <Box sx={{ display: 'grid', gap: 3 }}>
          <Box role="group" aria-label={translate('decision_card.places')} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 4 }}>
            {request.cameras.map((camera) => (
              <FormControlLabel key={camera.id} control={<Checkbox checked={draft.cameraIds.includes(camera.id)} onChange={() => toggle(camera.id)} />} label={camera.name} />
            ))}
          </Box>
          {first && (
            <TruthBar
              name={request.cameras.find((camera) => camera.id === first.cameraId)?.name ?? ''}
              {...surroundings(request.from, request.to)}
              spans={first.spans}
              gaps={first.gaps}
              legend={false}
              approved={[{ from: request.from as Instant, to: request.to as Instant }]}
              selection={{ from: draft.from as Instant, to: draft.to as Instant }}
              onSelect={(range) => onChange({ ...draft, from: range.from < request.from ? request.from : range.from, to: range.to > request.to ? request.to : range.to })}
            />
          )}
          <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 3 }}>
            <CivilTimeField label={translate('decision_card.from')} value={draft.from as Instant} onChange={(from) => onChange({ ...draft, from })} />
            <CivilTimeField label={translate('decision_card.to')} value={draft.to as Instant} onChange={(to) => onChange({ ...draft, to })} />
          </Box>
        </Box>
      )}
      {draft.kind !== 'refuse' && (
        <Box>
          <RadioGroup row aria-label={translate('decision_card.way')} value={draft.fulfilment} onChange={(_event, value) => onChange({ ...draft, fulfilment: value as Fulfilment })}>
            <FormControlLabel value="result_only" control={<Radio />} label={translate('fulfilment.result_only')} />
            {request.fulfilmentAsked === 'escorted_viewing' && <FormControlLabel value="escorted_viewing" control={<Radio />} label={translate('fulfilment.escorted_viewing')} />}
          </RadioGroup>
          {draft.fulfilment === 'escorted_viewing' && (
            <Box sx={{ mt: 2, p: 3, bgcolor: colours.amberWash, borderRadius: 1, display: 'grid', gap: 2 }}>
              <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap' }}>
                <FormControlLabel control={<Checkbox checked={draft.consents} onChange={(_event, consents) => onChange({ ...draft, consents })} />} label={translate('decision_card.consent')} />
                <Why rule="second_consent" />
              </Box>
              {draft.consents && (
                <>
                  <TextField label={translate('decision_card.consent_reason')} value={draft.consentReason} onChange={(event) => onChange({ ...draft, consentReason: event.target.value })} multiline minRows={1} required />
                  <Presets keys={['consent_1', 'consent_2']} onPick={(consentReason) => onChange({ ...draft, consentReason })} />
                </>
              )}
            </Box>
          )}
        </Box>
      )}
      <Box sx={{ display: 'grid', gap: 2 }}>
        <TextField label={translate('decision_card.reasons')} value={draft.reasons} onChange={(event) => onChange({ ...draft, reasons: event.target.value })} multiline minRows={draft.kind === 'refuse' ? 2 : 1} required />
        <Presets keys={presets[draft.kind]} onPick={(reasons) => onChange({ ...draft, reasons })} />
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
        <Button type="submit" variant="contained" size="large" color={draft.kind === 'refuse' ? 'error' : 'primary'} disabled={missing !== undefined || isSending} sx={{ flex: { xs: '1 1 auto', sm: 'none' } }}>
          {translate(isSending ? 'decision_card.sending' : `decision_card.confirm_${draft.kind}`)}
        </Button>
        <Button variant="text" size="large" onClick={onCancel} disabled={isSending}>
          {translate('ra.action.back')}
        </Button>
        {missing && (
          <Typography variant="body2" role="status" sx={{ color: 'text.secondary', flexBasis: { xs: '100%', sm: 'auto' } }}>
            {translate(`decision_card.missing.${missing}`)}
          </Typography>
        )}
      </Box>
    </Box>
  );
}

function Presets({ keys, onPick }: { readonly keys: readonly string[]; readonly onPick: (words: string) => void }): ReactElement {
  const translate = useTranslate();
  return (
    <Box role="group" aria-label={translate('decision_card.presets')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
      {keys.map((key) => (
        <Chip key={key} variant="outlined" clickable label={translate(`decision_card.preset.${key}`)} onClick={() => onPick(translate(`decision_card.preset.${key}`))} sx={{ height: 'auto', minHeight: 32, '& .MuiChip-label': { whiteSpace: 'normal', py: 1 } }} />
      ))}
    </Box>
  );
}
