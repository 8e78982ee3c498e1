import { useState, type ReactElement } from 'react';
import { Box, Button, Checkbox, FormControlLabel } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { visitorEntry } from '@guardroom/contracts';
import { ENTRY_APPROVER_ROLES, ESCORT_ROLES } from '@guardroom/domain';
import { useAct } from '../../components/use-act.ts';
import { Problem } from '../../components/Problem.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { useHolds, useSchoolId } from '../../providers/session.tsx';

/** A line of the visitor register. */
export type Visitor = z.output<typeof visitorEntry>;
type Props = { readonly visitor: Visitor };

/** Tells what this person may do for a visitor now; null when there is nothing to do. */
export function useVisitorActs(): (visitor: Visitor) => ReactElement | null {
  const mayApprove = useHolds(...ENTRY_APPROVER_ROLES);
  const mayEscort = useHolds(...ESCORT_ROLES);
  return (visitor) => {
    if (visitor.state === 'awaiting_approval' && mayApprove) return <Decide visitor={visitor} />;
    if (visitor.state === 'approved' && mayEscort) return <Admit visitor={visitor} />;
    if (visitor.state === 'inside' && mayEscort) return <Leave visitor={visitor} />;
    return null;
  };
}

function Decide({ visitor }: Props): ReactElement {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const { act, problem, isSending } = useAct();
  const params = { schoolId, visitorId: visitor.id };
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
      <Button size="small" variant="contained" disabled={isSending} onClick={() => void act((client) => client.decideVisitor({ params, body: { decision: 'approve' } }), translate('visitors.approved', { name: visitor.name }))}>
        {translate('visitors.approve')}
      </Button>
      <StepDialog label={translate('visitors.refuse')} variant="text" isGrave title={translate('visitors.refuse_title', { name: visitor.name })} confirm={translate('visitors.refuse')} done={translate('visitors.refused')} words={{ label: translate('visitors.note'), least: 2 }}
        send={(client, _, note) => client.decideVisitor({ params, body: { decision: 'refuse', note } })} />
      {problem !== undefined && <Problem error={problem} />}
    </Box>
  );
}

function Admit({ visitor }: Props): ReactElement {
  const translate = useTranslate();
  const [goodsChecked, setGoodsChecked] = useState(false);
  const [phonesStored, setPhonesStored] = useState(false);
  const tick = (label: string, isOn: boolean, set: (isOn: boolean) => void): ReactElement => (
    <FormControlLabel sx={{ alignItems: 'flex-start', mr: 0, '& .MuiFormControlLabel-label': { pt: 2 } }} control={<Checkbox checked={isOn} onChange={(event) => set(event.target.checked)} />} label={label} />
  );
  return (
    <StepDialog label={translate('visitors.admit')} variant="contained" title={translate('visitors.admit_title', { name: visitor.name })} help={translate('visitors.admit_words')} confirm={translate('visitors.admit')} done={translate('visitors.admitted', { name: visitor.name })} isReady={goodsChecked}
      send={(client, schoolId) => client.admitVisitor({ params: { schoolId, visitorId: visitor.id }, body: { goodsChecked: true, phonesStored } })}>
      <Box>
        {tick(translate('visitors.goods'), goodsChecked, setGoodsChecked)}
        {tick(translate('visitors.phones'), phonesStored, setPhonesStored)}
      </Box>
    </StepDialog>
  );
}

function Leave({ visitor }: Props): ReactElement {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const { act, problem, isSending } = useAct();
  return (
    <>
      <Button size="small" variant="outlined" disabled={isSending} onClick={() => void act((client) => client.noteExit({ params: { schoolId, visitorId: visitor.id }, body: {} }), translate('visitors.left', { name: visitor.name }))}>
        {translate('visitors.exit')}
      </Button>
      {problem !== undefined && <Problem error={problem} />}
    </>
  );
}
