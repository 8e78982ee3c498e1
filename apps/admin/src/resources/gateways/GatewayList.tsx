import { useId, useState, type ReactElement, type ReactNode } from 'react';
import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { Client } from '@guardroom/client';
import type { gateway as gatewayView } from '@guardroom/contracts';
import { Problem } from '../../components/Problem.tsx';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { Duration, When } from '../../components/When.tsx';
import { useApi, useHolds, useSchoolId } from '../../providers/session.tsx';
import { useRefreshAll } from '../../providers/use-ask.ts';
import { monoFamily } from '../../theme/tokens.ts';

type Gateway = z.output<typeof gatewayView>;

const mebibytes = (bytes: number | null): string => (bytes === null ? '—' : bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`);

/** Gateways of the school: whether they are there, their clock, and what waits to be uploaded. */
export default function GatewayList(): ReactElement {
  const translate = useTranslate();
  const mayEnrol = useHolds('equipment_admin', 'security_lead');
  return (
    <Register<Gateway>
      resource="gateways"
      messages="gateways"
      columns={[
        { key: 'name', render: (row) => row.name, csv: (row) => row.name, sort: 'name', phone: 'title' },
        { key: 'state', render: (row) => (row.state === 'active' ? <StateBadge list="presence" value={row.online ? 'online' : 'offline'} quiet /> : <StateBadge list="gateway" value={row.state} quiet />), csv: (row) => (row.state === 'active' ? translate(`presence.${row.online ? 'online' : 'offline'}`) : translate(`gateway.${row.state}`)), phone: 'corner' },
        { key: 'seen', render: (row) => <When at={row.lastSeenAt} />, csv: (row) => row.lastSeenAt, sort: 'lastSeenAt' },
        { key: 'cameras', render: (row) => `${row.camerasRecording} / ${row.cameras}`, csv: (row) => `${row.camerasRecording}/${row.cameras}`, align: 'right' },
        { key: 'clock', render: (row) => (row.clockOffsetMs === null ? '—' : `${row.clockOffsetMs > 0 ? '+' : ''}${row.clockOffsetMs.toFixed(0)} ms ± ${(row.clockUncertaintyMs ?? 0).toFixed(0)}`), csv: (row) => row.clockOffsetMs, align: 'right' },
        { key: 'spool', render: (row) => mebibytes(row.spoolBytes), csv: (row) => row.spoolBytes, align: 'right' },
        { key: 'oldest', render: (row) => (row.spoolOldestAt ? <Duration ms={Date.now() - Date.parse(row.spoolOldestAt)} /> : '—'), csv: (row) => row.spoolOldestAt },
        ...(mayEnrol ? [{ key: 'code', render: (row: Gateway) => (row.state === 'awaiting_enrolment' ? <Renew gateway={row} /> : '—'), csv: () => null }] : []),
        { key: 'version', render: (row) => row.version ?? '—', csv: (row) => row.version, phone: 'none' },
      ]}
      filters={[{ kind: 'search', source: 'q' }]}
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
