import type { ReactElement } from 'react';
import { Button } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import type { Result, Routes } from '@guardroom/contracts';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { Day } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { useSession } from '../../providers/session.tsx';

type Row = Result<Routes['listRepresentatives']>['items'][number];
type Held = NonNullable<Row['appointment']>;
const STATES = ['vacant', 'proposed', 'accepted', 'current'] as const;

/** Who represents each school by law: the one post of a school that the bureau appoints to. */
export default function Representatives(): ReactElement {
  const translate = useTranslate();
  const { me } = useSession();
  const mayAppoint = me.district?.roles.includes('district_admin') ?? false;
  const stateOf = (row: Row): (typeof STATES)[number] => STATES.find((state) => state === row.appointment?.state) ?? 'vacant';
  return (
    <Register<Row>
      resource="representatives"
      messages="representatives"
      intro={<>{translate('representatives.intro')} <Why rule="roles_by_appointment" /></>}
      columns={[
        { key: 'school', render: (row) => row.school.name, csv: (row) => row.school.name, sort: 'school', phone: 'title' },
        { key: 'person', render: (row) => row.appointment?.person.name ?? '—', csv: (row) => row.appointment?.person.name ?? '', sort: 'person' },
        { key: 'state', render: (row) => <StateBadge list="representative" value={stateOf(row)} quiet />, csv: (row) => translate(`representative.${stateOf(row)}`), sort: 'state', phone: 'corner' },
        { key: 'starts', render: (row) => <Day day={row.appointment?.startsOn} />, csv: (row) => row.appointment?.startsOn ?? '', sort: 'startsOn' },
        { key: 'by', render: (row) => row.appointment?.proposal?.byName ?? '—', csv: (row) => row.appointment?.proposal?.byName ?? '', phone: 'none' },
        ...(mayAppoint ? [{ key: 'do', render: (row: Row) => (row.appointment ? row.appointment.mayEnd && <End school={row.school} held={row.appointment} /> : <Appoint schoolId={row.school.id} />), csv: () => '' }] : []),
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

function End({ school, held }: { readonly school: Row['school']; readonly held: Held }): ReactElement {
  const translate = useTranslate();
  const who = { name: held.person.name, role: translate(`role.${held.role}`) };
  const verb = held.state === 'proposed' ? 'withdraw' : 'end';
  return (
    <StepDialog
      label={translate(`appointments.${verb}`)}
      title={translate(`appointments.${verb}_title`, who)}
      help={translate(`appointments.${verb}_words`)}
      confirm={translate(`appointments.${verb}_confirm`)}
      isGrave
      done={translate(verb === 'end' ? 'appointments.done' : 'appointments.withdrawn', who)}
      words={{ label: translate('appointments.reason'), least: 2, most: 500 }}
      send={(client, _schoolId, reason) => client.endRepresentative({ params: { schoolId: school.id, appointmentId: held.id }, body: { reason } })}
    />
  );
}
