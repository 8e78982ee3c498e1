import { useState, type ReactElement } from 'react';
import { Box, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { ownAppointment } from '@guardroom/contracts';
import { clearanceCounts, UNDERTAKING } from '@guardroom/domain';
import { civilDay, type Instant } from '@guardroom/kernel';
import { StepDialog } from '../../components/StepDialog.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { Undertaking } from '../../components/Undertaking.tsx';
import { useDayWords, useListWords } from '../../components/use-words.ts';
import { Why } from '../../components/why/Why.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { usePost } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';

type Own = z.output<typeof ownAppointment>;

/** Posts that one is offered, to accept or decline; the posts one holds; and what they ask for. */
export default function MyPosts(): ReactElement {
  const translate = useTranslate();
  const { post } = usePost();
  const day = useDayWords();
  const own = useAsk(['own-appointments'], (client, _school, signal) => client.listOwnAppointments({}, { signal }));
  if (own.error) return <Problem error={own.error} onRetry={() => void own.refetch()} />;
  if (!own.data) return <PageSkeleton />;
  const offers = own.data.items.filter((item) => item.state === 'proposed');
  const posts = own.data.items.filter((item) => item.state !== 'proposed');
  return (
    <Box sx={{ maxWidth: 760 }}>
      <PageHead title={translate('my_posts.title')} intro={<>{translate('my_posts.intro')} <Why rule="roles_by_appointment" /></>} />
      <Section title={translate('my_posts.offers')}>
        {offers.length === 0 && <Typography sx={{ color: 'text.secondary' }}>{translate('my_posts.no_offers')}</Typography>}
        <Box sx={{ display: 'grid', gap: 3 }}>
          {offers.map((offer) => (
            <OfferCard key={offer.id} offer={offer} />
          ))}
        </Box>
      </Section>
      <Section title={translate('my_posts.posts')}>
        {posts.length === 0 && <Typography sx={{ color: 'text.secondary' }}>{translate('my_posts.no_posts')}</Typography>}
        <Box component="ul" sx={{ listStyle: 'none', p: 0, m: 0, display: 'grid', gap: 2 }}>
          {posts.map((item) => (
            <Box component="li" key={item.id} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 4, alignItems: 'center' }}>
              <Typography sx={{ fontWeight: 600 }}>{translate(`role.${item.role}`)}</Typography>
              <Typography>{item.school.name}</Typography>
              <Typography variant="body2" sx={{ color: 'text.secondary' }}>{translate('my_posts.since', { starts: day(item.startsOn) })}</Typography>
              <StateBadge list="appointment_state" value={item.state} quiet />
            </Box>
          ))}
        </Box>
      </Section>
      {post && <OwnClearances />}
    </Box>
  );
}

