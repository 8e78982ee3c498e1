import type { ReactElement } from 'react';
import { Box, Button } from '@mui/material';
import { BooleanInput, LinkBase, maxLength, regex, required, SaveButton, SelectInput, TextInput, useTranslate } from 'react-admin';
import { isProhibitedSpace, SPACE_TYPES } from '@guardroom/domain';
import { Why } from '../../components/why/Why.tsx';
import { useAsk } from '../../providers/use-ask.ts';

const isRtsp = regex(/^rtsps?:\/\/[^\s@/]+(\/\S*)?$/, 'cameras.rtsp_shape');

/** The fields of a camera. A password that is left empty on change stays as it is; spaces where no camera may be are not offered. */
export function CameraForm({ isNew }: { readonly isNew: boolean }): ReactElement {
  const translate = useTranslate();
  const gateways = useAsk(['gateway-names'], (client, schoolId, signal) => client.listGateways({ params: { schoolId }, query: { perPage: 100 } }, { signal }));
  const name = (key: string): string => translate(`cameras.field.${key}`);
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, columnGap: 4, rowGap: 2, width: '100%', alignItems: 'start', '& .MuiFormHelperText-root': { minHeight: 18 } }}>
      <TextInput source="name" label={name('name')} validate={[required(), maxLength(80)]} />
      <TextInput source="location" label={name('location')} validate={[required(), maxLength(200)]} {...(isNew ? {} : { helperText: <Why rule="change_approved" label={translate('cameras.why_order')} /> })} />
      <SelectInput source="space" label={name('space')} validate={required()} choices={SPACE_TYPES.filter((space) => !isProhibitedSpace(space)).map((id) => ({ id, name: translate(`space.${id}`) }))} helperText={<Why rule="prohibited_spaces" label={translate('cameras.why_spaces')} />} />
      <SelectInput source="gatewayId" label={name('gatewayId')} validate={required()} choices={gateways.data?.items.filter((gateway) => gateway.state === 'active').map(({ id, name }) => ({ id, name })) ?? []} />
      <TextInput source="rtspUrl" label={name('rtspUrl')} validate={[required(), isRtsp]} helperText={translate('cameras.rtsp_help')} sx={{ gridColumn: '1 / -1' }} />
      <TextInput source="username" label={name('username')} validate={isNew ? [required(), maxLength(100)] : [maxLength(100)]} autoComplete="off" />
      <TextInput source="password" type="password" label={name('password')} {...(isNew ? { validate: required() } : { helperText: translate('cameras.password_kept') })} autoComplete="new-password" />
      {!isNew && <BooleanInput source="enabled" label={name('enabled')} />}
    </Box>
  );
}

/** The end of a form: what saves it, and the way back without. On a phone it stands in the page too: react-admin's own bar would lie under the navigation. */
export function FormFoot({ label = 'ra.action.save', back }: { readonly label?: string; readonly back: string }): ReactElement {
  const translate = useTranslate();
  return (
    <Box sx={{ display: 'flex', gap: 2, mt: 4 }}>
      <SaveButton label={label} icon={<></>} />
      <Button variant="text" component={LinkBase} to={back}>
        {translate('ra.action.back')}
      </Button>
    </Box>
  );
}

/** What a form's values become on the wire: an empty password keeps the present one; what only the server knows is left out. */
export function cameraBody(values: Record<string, unknown>): Record<string, unknown> {
  const { name, location, space, gatewayId, rtspUrl, username, password, enabled } = values;
  return Object.fromEntries(Object.entries({ name, location, space, gatewayId, rtspUrl, username, password, enabled }).filter(([, value]) => value !== undefined && value !== null && value !== ''));
}
