import { useRef, useState, type ReactElement } from 'react';
import { Box, Button, MenuItem, TextField, Typography } from '@mui/material';
import { LinkBase, useNavigate, useNotify, useTranslate } from 'react-admin';
import { NOTICE_LONGEST_HOURS } from '@guardroom/domain';
import { CivilTimeField } from '../../components/fields/CivilTimeField.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useNow } from '../../components/use-words.ts';
import { Why } from '../../components/why/Why.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useApi, useSession } from '../../providers/session.tsx';
import { useAsk, useRefreshAll } from '../../providers/use-ask.ts';
import { blankNotice, faultsOf, type Draft, type Officer } from './file-case.ts';

/** Files an authority's request: what the notice says, all faults marked at once, and nothing that was typed is lost. */
export default function FileCase(): ReactElement {
  const translate = useTranslate();
  const navigate = useNavigate();
  const notify = useNotify();
  const client = useApi();
  const { me } = useSession();
  const refreshAll = useRefreshAll();
  const now = useNow(10_000);
  const form = useRef<HTMLFormElement>(null);
  const schools = useAsk(['case-schools'], (api, _school, signal) => api.listCaseSchools({ query: { perPage: 500 } }, { signal }));
  const [draft, setDraft] = useState<Draft>(() => blankNotice(now, me.name));
  const [isTried, setTried] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setSending] = useState(false);
  if (schools.error) return <Problem error={schools.error} onRetry={() => void schools.refetch()} />;
  if (!schools.data) return <PageSkeleton />;

  const faults = faultsOf(draft, now);
  const put = (change: Partial<Draft>): void => setDraft((before) => ({ ...before, ...change }));
  const said = (field: string): string | undefined => {
    const found = isTried ? faults.find((fault) => fault.field === field) : undefined;
    return found && translate(`file_case.fault.${found.fault}`, { hours: NOTICE_LONGEST_HOURS });
  };
  const field = (name: string, help?: string) => ({ error: said(name) !== undefined, helperText: said(name) ?? help, required: true });
  const officer = (i: 0 | 1, change: Partial<Officer>): void => {
    const [one, two] = draft.officers;
    put({ officers: i === 0 ? [{ ...one, ...change }, two] : [one, { ...two, ...change }] });
  };

  const send = async (): Promise<void> => {
    setTried(true);
    setProblem(undefined);
    if (faults.length > 0) return form.current?.scrollIntoView({ block: 'start' });
    setSending(true);
    try {
      const { officers, ...rest } = draft;
      const filed = await client.fileCase({ body: { ...rest, officers: officers.map(({ name, badge }) => ({ name: name.trim(), badge: badge.trim() })) } });
      await refreshAll();
      notify(translate('file_case.filed', { notice: filed.noticeNumber }), { type: 'success' });
      navigate(`/cases/${filed.id}`);
    } catch (error) {
      setProblem(error);
    } finally {
      setSending(false);
    }
  };

  return (
    <Box component="form" ref={form} noValidate sx={{ maxWidth: 760, scrollMarginTop: 72 }} onSubmit={(event) => (event.preventDefault(), void send())}>
      <PageHead title={translate('file_case.title')} intro={<>{translate('file_case.intro')} <Why rule="authority_asks" /></>} />
      {isTried && faults.length > 0 && (
        <Typography role="alert" color="error" sx={{ mb: 3 }}>
          {translate('file_case.check', { count: faults.length })}
        </Typography>
      )}
      <Section title={translate('file_case.notice')}>
        <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 3 }}>
          <TextField label={translate('file_case.case_number')} value={draft.caseNumber} onChange={(event) => put({ caseNumber: event.target.value })} slotProps={{ htmlInput: { maxLength: 80 } }} {...field('case_number')} />
          <TextField label={translate('file_case.notice_number')} value={draft.noticeNumber} onChange={(event) => put({ noticeNumber: event.target.value })} slotProps={{ htmlInput: { maxLength: 80 } }} {...field('notice_number', translate('file_case.notice_once'))} />
          <TextField label={translate('file_case.facts')} placeholder={translate('file_case.facts_example')} value={draft.facts} onChange={(event) => put({ facts: event.target.value })} multiline minRows={2} slotProps={{ htmlInput: { maxLength: 1000 } }} sx={{ gridColumn: '1 / -1' }} {...field('facts')} />
          <CivilTimeField label={translate('file_case.deadline')} value={draft.deadline} onChange={(deadline) => put({ deadline })} error={said('deadline')} />
        </Box>
      </Section>
      <Section title={translate('file_case.footage')}>
        <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 3 }}>
          <TextField select label={translate('file_case.school')} value={draft.schoolId} onChange={(event) => put({ schoolId: event.target.value })} sx={{ gridColumn: '1 / -1' }} {...field('school')}>
            {schools.data.items.map((school) => (
              <MenuItem key={school.id} value={school.id}>
                {school.name}
              </MenuItem>
            ))}
          </TextField>
          <TextField label={translate('file_case.places')} value={draft.places} onChange={(event) => put({ places: event.target.value })} multiline minRows={2} slotProps={{ htmlInput: { maxLength: 1000 } }} sx={{ gridColumn: '1 / -1' }} {...field('places', translate('file_case.places_help'))} />
          <CivilTimeField label={translate('file_case.from')} value={draft.from} onChange={(from) => put({ from })} />
          <CivilTimeField label={translate('file_case.to')} value={draft.to} onChange={(to) => put({ to })} error={said('to')} />
        </Box>
      </Section>
      <Section title={translate('file_case.officers')}>
        <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 3 }}>
          {([0, 1] as const).flatMap((i) => [
            <TextField key={`name-${i}`} label={translate('file_case.officer_name', { no: i + 1 })} value={draft.officers[i].name} onChange={(event) => officer(i, { name: event.target.value })} slotProps={{ htmlInput: { maxLength: 40 } }} {...field(`officer_name_${i}`)} />,
            <TextField key={`badge-${i}`} label={translate('file_case.officer_badge', { no: i + 1 })} value={draft.officers[i].badge} onChange={(event) => officer(i, { badge: event.target.value })} slotProps={{ htmlInput: { maxLength: 20 } }} {...field(`officer_badge_${i}`)} />,
          ])}
        </Box>
      </Section>
      {problem !== undefined && (
        <Box sx={{ mb: 3 }}>
          <Problem error={problem} />
        </Box>
      )}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
        <Button type="submit" variant="contained" size="large" disabled={isSending}>
          {translate(isSending ? 'file_case.sending' : 'file_case.send')}
        </Button>
        <Button variant="text" size="large" component={LinkBase} to="/cases">
          {translate('ra.action.back')}
        </Button>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {translate('file_case.then_papers')}
        </Typography>
      </Box>
    </Box>
  );
}
