import { useId, useState, type ReactElement, type ReactNode } from 'react';
import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { Client } from '@guardroom/client';
import type { gateway as gatewayView } from '@guardroom/contracts';
import { GATEWAY_STATES } from '@guardroom/domain';
import { Problem } from '../../components/Problem.tsx';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { Duration, When } from '../../components/When.tsx';
import { useApi, useHolds, useSchoolId } from '../../providers/session.tsx';
import { useRefreshAll } from '../../providers/use-ask.ts';
import { monoFamily } from '../../theme/tokens.ts';

type Gateway = z.output<typeof gatewayView>;

const mebibytes = (bytes: number | null): string => (bytes === null ? '—' : bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`);

/** How far a gateway's clock is from the true time, and how sure that is. */
const clockWords = ({ clockOffsetMs: offset, clockUncertaintyMs: doubt }: Gateway): string => (offset === null ? '—' : `${offset < 0 ? '−' : '+'}${Math.abs(offset).toFixed(0)} ± ${(doubt ?? 0).toFixed(0)} ms`);

/** Gateways of the school: whether they are there, their clock, and what waits to be uploaded. */
export default function GatewayList(): ReactElement {
  const translate = useTranslate();
  const mayEnrol = useHolds('equipment_admin', 'security_lead');
  const mayRevoke = useHolds('principal', 'security_lead');
  return (
    <Register<Gateway>
      resource="gateways"
      messages="gateways"
      columns={[
        { key: 'name', render: (row) => row.name, csv: (row) => row.name, sort: 'name', phone: 'title' },
        {
          key: 'state',
          render: (row) => (
            <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, rowGap: 1, alignItems: 'center' }}>
              {row.state === 'active' ? <StateBadge list="presence" value={row.online ? 'online' : 'offline'} quiet /> : <StateBadge list="gateway" value={row.state} quiet />}
              {mayEnrol && row.state === 'awaiting_enrolment' && <Renew gateway={row} />}
              {mayRevoke && row.state !== 'revoked' && <Revoke gateway={row} />}
            </Box>
          ),
          csv: (row) => (row.state === 'active' ? translate(`presence.${row.online ? 'online' : 'offline'}`) : translate(`gateway.${row.state}`)),
          sort: 'state',
          phone: 'corner',
        },
        { key: 'seen', render: (row) => <When at={row.lastSeenAt} />, csv: (row) => row.lastSeenAt, sort: 'lastSeenAt', sortKind: 'time' },
        { key: 'cameras', render: (row) => `${row.camerasRecording} / ${row.cameras}`, csv: (row) => `${row.camerasRecording}/${row.cameras}`, sort: 'camerasRecording', sortKind: 'number', align: 'right' },
        { key: 'clock', render: clockWords, csv: (row) => row.clockOffsetMs, sort: 'clockOffsetMs', sortKind: 'number', align: 'right' },
        { key: 'spool', render: (row) => mebibytes(row.spoolBytes), csv: (row) => row.spoolBytes, sort: 'spoolBytes', sortKind: 'number', align: 'right' },
        { key: 'oldest', render: (row) => (row.spoolOldestAt ? <Duration ms={Date.now() - Date.parse(row.spoolOldestAt)} /> : '—'), csv: (row) => row.spoolOldestAt, sort: 'spoolOldestAt', sortKind: 'time' },
        { key: 'version', render: (row) => row.version ?? '—', csv: (row) => row.version, sort: 'version', phone: 'none' },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'state', label: 'gateways.column.state', choices: GATEWAY_STATES.map((id) => ({ id, name: translate(`gateway.${id}`) })) },
        { kind: 'choice', source: 'online', label: 'gateways.presence', choices: (['online', 'offline'] as const).map((presence) => ({ id: String(presence === 'online'), name: translate(`presence.${presence}`) })) },
      ]}
      actions={mayEnrol && <Announce />}
    />
  );
}

type Announced = Awaited<ReturnType<Client['createGateway']>>;

/** Issues another code for a gateway whose first one was lost or ran out. */
function Renew({ gateway }: { readonly gateway: Gateway }): ReactElement {
  const translate = useTranslate();
  const client = useApi();
  const schoolId = useSchoolId();
  return (
    <CodeDialog label={translate('gateways.renew')} variant="outlined" isReady ask={() => client.renewEnrolmentCode({ params: { schoolId, gatewayId: gateway.id } })} onClose={() => undefined}>
      <Typography variant="body2">{translate('gateways.renew_help', { name: gateway.name })}</Typography>
    </CodeDialog>
  );
}

/** Switches a gateway off for good. */
function Revoke({ gateway }: { readonly gateway: Gateway }): ReactElement {
  const translate = useTranslate();
  return (
    <StepDialog
      label={translate('gateways.revoke')}
      title={translate('gateways.revoke_title', { name: gateway.name })}
      help={translate('gateways.revoke_help')}
      done={translate('gateways.revoked')}
      words={{ label: translate('gateways.revoke_reason'), least: 2, most: 500 }}
      variant="text"
      isGrave
      send={(client, schoolId, reason) => client.revokeGateway({ params: { schoolId, gatewayId: gateway.id }, body: { reason } })}
    />
  );
}

/** Announces a gateway and shows its code. */
function Announce(): ReactElement {
  const translate = useTranslate();
  const client = useApi();
  const schoolId = useSchoolId();
  const [name, setName] = useState('');
  return (
    <CodeDialog label={translate('gateways.announce')} variant="contained" isReady={name.trim() !== ''} ask={() => client.createGateway({ params: { schoolId }, body: { name: name.trim() } })} onClose={() => setName('')}>
      <Typography variant="body2">{translate('gateways.announce_help')}</Typography>
      <TextField label={translate('gateways.column.name')} value={name} onChange={(event) => setName(event.target.value)} required autoFocus slotProps={{ htmlInput: { maxLength: 80 } }} />
    </CodeDialog>
  );
}

/** A button that asks for an enrolment code in a dialog and shows it, once. */
function CodeDialog({ label, variant, isReady, ask, onClose, children }: { readonly label: string; readonly variant: 'contained' | 'outlined'; readonly isReady: boolean; readonly ask: () => Promise<Announced>; readonly onClose: () => void; readonly children: ReactNode }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const refreshAll = useRefreshAll();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [announced, setAnnounced] = useState<Announced>();
  const [problem, setProblem] = useState<unknown>();
  const close = (): void => {
    setOpen(false);
    setAnnounced(undefined);
    setProblem(undefined);
    onClose();
  };
  const issue = async (): Promise<void> => {
    setProblem(undefined);
    try {
      setAnnounced(await ask());
      await refreshAll();
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <>
      <Button variant={variant} {...(variant === 'outlined' ? { size: 'small' as const } : {})} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog open={isOpen} onClose={announced ? undefined : close} fullWidth maxWidth="xs" aria-labelledby={id}>
        <Box component="form" onSubmit={(event) => (event.preventDefault(), announced ? close() : void issue())}>
          <DialogTitle id={id}>{announced ? translate('gateways.code_title') : label}</DialogTitle>
          <DialogContent sx={{ display: 'grid', gap: 3 }}>
            {announced ? (
              <>
                <Typography>{translate('gateways.code_words', { name: announced.gateway.name })}</Typography>
                <Box component="output" sx={{ fontFamily: monoFamily, fontSize: 20, letterSpacing: '0.06em', p: 4, bgcolor: colours.ground, border: `1px solid ${colours.hairline}`, borderRadius: 1, overflowWrap: 'anywhere', userSelect: 'all' }}>
                  {announced.enrolmentCode}
                </Box>
                <Typography variant="body2" sx={{ color: 'text.secondary' }}>
                  {translate('gateways.code_until')} <When at={announced.expiresAt} precision="minutes" />
                </Typography>
              </>
            ) : (
              <>
                {children}
                {problem !== undefined && <Problem error={problem} />}
              </>
            )}
          </DialogContent>
          <DialogActions sx={{ px: 6, pb: 4 }}>
            {!announced && (
              <Button variant="text" onClick={close}>
                {translate('ra.action.cancel')}
              </Button>
            )}
            <Button type="submit" variant="contained" disabled={!announced && !isReady}>
              {translate(announced ? 'gateways.code_kept' : 'gateways.issue')}
            </Button>
          </DialogActions>
        </Box>
      </Dialog>
    </>
  );
}
