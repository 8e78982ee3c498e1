import { useState, type ReactElement } from 'react';
import { Box, Button, Checkbox, FormControl, FormControlLabel, FormGroup, FormHelperText, FormLabel, MenuItem, TextField } from '@mui/material';
import { useNavigate, useNotify, useTranslate } from 'react-admin';
import { INSPECTION_DOMAINS, type InspectionDomain } from '@guardroom/domain';
import { civilDay } from '@guardroom/kernel';
import { domainTitle } from '@guardroom/policy-pack/titles';
import { DayField } from '../../components/fields/DayField.tsx';
import { PageHead } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useLocaleName, useNow } from '../../components/use-words.ts';
import { useApi, useSession } from '../../providers/session.tsx';
import { useAsk, useRefreshAll } from '../../providers/use-ask.ts';
import { useSchools } from '../../providers/use-schools.ts';

/** Plans a visit: school, day, people, scope, and whether the school is told. */
export default function PlanVisit(): ReactElement {
  const translate = useTranslate();
  const navigate = useNavigate();
  const notify = useNotify();
  const client = useApi();
  const { me } = useSession();
  const refreshAll = useRefreshAll();
  const language = useLocaleName() === 'en' ? 'en' : 'zh';
  const today = civilDay(useNow(600_000));
  const schools = useSchools();
  const inspectors = useAsk(['inspectors'], (api, _school, signal) => api.listInspectors({}, { signal }));
  const [schoolId, setSchool] = useState('');
  const [day, setDay] = useState<string>(today);
  const [inspectorIds, setInspectors] = useState<readonly string[]>([me.personId]);
  const [domains, setDomains] = useState<readonly InspectionDomain[]>(['recording', 'access']);
  const [announced, setAnnounced] = useState(true);
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setSending] = useState(false);
  const toggled = <T,>(list: readonly T[], one: T): readonly T[] => (list.includes(one) ? list.filter((kept) => kept !== one) : [...list, one]);
  const isWhole = schoolId !== '' && day !== '' && inspectorIds.length > 0 && domains.length > 0;

  const send = async (): Promise<void> => {
    setSending(true);
    setProblem(undefined);
    try {
      const visit = await client.planVisit({ body: { schoolId, day, announced, domains: INSPECTION_DOMAINS.filter((domain) => domains.includes(domain)), inspectorIds: [...inspectorIds] } });
      notify(translate('plan_visit.done', { school: visit.school.name }), { type: 'success' });
      await refreshAll();
      navigate(`/inspections/${visit.id}`);
    } catch (error) {
      setProblem(error);
      setSending(false);
    }
  };
  return (
    <Box component="form" onSubmit={(event) => (event.preventDefault(), void send())} sx={{ maxWidth: 640, display: 'grid', gap: 5 }}>
      <PageHead title={translate('plan_visit.title')} intro={translate('plan_visit.intro')} />
      {(schools.error ?? inspectors.error) !== null && <Problem error={schools.error ?? inspectors.error} onRetry={() => (void schools.refetch(), void inspectors.refetch())} />}
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 180px' }, gap: 3 }}>
        <TextField select required label={translate('plan_visit.school')} value={schools.data ? schoolId : ''} onChange={(event) => setSchool(event.target.value)} slotProps={{ inputLabel: { shrink: true } }}>
          {(schools.data?.items ?? []).map(({ school }) => (
            <MenuItem key={school.id} value={school.id}>
              {school.name}
            </MenuItem>
          ))}
        </TextField>
        <DayField required label={translate('plan_visit.day')} value={day} onChange={setDay} min={today} />
      </Box>
      <FormControl component="fieldset">
        <FormLabel component="legend">{translate('plan_visit.inspectors')}</FormLabel>
        <FormGroup row>
          {(inspectors.data?.items ?? []).map((person) => (
            <FormControlLabel key={person.id} control={<Checkbox checked={inspectorIds.includes(person.id)} onChange={() => setInspectors(toggled(inspectorIds, person.id))} />} label={person.name} />
          ))}
        </FormGroup>
      </FormControl>
      <FormControl component="fieldset">
        <FormLabel component="legend">{translate('plan_visit.domains')}</FormLabel>
        <FormGroup sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr 1fr', sm: 'repeat(4, 1fr)' } }}>
          {INSPECTION_DOMAINS.map((domain) => (
            <FormControlLabel key={domain} control={<Checkbox checked={domains.includes(domain)} onChange={() => setDomains(toggled(domains, domain))} />} label={domainTitle(domain)?.[language] ?? domain} />
          ))}
        </FormGroup>
      </FormControl>
      <FormControl>
        <FormControlLabel control={<Checkbox checked={announced} onChange={(_event, is) => setAnnounced(is)} />} label={translate('plan_visit.announced')} />
        <FormHelperText>{translate('plan_visit.announced_help')}</FormHelperText>
      </FormControl>
      {problem !== undefined && <Problem error={problem} />}
      <Box>
        <Button type="submit" variant="contained" disabled={!isWhole || isSending}>
          {translate('plan_visit.submit')}
        </Button>
      </Box>
    </Box>
  );
}
