import { useState, type ReactElement } from 'react';
import { Box, FormControlLabel, Radio, RadioGroup, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Client } from '@guardroom/client';
import { civilDay } from '@guardroom/kernel';
import { Facts } from '../../components/Facts.tsx';
import { Section } from '../../components/Page.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { useNow } from '../../components/use-words.ts';
import { Day, When } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { useHolds } from '../../providers/session.tsx';

type Camera = Awaited<ReturnType<Client['getCamera']>>;

/** Whether a camera beside a private space sees into it: the latest look, when the next one is due, and making it. Nothing where no private space is near. */
export function CameraReview({ camera }: { readonly camera: Camera }): ReactElement | null {
  const translate = useTranslate();
  const reviews = useHolds('security_lead', 'deputy_safety', 'principal', 'legal_representative');
  const today = civilDay(useNow(60_000));
  const { review, reviewDueOn } = camera;
  if (reviewDueOn === null && !review?.seesPrivate) return null;
  const isDue = reviewDueOn === null || reviewDueOn <= today || review?.seesPrivate === true;
  return (
    <Section title={translate('cameras.review')} aside={<Why rule="prohibited_spaces" />}>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 3, maxWidth: 640 }}>
        {translate('cameras.review_help')}
      </Typography>
      <Facts
        rows={[
          [translate('cameras.review_answer'), review ? <span key="r">{translate(review.seesPrivate ? 'cameras.review_sees' : 'cameras.review_clear')} · {review.by} · <When at={review.at} precision="minutes" /></span> : translate('cameras.review_none')],
          ...(reviewDueOn === null ? [] : ([[translate('cameras.review_due'), <Day key="d" day={reviewDueOn} />]] as const)),
        ]}
      />
      {reviews && (
        <Box sx={{ mt: 4 }}>
          <MakeReview camera={camera} isDue={isDue} />
        </Box>
      )}
    </Section>
  );
}

function MakeReview({ camera, isDue }: { readonly camera: Camera; readonly isDue: boolean }): ReactElement {
  const translate = useTranslate();
  const [answer, setAnswer] = useState<'clear' | 'sees'>();
  return (
    <StepDialog
      variant={isDue ? 'contained' : 'outlined'}
      label={translate('cameras.review_do')}
      title={translate('cameras.review_title', { name: camera.name })}
      help={translate('cameras.review_help')}
      done={translate('cameras.review_done')}
      isReady={answer !== undefined}
      words={{ label: translate('cameras.review_words'), least: 5, most: 500 }}
      send={(client, schoolId, words) => client.reviewCamera({ params: { schoolId, cameraId: camera.id }, body: { seesPrivate: answer === 'sees', words } })}
    >
      <RadioGroup aria-label={translate('cameras.review_answer')} value={answer ?? ''} onChange={(_event, value) => setAnswer(value as 'clear' | 'sees')}>
        {(['clear', 'sees'] as const).map((value) => (
          <FormControlLabel key={value} value={value} control={<Radio />} label={translate(`cameras.review_${value}`)} />
        ))}
      </RadioGroup>
    </StepDialog>
  );
}
