import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { registerEntry } from '@guardroom/contracts';
import { Register } from '../../components/register/Register.tsx';
import { WhenRange } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { useAsk } from '../../providers/use-ask.ts';

type Entry = z.output<typeof registerEntry>;

/** Who saw which camera and minutes, when, and who stood beside them. */
export default function ViewingRegister(): ReactElement {
  const translate = useTranslate();
  const cameras = useAsk(['camera-names'], (client, schoolId, signal) => client.listCameras({ params: { schoolId }, query: { perPage: 500 } }, { signal }));
  return (
    <Register<Entry>
      resource="viewing-register"
      messages="viewing_register"
      intro={<>{translate('viewing_register.intro')} <Why rule="viewing_recorded" /></>}
      rowTo={(row) => `/footage-requests/${row.request.id}`}
      columns={[
        { key: 'viewer', render: (row) => row.viewer.name, csv: (row) => row.viewer.name, sort: 'viewer', phone: 'title' },
        { key: 'escort', render: (row) => row.escort?.name ?? '—', csv: (row) => row.escort?.name, sort: 'escort' },
        { key: 'camera', render: (row) => row.camera.name, csv: (row) => row.camera.name, sort: 'camera' },
        { key: 'seen', render: (row) => <WhenRange from={row.from} to={row.to} />, csv: (row) => `${row.from}/${row.to}`, sort: 'from', sortKind: 'time' },
        { key: 'at', render: (row) => <WhenRange from={row.firstAt} to={row.lastAt} />, csv: (row) => `${row.firstAt}/${row.lastAt}`, sort: 'firstAt', sortKind: 'time' },
        { key: 'fragments', render: (row) => row.fragments, csv: (row) => row.fragments, sort: 'fragments', sortKind: 'number', align: 'right', phone: 'none' },
        { key: 'request', render: (row) => row.request.number, csv: (row) => row.request.number, sort: 'request', phone: 'corner' },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'cameraId', label: 'viewing_register.column.camera', choices: cameras.data?.items.map(({ id, name }) => ({ id, name })) ?? [] },
        { kind: 'day', source: 'from', label: 'results.from' },
        { kind: 'day', source: 'to', label: 'results.to' },
      ]}
    />
  );
}
