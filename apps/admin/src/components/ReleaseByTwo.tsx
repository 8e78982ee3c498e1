import type { ReactElement } from 'react';
import { Box, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Client } from '@guardroom/client';
import type { Instant } from '@guardroom/kernel';
import { whenWords } from '../time/words.ts';
import { StepDialog } from './StepDialog.tsx';
import { useLocaleName, useNow } from './use-words.ts';

/** Who asked to let preserved footage go, and who agreed. */
export type Release = { readonly askedBy: string; readonly askedAt: string; readonly reason: string; readonly releasedBy: string | null; readonly releasedAt: string | null };

/** The end of a preservation: one person asks, another one agrees or keeps it. */
export function ReleaseByTwo({ release, mayAsk, mayAnswer, ask, answer }: {
  readonly release: Release | null;
  readonly mayAsk: boolean;
  readonly mayAnswer: boolean;
  readonly ask: (client: Client, reason: string) => Promise<unknown>;
  readonly answer: (client: Client, release: boolean) => Promise<unknown>;
}): ReactElement {
  const translate = useTranslate();
  const locale = useLocaleName();
  const now = useNow(60_000);
  const moment = (at: string): string => whenWords(at as Instant, now, locale, 'minutes');
  const done = translate('release_by_two.saved');
  return (
    <>
      {release && (
        <Typography component="div" sx={{ mb: 2 }}>
          {translate('release_by_two.asked', { name: release.askedBy, at: moment(release.askedAt), reason: release.reason })}
          {release.releasedAt && <Box>{translate('release_by_two.released', { name: release.releasedBy ?? '', at: moment(release.releasedAt) })}</Box>}
        </Typography>
      )}
      {(mayAsk || mayAnswer) && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }} data-print="no">
          {mayAsk && (
            <StepDialog label={translate('release_by_two.ask')} title={translate('release_by_two.ask_title')} help={translate('release_by_two.ask_words')} isGrave done={done} words={{ label: translate('release_by_two.reason'), least: 5, most: 500 }} send={(client, _schoolId, reason) => ask(client, reason)} />
          )}
          {mayAnswer && (
            <>
              <StepDialog label={translate('release_by_two.yes')} title={translate('release_by_two.yes_title')} help={translate('release_by_two.yes_words')} isGrave done={done} send={(client) => answer(client, true)} />
              <StepDialog label={translate('release_by_two.no')} title={translate('release_by_two.no')} done={done} send={(client) => answer(client, false)} />
            </>
          )}
        </Box>
      )}
    </>
  );
}
