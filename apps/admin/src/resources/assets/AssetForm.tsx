import { useState, type ReactElement } from 'react';
import { Box, Button, MenuItem, TextField } from '@mui/material';
import { useNavigate, useNotify, useParams, useTranslate } from 'react-admin';
import type { Client } from '@guardroom/client';
import { ASSET_CLASSES, LONGEST_SERVICE_LIFE_YEARS } from '@guardroom/domain';
import { DayField } from '../../components/fields/DayField.tsx';
import { PageHead } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Why } from '../../components/why/Why.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useApi, useSchoolId } from '../../providers/session.tsx';
import { useAsk, useRefreshAll } from '../../providers/use-ask.ts';
import { OrderNeeded } from '../change-orders/OrderNeeded.tsx';
import type { Asset } from './AssetList.tsx';

type Entry = Parameters<Client['registerAsset']>[0]['body'];

const TEXTS = [
  ['name', 80], ['tagNumber', 40], ['maker', 100], ['model', 100], ['spec', 200], ['serialNumber', 100], ['technicalParameters', 500], ['supplier', 100], ['installer', 100], ['location', 200],
] as const;
const DAYS = ['purchasedOn', 'installedOn', 'warrantyUntil'] as const;
type Values = Record<(typeof TEXTS)[number][0] | (typeof DAYS)[number] | 'remarks' | 'keeperPersonId' | 'assetClass' | 'state' | 'serviceLifeYears', string>;

const valuesOf = (asset: Asset | undefined): Values => ({
  name: asset?.name ?? '', tagNumber: asset?.tagNumber ?? '', maker: asset?.maker ?? '', model: asset?.model ?? '', spec: asset?.spec ?? '', serialNumber: asset?.serialNumber ?? '', technicalParameters: asset?.technicalParameters ?? '',
  supplier: asset?.supplier ?? '', installer: asset?.installer ?? '', location: asset?.location ?? '', purchasedOn: asset?.purchasedOn ?? '', installedOn: asset?.installedOn ?? '', warrantyUntil: asset?.warrantyUntil ?? '',
  remarks: asset?.remarks ?? '', keeperPersonId: asset?.keeper?.id ?? '', assetClass: asset?.assetClass ?? 'display', state: 'installed', serviceLifeYears: String(asset?.serviceLifeYears ?? LONGEST_SERVICE_LIFE_YEARS),
});

/** What is sent of a form: only what differs from before; an empty field is sent as empty. */
export function bodyOf(values: Values, before: Values): Partial<Entry> {
  const changed = Object.entries(values).filter(([key, value]) => value.trim() !== before[key as keyof Values].trim());
  return Object.fromEntries(changed.map(([key, value]) => [key, key === 'serviceLifeYears' ? Number(value) : value.trim() === '' ? null : value.trim()])) as Partial<Entry>;
}

/** Enters a device in the register. */
export function AssetCreate(): ReactElement {
  return <Form asset={undefined} />;
}

/** Changes what the register says of a device. */
export function AssetEdit(): ReactElement {
  const { id = '' } = useParams<{ id: string }>();
  const asked = useAsk(['asset', id], (client, schoolId, signal) => client.getAsset({ params: { schoolId, assetId: id } }, { signal }));
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  return asked.data ? <Form key={asked.data.id} asset={asked.data} /> : <PageSkeleton />;
}

