import type { ReactElement } from 'react';
import { Button } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { asset as assetView } from '@guardroom/contracts';
import { ASSET_CLASSES, DEVICE_STATES, LIFE_STANDINGS } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { useListWords } from '../../components/use-words.ts';
import { Day } from '../../components/When.tsx';
import { useHolds } from '../../providers/session.tsx';
import { DownloadWorkbook } from './DownloadWorkbook.tsx';

/** A device of the register. */
export type Asset = z.output<typeof assetView>;

/** The asset register: every device with what the regulations want to know of it. */
export default function AssetList(): ReactElement {
  const translate = useTranslate();
  const join = useListWords();
  const keeps = useHolds('equipment_admin', 'security_lead');
  const exports = useHolds('equipment_admin', 'security_lead', 'principal', 'deputy_safety', 'centre_head');
  const missingOf = (row: Asset): string => join(row.missing.map((field) => translate(`asset_field.${field}`)));
  return (
    <Register<Asset>
      resource="assets"
      messages="assets"
      rowTo={(row) => `/assets/${row.id}/show`}
      columns={[
        { key: 'name', render: (row) => row.name, csv: (row) => row.name, sort: 'name', phone: 'title' },
        { key: 'tag', render: (row) => row.tagNumber, csv: (row) => row.tagNumber, sort: 'tagNumber' },
        { key: 'class', render: (row) => translate(`asset_class.${row.assetClass}`), csv: (row) => translate(`asset_class.${row.assetClass}`), sort: 'assetClass' },
        { key: 'state', render: (row) => <StateBadge list="device" value={row.state} quiet />, csv: (row) => translate(`device.${row.state}`), sort: 'state', phone: 'corner' },
        { key: 'location', render: (row) => row.location ?? '—', csv: (row) => row.location, sort: 'location', maxWidth: 180 },
        { key: 'model', render: (row) => row.model ?? '—', csv: (row) => row.model, maxWidth: 140 },
        { key: 'keeper', render: (row) => row.keeper?.name ?? '—', csv: (row) => row.keeper?.name ?? null, sort: 'keeper' },
        { key: 'life', render: (row) => <Life asset={row} />, csv: (row) => `${translate(`life.${row.life}`)} ${row.serviceLifeEndsOn ?? ''}`, sort: 'serviceLifeEndsOn', sortKind: 'time' },
        { key: 'missing', render: (row) => (row.missing.length === 0 ? null : <StateBadge list="completeness" value="incomplete" quiet title={missingOf(row)} />), csv: missingOf },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'assetClass', label: 'assets.column.class', choices: ASSET_CLASSES.map((id) => ({ id, name: translate(`asset_class.${id}`) })) },
        { kind: 'choice', source: 'state', label: 'assets.column.state', choices: DEVICE_STATES.map((id) => ({ id, name: translate(`device.${id}`) })) },
        { kind: 'choice', source: 'life', label: 'assets.column.life', choices: LIFE_STANDINGS.map((id) => ({ id, name: translate(`life.${id}`) })) },
        { kind: 'choice', source: 'broken', label: 'assets.broken', choices: [{ id: 'true', name: translate('assets.is_broken') }, { id: 'false', name: translate('assets.is_well') }] },
        { kind: 'choice', source: 'incomplete', label: 'assets.column.missing', choices: [{ id: 'true', name: translate('completeness.incomplete') }, { id: 'false', name: translate('completeness.complete') }] },
      ]}
      actions={
        <>
          {keeps && (
            <>
              <Button variant="contained" component={LinkBase} to="/assets/create">
                {translate('assets.enter')}
              </Button>
              <Button variant="outlined" component={LinkBase} to="/asset-import">
                {translate('assets.import')}
              </Button>
            </>
          )}
          {exports && <DownloadWorkbook kind="register" />}
        </>
      }
    />
  );
}

/** How a device stands to its service life, with the day on which it ends. */
export function Life({ asset }: { readonly asset: Pick<Asset, 'life' | 'serviceLifeEndsOn'> }): ReactElement {
  return asset.serviceLifeEndsOn === null ? <span>—</span> : <>{asset.life === 'in_life' ? <Day day={asset.serviceLifeEndsOn} /> : <StateBadge list="life" value={asset.life} quiet title={asset.serviceLifeEndsOn} />}</>;
}
