import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { registerEntry } from '@guardroom/contracts';
import { Register } from '../../components/register/Register.tsx';
import { WhenRange } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';

type Entry = z.output<typeof registerEntry>;

/** Who saw which camera and minutes, when, and who stood beside them. */
export default function ViewingRegister(): ReactElement {
  const translate = useTranslate();
  return (
    <Register<Entry>
      resource="viewing-register"
      messages="viewing_register"
      intro={<>{translate('viewing_register.intro')} <Why rule="viewing_recorded" /></>}
      rowTo={(row) => `/footage-requests/${row.request.id}`}
      columns={[
        { key: 'viewer', render: (row) => row.viewer.name, csv: (row) => row.viewer.name, sort: 'viewer', phone: 'title' },
        { key: 'escort', render: (row) => row.escort?.name ?? '—', csv: (row) => row.escort?.name },
        { key: 'camera', render: (row) => row.camera.name, csv: (row) => row.camera.name, sort: 'camera' },
        { key: 'seen', render: (row) => <WhenRange from={row.from} to={row.to} />, csv: (row) => `${row.from}/${row.to}`, sort: 'from' },
        { key: 'at', render: (row) => <WhenRange from={row.firstAt} to={row.lastAt} />, csv: (row) => `${row.firstAt}/${row.lastAt}`, sort: 'firstAt' },
        { key: 'fragments', render: (row) => row.fragments, csv: (row) => row.fragments, align: 'right', phone: 'none' },
        { key: 'request', render: (row) => row.request.number, csv: (row) => row.request.number, phone: 'corner' },
      ]}
      filters={[{ kind: 'search', source: 'q' }]}
    />
  );
}
