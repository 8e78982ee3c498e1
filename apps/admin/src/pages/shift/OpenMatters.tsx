import type { ReactElement } from 'react';
import { Box, Typography, useTheme } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { Section } from '../../components/Page.tsx';
import { useMoment } from '../../components/use-words.ts';
import type { OpenMatter } from './types.ts';

/** Where a matter is dealt with. */
export function placeOf({ kind, subject }: Pick<OpenMatter, 'kind' | 'subject'>): string | undefined {
  switch (kind) {
    case 'recording_gap':
      return '/gaps';
    case 'fault_ticket':
      return `/fault-tickets/${subject}/show`;
    case 'footage_request':
      return `/footage-requests/${subject}`;
    case 'incident':
      return `/incidents/${subject}`;
    case 'viewing_session':
      return '/room';
    case 'visitor_inside':
      return '/visitors';
    case 'live_view':
      return '/live-views';
    case 'footage_hold':
      return subject?.startsWith('inc_') ? `/incidents/${subject}` : subject?.startsWith('frq_') ? `/footage-requests/${subject}` : undefined;
    default:
      return undefined;
  }
}

/** What is open now, with the way to it. */
export function OpenMatters({ matters }: { readonly matters: readonly OpenMatter[] }): ReactElement {
  const translate = useTranslate();
  return (
    <Section title={translate('my_shift.open')} aside={matters.length > 0 ? String(matters.length) : undefined}>
      {matters.length === 0 ? (
        <Typography sx={{ color: 'text.secondary' }}>{translate('my_shift.none_open')}</Typography>
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', p: 0, maxHeight: 360, overflowY: 'auto' }} tabIndex={0} aria-label={translate('my_shift.open')}>
          {matters.map((matter) => (
            <Matter key={`${matter.kind}${matter.subject}${matter.since}`} matter={matter} />
          ))}
        </Box>
      )}
    </Section>
  );
}

function Matter({ matter }: { readonly matter: OpenMatter }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const when = useMoment();
  const to = placeOf(matter);
  return (
    <Box component="li" sx={{ py: 2, borderBottom: `1px solid ${colours.hairline}` }}>
      <Typography>
        <strong>{translate(`handover_item.${matter.kind}`)}</strong> {to ? <LinkBase to={to}>{matter.words}</LinkBase> : matter.words}
      </Typography>
      {matter.since && (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {translate('my_shift.since', { at: when(matter.since) })}
        </Typography>
      )}
    </Box>
  );
}
