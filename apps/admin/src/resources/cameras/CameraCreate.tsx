import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { CreateBase, SimpleForm, useTranslate } from 'react-admin';
import { PageHead } from '../../components/Page.tsx';
import { cameraBody, CameraForm, FormFoot } from './CameraForm.tsx';

/** Register a camera; its gateway starts to record within seconds. */
export default function CameraCreate(): ReactElement {
  const translate = useTranslate();
  return (
    <Box sx={{ maxWidth: 760 }}>
      <PageHead title={translate('cameras.register')} intro={translate('cameras.register_intro')} />
      <CreateBase resource="cameras" redirect={(_resource, id) => `cameras/${id}/show`} transform={cameraBody}>
        <SimpleForm sx={{ p: 0 }} warnWhenUnsavedChanges toolbar={<FormFoot label="cameras.save_new" back="/cameras" />}>
          <CameraForm isNew />
        </SimpleForm>
      </CreateBase>
    </Box>
  );
}
