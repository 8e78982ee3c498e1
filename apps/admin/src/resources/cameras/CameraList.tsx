import type { ReactElement } from 'react';
import { Button } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { camera as cameraView } from '@guardroom/contracts';
import { CAPTURE_STATES, isProhibitedSpace, SPACE_TYPES } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { When } from '../../components/When.tsx';
import { useHolds } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { codecName } from './codec.ts';

/** A camera as lists and pages show it. */
export type Camera = z.output<typeof cameraView>;

/** Cameras of the school with what they do now. */
export default function CameraList(): ReactElement {
  const translate = useTranslate();
  const mayChange = useHolds('equipment_admin', 'security_lead');
  const gateways = useAsk(['gateway-names'], (client, schoolId, signal) => client.listGateways({ params: { schoolId }, query: { perPage: 100 } }, { signal }));
  return (
    <Register<Camera>
      resource="cameras"
      messages="cameras"
      rowTo={(row) => `/cameras/${row.id}/show`}
      columns={[
        { key: 'name', render: (row) => row.name, csv: (row) => row.name, sort: 'name', phone: 'title' },
        { key: 'state', render: (row) => <StateBadge list="capture" value={row.state} quiet title={row.stateDetail ?? translate(`capture_help.${row.state}`)} />, csv: (row) => translate(`capture.${row.state}`), phone: 'corner', sort: 'state' },
        { key: 'since', render: (row) => <When at={row.stateSince} />, csv: (row) => row.stateSince, sort: 'stateSince', sortKind: 'time' },
        { key: 'location', render: (row) => row.location, csv: (row) => row.location, maxWidth: 200, sort: 'location' },
        { key: 'space', render: (row) => translate(`space.${row.space}`), csv: (row) => translate(`space.${row.space}`), sort: 'space' },
        { key: 'codec', render: (row) => <span title={row.codec ?? ''}>{codecName(row.codec)}</span>, csv: (row) => row.codec, sort: 'codec', phone: 'none' },
        { key: 'fps', render: (row) => row.deliveredFps?.toFixed(1) ?? '—', csv: (row) => row.deliveredFps, sort: 'deliveredFps', sortKind: 'number', align: 'right', phone: 'none' },
        { key: 'last_frame', render: (row) => <When at={row.lastFrameAt} />, csv: (row) => row.lastFrameAt, sort: 'lastFrameAt', sortKind: 'time' },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'state', label: 'cameras.column.state', choices: CAPTURE_STATES.map((id) => ({ id, name: translate(`capture.${id}`) })) },
        { kind: 'choice', source: 'space', label: 'cameras.column.space', choices: SPACE_TYPES.filter((space) => !isProhibitedSpace(space)).map((id) => ({ id, name: translate(`space.${id}`) })) },
        { kind: 'choice', source: 'gatewayId', label: 'cameras.field.gatewayId', choices: gateways.data?.items.map(({ id, name }) => ({ id, name })) ?? [] },
      ]}
      actions={
        mayChange && (
          <Button variant="contained" component={LinkBase} to="/cameras/create">
            {translate('cameras.register')}
          </Button>
        )
      }
    />
  );
}
