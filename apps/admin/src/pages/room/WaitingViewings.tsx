import type { ReactElement } from 'react';
import { Box, Button, Typography, useTheme } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { Problem } from '../../components/Problem.tsx';
import { Section } from '../../components/Page.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { useListWords } from '../../components/use-words.ts';
import { When } from '../../components/When.tsx';
import { useSession } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';

/** Viewings that wait for an escort or run now; first on the board, because a person stands there. Nothing when there are none. */
export function WaitingViewings(): ReactElement | null {
  const translate = useTranslate();
  const join = useListWords();
  const { colours } = useTheme();
  const { me } = useSession();
  const viewings = useAsk(
    ['room-viewings'],
    async (client, schoolId, signal) => {
      const [waiting, playing, blanked] = await Promise.all((['authenticating', 'playing', 'blanked'] as const).map((state) => client.listViewings({ params: { schoolId }, query: { state, perPage: 20 } }, { signal })));
      return [...(waiting?.items ?? []), ...(playing?.items ?? []), ...(blanked?.items ?? [])];
    },
    3_000,
  );
  if (viewings.error) return <Problem error={viewings.error} onRetry={() => void viewings.refetch()} />;
  if (!viewings.data?.length) return null;
  return (
    <Section title={translate('room.viewings')}>
      <Box sx={{ display: 'grid', gap: 2 }}>
        {viewings.data.map((viewing) => {
          const mayJoin = viewing.escortNeeded && viewing.viewer.id !== me.personId && (viewing.escort === null || viewing.escort.id === me.personId);
          return (
            <Box key={viewing.id} sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center', bgcolor: viewing.state === 'authenticating' ? colours.amberWash : colours.sheet, border: `1px solid ${colours.hairline}`, borderRadius: 1, p: 4 }}>
              <Box sx={{ flex: '1 1 240px' }}>
                <Typography sx={{ fontWeight: 600 }}>
                  {viewing.viewer.name} · {viewing.request.number}
                </Typography>
                <Typography variant="body2" sx={{ color: 'text.secondary' }}>
                  {join(viewing.cameras.map((camera) => camera.name))} · <When at={viewing.openedAt} />
                </Typography>
              </Box>
              <StateBadge list="session" value={viewing.state} />
              {mayJoin && (
                <Button variant="contained" component={LinkBase} to={`/escort/${viewing.id}`}>
                  {translate(viewing.escort ? 'room.back_to_escort' : 'room.escort')}
                </Button>
              )}
            </Box>
          );
        })}
      </Box>
    </Section>
  );
}