function Form({ asset }: { readonly asset: Asset | undefined }): ReactElement {
  const translate = useTranslate();
  const notify = useNotify();
  const navigate = useNavigate();
  const client = useApi();
  const schoolId = useSchoolId();
  const refreshAll = useRefreshAll();
  const [before] = useState(() => valuesOf(asset));
  const [values, setValues] = useState(before);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const people = useAsk(['equipment-people'], (api, id, signal) => api.listKeepers({ params: { schoolId: id } }, { signal }));
  const put = (key: keyof Values, value: string): void => setValues((now) => ({ ...now, [key]: value }));
  const save = async (): Promise<void> => {
    setProblem(undefined);
    setSending(true);
    try {
      const saved = asset
        ? await client.changeAsset({ params: { schoolId, assetId: asset.id }, body: bodyOf(values, before) })
        : await client.registerAsset({ params: { schoolId }, body: { ...bodyOf(values, before), name: values.name.trim(), tagNumber: values.tagNumber.trim(), assetClass: values.assetClass, state: values.state } as Entry });
      notify(translate('assets.saved', { name: saved.name }), { type: 'success' });
      await refreshAll();
      navigate(`/assets/${saved.id}/show`);
    } catch (error) {
      setProblem(error);
    } finally {
      setSending(false);
    }
  };
  const isFixed = (key: string): boolean => asset?.cameraId != null && (key === 'name' || key === 'location');
  return (
    <Box sx={{ maxWidth: 760 }}>
      <PageHead title={translate(asset ? 'assets.change' : 'assets.enter')} intro={<>{translate('assets.form_intro')} <Why rule="asset_register" /></>} />
      <Box component="form" onSubmit={(event) => (event.preventDefault(), void save())} sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 4 }}>
        {!asset && (
          <>
            <TextField select label={translate('asset_field.assetClass')} value={values.assetClass} onChange={(event) => put('assetClass', event.target.value)}>
              {ASSET_CLASSES.map((name) => (
                <MenuItem key={name} value={name}>
                  {translate(`asset_class.${name}`)}
                </MenuItem>
              ))}
            </TextField>
            <TextField select label={translate('asset_field.state')} value={values.state} onChange={(event) => put('state', event.target.value)}>
              {['planned', 'installed', 'spare'].map((name) => (
                <MenuItem key={name} value={name}>
                  {translate(`device.${name}`)}
                </MenuItem>
              ))}
            </TextField>
          </>
        )}
        {TEXTS.map(([key, most]) => (
          <TextField key={key} label={translate(`asset_field.${key}`)} value={values[key]} onChange={(event) => put(key, event.target.value)} required={key === 'name' || key === 'tagNumber'} disabled={isFixed(key)} helperText={isFixed(key) ? translate('assets.follows_camera') : undefined} slotProps={{ htmlInput: { maxLength: most } }} />
        ))}
        {DAYS.map((key) => (
          <DayField key={key} label={translate(`asset_field.${key}`)} value={values[key]} onChange={(day) => put(key, day)} />
        ))}
        <TextField select label={translate('asset_field.serviceLifeYears')} value={values.serviceLifeYears} onChange={(event) => put('serviceLifeYears', event.target.value)} helperText={<Why rule="service_life" />}>
          {Array.from({ length: LONGEST_SERVICE_LIFE_YEARS }, (_, i) => String(i + 1)).map((years) => (
            <MenuItem key={years} value={years}>
              {years}
            </MenuItem>
          ))}
        </TextField>
        <TextField select label={translate('asset_field.keeper')} value={people.data ? values.keeperPersonId : ''} onChange={(event) => put('keeperPersonId', event.target.value)}>
          <MenuItem value="">—</MenuItem>
          {people.data?.items.map((person) => (
            <MenuItem key={person.id} value={person.id}>
              {person.name}
            </MenuItem>
          ))}
        </TextField>
        <TextField label={translate('asset_field.remarks')} value={values.remarks} onChange={(event) => put('remarks', event.target.value)} multiline minRows={2} slotProps={{ htmlInput: { maxLength: 500 } }} sx={{ gridColumn: '1 / -1' }} />
        <Box sx={{ gridColumn: '1 / -1', display: 'grid', gap: 3, justifyItems: 'start' }}>
          {problem !== undefined && <Problem error={problem}>{asset && <OrderNeeded error={problem} device={asset} />}</Problem>}
          <Button type="submit" variant="contained" disabled={isSending || values.name.trim() === '' || values.tagNumber.trim() === ''}>
            {translate('ra.action.save')}
          </Button>
        </Box>
      </Box>
    </Box>
  );
}
