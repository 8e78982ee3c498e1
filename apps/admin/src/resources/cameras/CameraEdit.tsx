import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { EditBase, SaveButton, SimpleForm, Toolbar, useParams, useTranslate } from 'react-admin';
import { PageHead } from '../../components/Page.tsx';
import { PageSkeleton } from '../../layout/Shell.tsx';
import { cameraBody, CameraForm } from './CameraForm.tsx';

/** Change a camera; the gateway follows within seconds. */
export default function CameraEdit(): ReactElement {
  const translate = useTranslate();
  const { id = '' } = useParams<{ id: string }>();
  return (
    <Box sx={{ maxWidth: 760 }}>
      <PageHead title={translate('cameras.change')} intro={translate('cameras.change_intro')} />
      {/* The form stands only once the camera is known: what is typed before would be overwritten by it. */}
      <EditBase resource="cameras" id={id} loading={<PageSkeleton />} mutationMode="pessimistic" redirect={(_resource, changed) => `cameras/${changed}/show`} transform={cameraBody}>
        <SimpleForm sx={{ p: 0 }} warnWhenUnsavedChanges toolbar={<Toolbar sx={{ bgcolor: 'transparent', p: '0 !important' }}><SaveButton icon={<></>} /></Toolbar>}>
          <CameraForm isNew={false} />
        </SimpleForm>
      </EditBase>
    </Box>
  );
}
