import { useState, type ReactElement } from 'react';
import { Box, Chip, FormControlLabel, MenuItem, Radio, RadioGroup, TextField } from '@mui/material';
import { useTranslate } from 'react-admin';
import { REFUSAL_GROUNDS, type RefusalGround } from '@guardroom/domain';
import type { Instant } from '@guardroom/kernel';
import { CivilTimeField } from '../../components/fields/CivilTimeField.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { useListWords, useLocaleName, useNow } from '../../components/use-words.ts';
import { Why } from '../../components/why/Why.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { rangeWords } from '../../time/words.ts';
import type { AuthorityRequestRow } from './AuthorityRequestPage.tsx';

type Props = { readonly request: AuthorityRequestRow };
type Named = { readonly id: string; readonly name: string };

/** Cameras to choose from, each a switch. */
function CameraChips({ label, cameras, chosen, onChange }: { readonly label: string; readonly cameras: readonly Named[]; readonly chosen: readonly string[]; readonly onChange: (ids: readonly string[]) => void }): ReactElement {
  return (
    <Box role="group" aria-label={label} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
      {cameras.map(({ id, name }) => {
        const isChosen = chosen.includes(id);
        return (
          <Chip key={id} clickable role="checkbox" aria-checked={isChosen} color={isChosen ? 'primary' : 'default'} variant={isChosen ? 'filled' : 'outlined'} label={`${isChosen ? '✓ ' : ''}${name}`} onClick={() => onChange(isChosen ? chosen.filter((other) => other !== id) : [...chosen, id])} />
        );
      })}
    </Box>
  );
}

/** Names the cameras for the places of the notice. */
export function MapStep({ request }: Props): ReactElement {
  const translate = useTranslate();
  const cameras = useAsk(['authority-cameras'], (client, schoolId, signal) => client.listCameras({ params: { schoolId }, query: { perPage: 500 } }, { signal }));
  const [chosen, setChosen] = useState<readonly string[]>(request.cameras.map((camera) => camera.id));
  return (
    <StepDialog
      label={translate('authority_page.map')}
      title={translate('authority_page.map_title')}
      help={translate('authority_page.map_help', { places: request.places })}
      confirm={translate('ra.action.confirm')}
      done={translate('authority_page.map_done')}
      variant={request.cameras.length === 0 && !request.may.includes('verify') ? 'contained' : 'outlined'}
      isReady={chosen.length > 0}
      send={(client, schoolId) => client.mapPlaces({ params: { schoolId, requestId: request.id }, body: { cameraIds: [...chosen] } })}
    >
      <CameraChips label={translate('authority_page.cameras')} cameras={cameras.data?.items ?? []} chosen={chosen} onChange={setChosen} />
    </StepDialog>
  );
}

/** Signs that papers and officers are genuine, after calling back. */
export function VerifyStep({ request }: Props): ReactElement {
  const translate = useTranslate();
  const [callBackNumber, setNumber] = useState('');
  const [callBackPerson, setPerson] = useState('');
  return (
    <StepDialog
      label={translate('authority_page.verify')}
      title={translate('authority_page.verify_title')}
      help={<>{translate('authority_page.verify_help')} <Why rule="authority_verified" /></>}
      confirm={translate('authority_page.verify_confirm')}
      done={translate('authority_page.verify_done')}
      variant="contained"
      words={{ label: translate('authority_page.verify_words'), least: 2 }}
      isReady={callBackNumber.trim().length >= 3 && callBackPerson.trim().length >= 2}
      send={(client, schoolId, words) => client.verifyRequest({ params: { schoolId, requestId: request.id }, body: { callBackNumber: callBackNumber.trim(), callBackPerson: callBackPerson.trim(), words } })}
    >
      <TextField label={translate('authority_page.call_back_number')} value={callBackNumber} onChange={(event) => setNumber(event.target.value)} required slotProps={{ htmlInput: { inputMode: 'tel', maxLength: 40 } }} />
      <TextField label={translate('authority_page.call_back_person')} value={callBackPerson} onChange={(event) => setPerson(event.target.value)} required slotProps={{ htmlInput: { maxLength: 40 } }} />
    </StepDialog>
  );
}

/** Signs that footage leaves: the first approver says how much, the second signs for that. */
export function ApproveStep({ request }: Props): ReactElement {
  const translate = useTranslate();
  const locale = useLocaleName();
  const now = useNow(60_000);
  const [isPart, setPart] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>(request.cameras.map((camera) => camera.id));
  const [from, setFrom] = useState(request.from as Instant);
  const [to, setTo] = useState(request.to as Instant);
  const list = useListWords();
  const { grant } = request;
  const cameras = list(request.cameras.filter((camera) => camera.granted).map((camera) => camera.name));
  return (
    <StepDialog
      label={translate('authority_page.approve')}
      title={translate('authority_page.approve_title')}
      help={<>{grant ? translate('authority_page.approve_second_help', { range: rangeWords(grant.from as Instant, grant.to as Instant, now, locale), cameras }) : translate('authority_page.approve_first_help')} <Why rule="export_by_two" /></>}
      confirm={translate('authority_page.approve_confirm')}
      done={translate('authority_page.approve_done')}
      variant="contained"
      words={{ label: translate('authority_page.approve_words'), least: 2 }}
      isReady={!isPart || chosen.length > 0}
      send={(client, schoolId, reasons) => client.approveRequest({ params: { schoolId, requestId: request.id }, body: { reasons, ...(isPart && !grant ? { part: { cameraIds: [...chosen], from, to } } : {}) } })}
    >
      {!grant && (
        <RadioGroup row aria-label={translate('authority_page.approve')} value={isPart ? 'part' : 'whole'} onChange={(_event, value) => setPart(value === 'part')}>
          <FormControlLabel value="whole" control={<Radio />} label={translate('authority_page.whole')} />
          <FormControlLabel value="part" control={<Radio />} label={translate('authority_page.part')} />
        </RadioGroup>
      )}
      {isPart && !grant && (
        <>
          <CameraChips label={translate('authority_page.cameras')} cameras={request.cameras} chosen={chosen} onChange={setChosen} />
          <CivilTimeField label={translate('file_case.from')} value={from} onChange={setFrom} />
          <CivilTimeField label={translate('file_case.to')} value={to} onChange={setTo} />
        </>
      )}
    </StepDialog>
  );
}

/** Refuses on a legal ground. */
export function RefuseStep({ request }: Props): ReactElement {
  const translate = useTranslate();
  const [ground, setGround] = useState<RefusalGround>('papers_not_genuine');
  return (
    <StepDialog
      label={translate('authority_page.refuse')}
      title={translate('authority_page.refuse_title')}
      help={translate('authority_page.refuse_help')}
      confirm={translate('authority_page.refuse_confirm')}
      done={translate('authority_page.refuse_done')}
      words={{ label: translate('authority_page.refuse_words'), least: 5 }}
      send={(client, schoolId, words) => client.refuseAuthorityRequest({ params: { schoolId, requestId: request.id }, body: { ground, words } })}
    >
      <TextField select label={translate('authority_page.ground')} value={ground} onChange={(event) => setGround(event.target.value as RefusalGround)}>
        {REFUSAL_GROUNDS.map((one) => (
          <MenuItem key={one} value={one}>
            {translate(`refusal_ground.${one}`)}
          </MenuItem>
        ))}
      </TextField>
    </StepDialog>
  );
}
