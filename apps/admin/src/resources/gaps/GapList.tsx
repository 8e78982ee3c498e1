import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import { ESCORT_ROLES, GAP_CAUSES } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Duration, When, WhenRange } from '../../components/When.tsx';
import { useHolds } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { ExplainGap, type Gap } from './ExplainGap.tsx';

/** Missing footage with the machine's cause and a person's explanation. */
export default function GapList(): ReactElement {
  const translate = useTranslate();
  const mayExplain = useHolds(...ESCORT_ROLES);
  const cameras = useAsk(['camera-names'], (client, schoolId, signal) => client.listCameras({ params: { schoolId }, query: { perPage: 500 } }, { signal }));
  return (
    <Register<Gap>
      resource="gaps"
      messages="gaps"
      columns={[
        { key: 'camera', render: (row) => row.camera.name, csv: (row) => row.camera.name, sort: 'camera', phone: 'title' },
        { key: 'range', render: (row) => (row.to ? <WhenRange from={row.from} to={row.to} /> : <When at={row.from} />), csv: (row) => `${row.from}/${row.to ?? ''}`, sort: 'from', sortKind: 'time' },
        { key: 'length', render: (row) => (row.to ? <Duration ms={row.seconds * 1000} /> : translate('gap.ongoing')), csv: (row) => row.seconds, sort: 'seconds', sortKind: 'number', phone: 'corner' },
        { key: 'cause', render: (row) => translate(`gap.cause.${row.cause}`), csv: (row) => translate(`gap.cause.${row.cause}`), sort: 'cause' },
        {
          key: 'explanation',
          render: (row) =>
            row.explanation ? (
              <span title={row.explanation.words}>{`${translate(`gap_reason.${row.explanation.reason}`)} · ${row.explanation.by.name}${translate('shell.colon')}${row.explanation.words}`}</span>
            ) : mayExplain && row.to ? (
              <ExplainGap gap={row} />
            ) : (
              <StatusBadge tone="fail" quiet>
                {translate('truth.unexplained')}
              </StatusBadge>
            ),
          csv: (row) => (row.explanation ? `${translate(`gap_reason.${row.explanation.reason}`)} ${row.explanation.by.name}${translate('shell.colon')}${row.explanation.words}` : translate('truth.unexplained')),
          maxWidth: 320,
          sort: 'explanation',
        },
        { key: 'explain_by', render: (row) => (row.explanation ? '—' : <When at={row.explainBy} precision="minutes" />), csv: (row) => row.explainBy, sort: 'explainBy', sortKind: 'time', phone: 'none' },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'cameraId', label: 'gaps.column.camera', choices: cameras.data?.items.map(({ id, name }) => ({ id, name })) ?? [] },
        { kind: 'choice', source: 'cause', label: 'gaps.column.cause', choices: GAP_CAUSES.map((id) => ({ id, name: translate(`gap.cause.${id}`) })) },
        {
          kind: 'choice',
          source: 'explained',
          label: 'gaps.column.explanation',
          choices: [
            { id: 'false', name: translate('truth.unexplained') },
            { id: 'true', name: translate('gaps.is_explained') },
          ],
        },
        { kind: 'day', source: 'from', label: 'results.from' },
        { kind: 'day', source: 'to', label: 'results.to' },
      ]}
    />
  );
}