function OfferCard({ offer }: { readonly offer: Own }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const list = useListWords();
  const day = useDayWords();
  const [isAgreed, setAgreed] = useState(false);
  const role = translate(`role.${offer.role}`);
  const signs = offer.requirements.some(({ kind, state }) => kind === 'undertaking' && !clearanceCounts(state));
  const lacking = offer.requirements.filter(({ kind, state }) => kind !== 'undertaking' && !clearanceCounts(state));
  return (
    <Box component="article" aria-label={role} sx={{ bgcolor: colours.sheet, border: `1px solid ${colours.hairlineStrong}`, borderRadius: 1, p: 4, display: 'grid', gap: 3 }}>
      <Box>
        <Typography variant="h3">{`${role} · ${offer.school.name}`}</Typography>
        <Typography variant="body2" component="div" sx={{ color: 'text.secondary' }}>
          {translate('my_posts.offered', { name: offer.proposedByName ?? '', starts: day(offer.startsOn), at: offer.proposedAt ? day(civilDay(offer.proposedAt as Instant)) : '—' })}
        </Typography>
      </Box>
      {offer.requirements.length > 0 && (
        <Box>
          <Typography variant="body2" sx={{ mb: 1 }}>{translate('my_posts.asks_for')} <Why rule="cleared_before_duty" /></Typography>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 3 }}>
            {offer.requirements.map(({ kind, state }) => (
              <Box key={kind} sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
                <span>{translate(`clearance_kind.${kind}`)}</span>
                <StateBadge list="clearance_state" value={state} />
              </Box>
            ))}
          </Box>
          {lacking.length > 0 && <Typography variant="body2" sx={{ mt: 2 }}>{translate('my_posts.lacking', { kinds: list(lacking.map(({ kind }) => translate(`clearance_kind.${kind}`))) })}</Typography>}
        </Box>
      )}
      <Box sx={{ display: 'flex', gap: 2 }}>
        <StepDialog
          label={translate('my_posts.accept')}
          title={translate('my_posts.accept_title', { role })}
          help={translate('my_posts.accept_words', { starts: day(offer.startsOn) })}
          confirm={translate('my_posts.accept')}
          variant="contained"
          isReady={!signs || isAgreed}
          done={translate('my_posts.accepted', { role })}
          send={async (client) => {
            await client.acceptAppointment({ params: { appointmentId: offer.id }, body: signs ? { undertaking: { version: UNDERTAKING.version } } : {} });
            window.location.reload(); // the posts of this sign-in are read once, when the pages open
          }}
        >
          {signs && <Undertaking isAgreed={isAgreed} onAgree={setAgreed} />}
        </StepDialog>
        <StepDialog
          label={translate('my_posts.decline')}
          title={translate('my_posts.decline_title', { role })}
          help={translate('my_posts.decline_words')}
          confirm={translate('my_posts.decline')}
          isGrave
          variant="text"
          done={translate('my_posts.declined', { role })}
          words={{ label: translate('my_posts.reason'), least: 2, most: 500 }}
          send={(client, _schoolId, reason) => client.declineAppointment({ params: { appointmentId: offer.id }, body: { reason } })}
        />
      </Box>
    </Box>
  );
}

function OwnClearances(): ReactElement {
  const translate = useTranslate();
  const { post } = usePost();
  const day = useDayWords();
  const [isAgreed, setAgreed] = useState(false);
  const own = useAsk(['own-clearances'], (client, schoolId, signal) => client.listOwnClearances({ params: { schoolId } }, { signal }));
  if (own.error) return <Problem error={own.error} onRetry={() => void own.refetch()} />;
  if (!own.data) return <PageSkeleton />;
  const undertaking = own.data.items.find((item) => item.kind === 'undertaking');
  return (
    <Section title={translate('my_posts.mine')}>
      {own.data.items.length === 0 && <Typography sx={{ color: 'text.secondary' }}>{translate('my_posts.no_mine')}</Typography>}
      <Box component="ul" sx={{ listStyle: 'none', p: 0, m: 0, display: 'grid', gap: 2, mb: 3 }}>
        {own.data.items.map((item) => (
          <Box component="li" key={item.kind} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 4, alignItems: 'center' }}>
            <Typography sx={{ minWidth: { xs: 96, sm: 200 } }}>{translate(`clearance_kind.${item.kind}`)}</Typography>
            <StateBadge list="clearance_state" value={item.state} />
            {item.record && (
              <Typography variant="body2" component="div" sx={{ color: 'text.secondary' }}>
                {translate('my_posts.until', { day: day(item.record.validUntil), done: day(item.record.doneOn), issuer: item.record.issuer })}
              </Typography>
            )}
          </Box>
        ))}
      </Box>
      {undertaking && undertaking.state !== 'valid' && (
        <StepDialog
          label={translate('my_posts.sign')}
          title={translate('my_posts.sign')}
          confirm={translate('undertaking.sign')}
          variant="contained"
          isReady={isAgreed}
          done={translate('my_posts.signed')}
          send={(client) => client.signUndertaking({ params: { schoolId: post?.schoolId ?? '' }, body: { version: UNDERTAKING.version } })}
        >
          <Undertaking isAgreed={isAgreed} onAgree={setAgreed} />
        </StepDialog>
      )}
    </Section>
  );
}
