import type { ReactElement } from 'react';
import { Button } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import type { Result, Routes } from '@guardroom/contracts';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { Day } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { useSession } from '../../providers/session.tsx';
import { EndPost } from '../../resources/appointments/EndPost.tsx';

type Row = Result<Routes['listRepresentatives']>['items'][number];
const STATES = ['vacant', 'proposed', 'accepted', 'current'] as const;

/** Who represents each school by law: the one post of a school that the bureau appoints to. */
export default function Representatives(): ReactElement {
  const translate = useTranslate();
  const { me } = useSession();
  const mayAppoint = me.district?.roles.includes('district_admin') ?? false;
  const stateOf = (row: Row): (typeof STATES)[number] => STATES.find((state) => state === row.appointment?.state) ?? 'vacant';
  const actOn = ({ school, appointment: held }: Row): ReactElement | false => {
    if (!held) return <Appoint schoolId={school.id} />;
    return held.mayEnd && <EndPost appointment={held} send={(client, _schoolId, reason) => client.endRepresentative({ params: { schoolId: school.id, appointmentId: held.id }, body: { reason } })} />;
  };
  return (
    <Register<Row>
      resource="representatives"
      messages="representatives"
      intro={<>{translate('representatives.intro')} <Why rule="roles_by_appointment" /></>}
      columns={[
        { key: 'school', render: (row) => row.school.name, csv: (row) => row.school.name, sort: 'school', phone: 'title' },
        { key: 'person', render: (row) => row.appointment?.person.name ?? '—', csv: (row) => row.appointment?.person.name ?? '', sort: 'person' },
        { key: 'state', render: (row) => <StateBadge list="representative" value={stateOf(row)} quiet />, csv: (row) => translate(`representative.${stateOf(row)}`), sort: 'state', phone: 'corner' },
        { key: 'starts', render: (row) => <Day day={row.appointment?.startsOn} />, csv: (row) => row.appointment?.startsOn ?? '', sort: 'startsOn', sortKind: 'time' },
        { key: 'by', render: (row) => row.appointment?.proposal?.byName ?? '—', csv: (row) => row.appointment?.proposal?.byName ?? '', phone: 'none' },
        ...(mayAppoint ? [{ key: 'do', render: actOn, csv: () => '' }] : []),
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'state', label: 'representatives.column.state', choices: STATES.map((id) => ({ id, name: translate(`representative.${id}`) })) },
      ]}
    />
  );
}

function Appoint({ schoolId }: { readonly schoolId: string }): ReactElement {
  const translate = useTranslate();
  return (
    <Button size="small" variant="outlined" component={LinkBase} to={`/representatives/${schoolId}/new`}>
      {translate('appointments.propose')}
    </Button>
  );
}
