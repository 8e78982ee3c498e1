import { useState, type ReactElement } from 'react';
import { Box, Button, Chip, FormControlLabel, MenuItem, Radio, RadioGroup, TextField, Typography, useTheme } from '@mui/material';
import { LinkBase, useNavigate, useTranslate } from 'react-admin';
import type { Client } from '@guardroom/client';
import { requiredOf, type SchoolRole } from '@guardroom/domain';
import { civilDay } from '@guardroom/kernel';
import { useAct } from '../../components/use-act.ts';
import { Facts } from '../../components/Facts.tsx';
import { DayField } from '../../components/fields/DayField.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { useListWords, useNow } from '../../components/use-words.ts';
import { Why } from '../../components/why/Why.tsx';
import { candidateOf, clashOf, type Candidate, type Offer } from './offer.ts';

type FirstSignIn = { readonly name: string; readonly username: string; readonly temporaryPassword: string };

/** What is offered to whom, as the API is told. */
export type Proposal = { readonly person: Candidate; readonly role: SchoolRole; readonly startsOn: string };
/** Somebody to choose from, with the posts that they hold. */
type Known = { readonly id: string; readonly name: string; readonly roles: readonly SchoolRole[] };

/** The form that offers a post: who, which, from when. The rules about who may hold what are told while one chooses. */
export function OfferForm({ title, intro, known, roles, back, propose }: {
  readonly title: string;
  readonly intro: string;
  /** People to choose from; without them the person is named by their sign-in name. */
  readonly known?: readonly Known[];
  /** Posts that may be offered; the only one is chosen already. */
  readonly roles: readonly SchoolRole[];
  /** The list that the offer stands in afterwards. */
  readonly back: string;
  readonly propose: (client: Client, proposal: Proposal) => Promise<{ readonly appointment: { readonly person: { readonly name: string } }; readonly firstSignIn: Omit<FirstSignIn, 'name'> | null }>;
}): ReactElement {
  const translate = useTranslate();
  const navigate = useNavigate();
  const list = useListWords();
  const today = civilDay(useNow());
  const { act, problem, isSending } = useAct();
  const [offer, setOffer] = useState<Offer>({ kind: known ? 'known' : 'login', personId: '', username: '', name: '', role: roles.length === 1 && roles[0] ? roles[0] : '', startsOn: today });
  const [first, setFirst] = useState<FirstSignIn>();
  const put = (change: Partial<Offer>): void => setOffer((before) => ({ ...before, ...change }));
  if (first) return <First {...first} back={back} />;
  const chosen = offer.kind === 'known' ? known?.find((person) => person.id === offer.personId) : undefined;
  const words = (posts: readonly SchoolRole[]): string => list(posts.map((post) => translate(`role.${post}`)));
  const clash = clashOf(offer, chosen?.roles ?? []);
  const candidate = candidateOf(offer);
  const { role } = offer;
  const send = async (): Promise<void> => {
    if (!candidate || role === '') return;
    const went = await act(
      async (client) => {
        const { appointment, firstSignIn } = await propose(client, { person: candidate, role, startsOn: offer.startsOn });
        if (firstSignIn) setFirst({ name: appointment.person.name, ...firstSignIn });
      },
      translate('propose.sent', { name: chosen?.name ?? (offer.name.trim() || offer.username), role: translate(`role.${role}`) }),
    );
    if (went && candidate.kind !== 'new') navigate(back);
  };
  return (
    <Box component="form" sx={{ maxWidth: 720 }} onSubmit={(event) => (event.preventDefault(), void send())}>
      <PageHead title={title} intro={<>{intro} <Why rule="roles_by_appointment" /></>} />
      <Section title={translate('propose.who')}>
        <RadioGroup aria-label={translate('propose.who')} value={offer.kind} onChange={(_event, kind) => put({ kind: kind as Offer['kind'] })} sx={{ mb: 3 }}>
          {(known ? (['known', 'login', 'new'] as const) : (['login', 'new'] as const)).map((kind) => (
            <FormControlLabel key={kind} value={kind} control={<Radio />} label={<>{translate(`propose.kind.${kind === 'login' && !known ? 'district' : kind}`)} <Box component="span" sx={{ color: 'text.secondary', fontSize: 13 }}>{translate(`propose.kind_help.${kind}`)}</Box></>} />
          ))}
        </RadioGroup>
        <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 3 }}>
          {offer.kind === 'known' && (
            <TextField select required label={translate('propose.person')} value={chosen ? offer.personId : ''} onChange={(event) => put({ personId: event.target.value })} helperText={chosen ? (chosen.roles.length > 0 ? translate('propose.holds', { roles: words(chosen.roles) }) : translate('propose.holds_none')) : ' '}>
              {known?.map((person) => (
                <MenuItem key={person.id} value={person.id}>
                  {person.name}
                </MenuItem>
              ))}
            </TextField>
          )}
          {offer.kind === 'new' && <TextField required label={translate('propose.name')} value={offer.name} onChange={(event) => put({ name: event.target.value })} slotProps={{ htmlInput: { maxLength: 40 } }} helperText={translate('propose.name_help')} />}
          {offer.kind !== 'known' && <TextField required label={translate('propose.username')} value={offer.username} onChange={(event) => put({ username: event.target.value.trim() })} autoComplete="off" slotProps={{ htmlInput: { maxLength: 64, autoCapitalize: 'none', spellCheck: false } }} helperText={translate('propose.username_help')} />}
        </Box>
      </Section>
      <Section title={translate('propose.what')}>
        <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 3 }}>
          {roles.length > 1 && <TextField select required label={translate('propose.role')} value={role} onChange={(event) => put({ role: event.target.value as SchoolRole })}>
            {roles.map((id) => (
              <MenuItem key={id} value={id}>
                {translate(`role.${id}`)}
              </MenuItem>
            ))}
          </TextField>}
          <DayField required label={translate('propose.starts')} value={offer.startsOn} onChange={(startsOn) => put({ startsOn })} min={today} />
        </Box>
        <Box aria-live="polite" sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, mt: 3, alignItems: 'center', minHeight: 32 }}>
          {role !== '' && clash.length === 0 && (requiredOf([role]).length > 0 ? (
            <>
              <Typography variant="body2">{translate('propose.asks_for')}</Typography>
              {requiredOf([role]).map((kind) => <Chip key={kind} size="small" variant="outlined" label={translate(`clearance_kind.${kind}`)} />)}
            </>
          ) : (
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>{translate('propose.asks_nothing')}</Typography>
          ))}
          {clash.length > 0 && <><StatusBadge tone="fail">{translate('propose.clash', { roles: words(clash) })}</StatusBadge> <Why rule="separate_lines" /></>}
        </Box>
      </Section>
      {problem !== undefined && <Box sx={{ mb: 3 }}><Problem error={problem} /></Box>}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
        <Button type="submit" variant="contained" size="large" disabled={!candidate || role === '' || clash.length > 0 || isSending}>
          {translate(isSending ? 'propose.sending' : 'propose.send')}
        </Button>
        <Button variant="text" size="large" component={LinkBase} to={back}>
          {translate('ra.action.back')}
        </Button>
        {(!candidate || role === '') && <Typography variant="body2" sx={{ color: 'text.secondary' }}>{translate(candidate ? 'propose.obstacle.role' : `propose.obstacle.${offer.kind}`)}</Typography>}
      </Box>
    </Box>
  );
}

/** A first password, shown this once. */
function First({ name, username, temporaryPassword, back }: FirstSignIn & { readonly back: string }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  return (
    <Box sx={{ maxWidth: 560 }}>
      <PageHead title={translate('propose.first_title')} intro={translate('propose.first_words', { name })} />
      <Box sx={{ bgcolor: colours.sheet, border: `1px solid ${colours.hairline}`, borderRadius: 1, p: 4, mb: 4 }}>
        <Facts rows={[[translate('propose.name'), name], [translate('propose.username'), <code key="u">{username}</code>], [translate('propose.first_password'), <Box key="p" component="code" sx={{ fontSize: 18, fontWeight: 600 }}>{temporaryPassword}</Box>]]} />
      </Box>
      <Box sx={{ display: 'flex', gap: 2 }} data-print="no">
        <Button variant="contained" component={LinkBase} to={back}>{translate('propose.first_kept')}</Button>
        <Button variant="outlined" onClick={() => window.print()}>{translate('propose.print')}</Button>
      </Box>
    </Box>
  );
}
