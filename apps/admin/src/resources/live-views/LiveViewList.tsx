import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import type { Result, Routes } from '@guardroom/contracts';
import { LIVE_OVERSEERS } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { Duration, When } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { useHolds } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';

type LiveView = Result<Routes['getLiveView']>;

const lengthOf = (view: LiveView): number => Date.parse(view.endedAt ?? view.serverTime) - Date.parse(view.openedAt);

/** The register of live watching: who watched which camera, from when to when, and why it ended. */
export default function LiveViewList(): ReactElement {
  const translate = useTranslate();
  const oversees = useHolds(...LIVE_OVERSEERS);
  const cameras = useAsk(['camera-names'], (client, schoolId, signal) => client.listCameras({ params: { schoolId }, query: { perPage: 500 } }, { signal }));
  const reason = (view: LiveView): string => (view.endReason ? translate(`live_end.${view.endReason}`, { name: view.endedBy ?? '' }) : '');
  return (
    <Register<LiveView>
      resource="live-views"
      messages="live_views"
      everyMs={10_000}
      intro={<>{translate('live_views.intro')} <Why rule="live_on_shift" /></>}
      columns={[
        { key: 'viewer', render: (row) => row.viewer.name, csv: (row) => row.viewer.name, sort: 'viewer', phone: 'title' },
        { key: 'camera', render: (row) => row.camera.name, csv: (row) => row.camera.name, sort: 'camera' },
        { key: 'opened', render: (row) => <When at={row.openedAt} />, csv: (row) => row.openedAt, sort: 'openedAt', sortKind: 'time' },
        { key: 'length', render: (row) => <Duration ms={lengthOf(row)} />, csv: (row) => Math.round(lengthOf(row) / 1000), align: 'right' },
        { key: 'state', render: (row) => <StateBadge list="live_view" value={row.state} quiet />, csv: (row) => translate(`live_view.${row.state}`), phone: 'corner' },
        { key: 'reason', render: (row) => (row.endReason ? reason(row) : oversees ? <Revoke view={row} /> : '—'), csv: reason, maxWidth: 320 },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'state', label: 'live_views.column.state', choices: [{ id: 'open', name: translate('live_view.ready') }, { id: 'ended', name: translate('live_view.ended') }] },
        { kind: 'choice', source: 'cameraId', label: 'live_views.column.camera', choices: cameras.data?.items.map(({ id, name }) => ({ id, name })) ?? [] },
      ]}
    />
  );
}

/** Ends somebody's view after asking: the picture is gone within two seconds and does not come back by itself. */
function Revoke({ view }: { readonly view: LiveView }): ReactElement {
  const translate = useTranslate();
  return (
    <StepDialog isGrave label={translate('live_views.revoke')} title={translate('live_views.revoke_title', { name: view.viewer.name, camera: view.camera.name })} help={translate('live_views.revoke_words')} confirm={translate('live_views.revoke')} done={translate('live_views.revoked', { name: view.viewer.name })}
      send={(client, schoolId) => client.endLiveView({ params: { schoolId, viewId: view.id }, body: {} })} />
  );
}
