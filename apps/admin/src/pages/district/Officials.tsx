import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import type { Result, Routes } from '@guardroom/contracts';
import { AGENCY_ROLES, BUREAU_ROLES } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { Day, When } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { useSession } from '../../providers/session.tsx';

type Row = Result<Routes['listOfficials']>['items'][number];
const STATES: readonly Row['state'][] = ['current', 'ended'];

/** Who holds a post at the bureau, and which officers file for authorities; an administrator ends a post, with a reason. */
export default function Officials(): ReactElement {
  const translate = useTranslate();
  const { me } = useSession();
  const mayEnd = me.district?.roles.includes('district_admin') ?? false;
  return (
    <Register<Row>
      resource="officials"
      messages="officials"
      intro={<>{translate('officials.intro')} <Why rule="roles_by_appointment" /></>}
      columns={[
        { key: 'person', render: (row) => row.person.name, csv: (row) => row.person.name, sort: 'name', phone: 'title' },
        { key: 'role', render: (row) => translate(`role.${row.role}`), csv: (row) => translate(`role.${row.role}`), sort: 'role' },
        { key: 'agency', render: (row) => row.agency?.name ?? '—', csv: (row) => row.agency?.name ?? '', sort: 'agency' },
        { key: 'badge', render: (row) => row.agency?.badgeNumber || '—', csv: (row) => row.agency?.badgeNumber ?? '' },
        { key: 'state', render: (row) => <StateBadge list="appointment_state" value={row.state} quiet />, csv: (row) => translate(`appointment_state.${row.state}`), sort: 'state', phone: 'corner' },
        { key: 'starts', render: (row) => <Day day={row.startsOn} />, csv: (row) => row.startsOn, sort: 'startsOn', sortKind: 'time' },
        { key: 'ended', render: (row) => (row.endedAt ? <span title={row.endReason ?? ''}><When at={row.endedAt} precision="minutes" /></span> : '—'), csv: (row) => row.endedAt, sort: 'endedAt', sortKind: 'time', maxWidth: 160 },
        { key: 'sync', render: (row) => <StateBadge list="identity_sync" value={row.identitySync} quiet />, csv: (row) => translate(`identity_sync.${row.identitySync}`), phone: 'none' },
        ...(mayEnd ? [{ key: 'do', render: (row: Row) => row.mayEnd && <EndOfficial official={row} />, csv: () => '' }] : []),
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'role', label: 'officials.column.role', choices: [...BUREAU_ROLES, ...AGENCY_ROLES].map((id) => ({ id, name: translate(`role.${id}`) })) },
        { kind: 'choice', source: 'state', label: 'officials.column.state', choices: STATES.map((id) => ({ id, name: translate(`appointment_state.${id}`) })) },
      ]}
    />
  );
}

function EndOfficial({ official: { id, person, role } }: { readonly official: Row }): ReactElement {
  const translate = useTranslate();
  const who = { name: person.name, role: translate(`role.${role}`) };
  return (
    <StepDialog
      label={translate('officials.end')}
      title={translate('officials.end_title', who)}
      help={translate('officials.end_words')}
      confirm={translate('officials.end_confirm')}
      isGrave
      done={translate('officials.done', who)}
      words={{ label: translate('appointments.reason'), least: 2, most: 500 }}
      send={(client, _schoolId, reason) => client.endOfficial({ params: { appointmentId: id }, body: { reason } })}
    />
  );
}
