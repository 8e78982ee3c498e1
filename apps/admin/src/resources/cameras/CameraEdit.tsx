import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { EditBase, SaveButton, SimpleForm, Toolbar, useParams, useTranslate } from 'react-admin';
import { PageHead } from '../../components/Page.tsx';
import { PageSkeleton } from '../../layout/Shell.tsx';
import { cameraBody, CameraForm } from './CameraForm.tsx';

/** The form stands once the camera is known and is filled in anew when a newer answer comes; what was typed meanwhile stays. */
const keepTyped = { keepDirtyValues: true } as const;

/** Change a camera; the gateway follows within seconds. */
export default function CameraEdit(): ReactElement {
  const translate = useTranslate();
  const { id = '' } = useParams<{ id: string }>();
  return (
    <Box sx={{ maxWidth: 760 }}>
      <PageHead title={translate('cameras.change')} intro={translate('cameras.change_intro')} />
      <EditBase resource="cameras" id={id} loading={<PageSkeleton />} mutationMode="pessimistic" redirect={(_resource, changed) => `cameras/${changed}/show`} transform={cameraBody}>
        <SimpleForm sx={{ p: 0 }} resetOptions={keepTyped} warnWhenUnsavedChanges toolbar={<Toolbar sx={{ bgcolor: 'transparent', p: '0 !important' }}><SaveButton icon={<></>} /></Toolbar>}>
          <CameraForm isNew={false} />
        </SimpleForm>
      </EditBase>
    </Box>
  );
}
