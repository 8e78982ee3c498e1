import { useState, type ReactElement } from 'react';
import { Box } from '@mui/material';
import { EditBase, SimpleForm, useParams, useTranslate } from 'react-admin';
import { PageHead } from '../../components/Page.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { Problem } from '../../components/Problem.tsx';
import { OrderNeeded } from '../change-orders/OrderNeeded.tsx';
import { cameraBody, CameraForm, FormFoot } from './CameraForm.tsx';

/** Change a camera; the gateway follows within seconds. What is refused for want of an order leads to proposing it, and keeps what was typed. */
export default function CameraEdit(): ReactElement {
  const translate = useTranslate();
  const { id = '' } = useParams<{ id: string }>();
  const [problem, setProblem] = useState<unknown>();
  return (
    <Box sx={{ maxWidth: 760 }}>
      <EditBase
        resource="cameras"
        id={id}
        mutationMode="pessimistic"
        redirect={(_resource, changed) => `cameras/${changed}/show`}
        transform={cameraBody}
        mutationOptions={{ onError: (error: Error) => setProblem(error.cause ?? error) }}
        render={({ record }) =>
          record ? (
            <>
              <PageHead title={translate('cameras.change_title', { name: String(record['name']) })} intro={translate('cameras.change_intro')} />
              {/* The form knows only what it can change: a newer answer differs in what the camera does, and must not undo what was typed. */}
              <SimpleForm record={{ id: record.id, ...cameraBody(record) }} sx={{ p: 0 }} warnWhenUnsavedChanges toolbar={<FormFoot back={`/cameras/${id}/show`} />}>
                <CameraForm isNew={false} />
                {problem !== undefined && (
                  <Problem error={problem}>
                    <OrderNeeded error={problem} device={{ name: String(record['name']), location: String(record['location']) }} />
                  </Problem>
                )}
              </SimpleForm>
            </>
          ) : (
            <PageSkeleton />
          )
        }
      />
    </Box>
  );
}
