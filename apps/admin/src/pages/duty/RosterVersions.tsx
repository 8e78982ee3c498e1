import type { ReactElement } from 'react';
import { Box, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Section } from '../../components/Page.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { useLocaleName } from '../../components/use-words.ts';
import { When } from '../../components/When.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { durationWords } from '../../time/words.ts';

/** Every version of a week's roster that was published; nothing while there is only one or none. */
export function RosterVersions({ week }: { readonly week: string }): ReactElement | null {
  const translate = useTranslate();
  const { colours } = useTheme();
  const locale = useLocaleName();
  const asked = useAsk(['roster-versions', week], (client, schoolId, signal) => client.listRosters({ params: { schoolId }, query: { week, perPage: 50 } }, { signal }));
  const versions = asked.data?.items.filter((roster) => roster.publishedAt !== null) ?? [];
  if (versions.length < 2) return null;
  return (
    <Box data-print="no" sx={{ mt: 8 }}>
      <Section title={translate('roster.versions')}>
        {versions.map((roster) => (
          <Box key={roster.id} sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, py: 2, borderBottom: `1px solid ${colours.hairline}`, alignItems: 'center' }}>
            <Typography sx={{ fontWeight: 600 }}>{translate('roster.number', { version: roster.version })}</Typography>
            <StateBadge list="roster_state" value={roster.state} quiet />
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>
              {roster.publishedBy?.name} <When at={roster.publishedAt} precision="minutes" />
              {roster.uncoveredMinutes ? ` · ${translate('roster.uncovered', { length: durationWords(roster.uncoveredMinutes * 60_000, locale) })} · ${roster.uncoveredReason ?? ''}` : ''}
            </Typography>
          </Box>
        ))}
      </Section>
    </Box>
  );
}
