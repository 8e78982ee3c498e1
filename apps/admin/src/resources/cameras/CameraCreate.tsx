import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { CreateBase, SaveButton, SimpleForm, Toolbar, useTranslate } from 'react-admin';
import { PageHead } from '../../components/Page.tsx';
import { cameraBody, CameraForm } from './CameraForm.tsx';

/** Register a camera; its gateway starts to record within seconds. */
export default function CameraCreate(): ReactElement {
  const translate = useTranslate();
  return (
    <Box sx={{ maxWidth: 760 }}>
      <PageHead title={translate('cameras.register')} intro={translate('cameras.register_intro')} />
      <CreateBase resource="cameras" redirect={(_resource, id) => `cameras/${id}/show`} transform={cameraBody}>
        <SimpleForm sx={{ p: 0 }} warnWhenUnsavedChanges toolbar={<Toolbar sx={{ bgcolor: 'transparent', p: '0 !important' }}><SaveButton label="cameras.save_new" icon={<></>} /></Toolbar>}>
          <CameraForm isNew />
        </SimpleForm>
      </CreateBase>
    </Box>
  );
}
