import type { ReactElement } from 'react';
import { Button } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { Register } from '../../components/register/Register.tsx';
import { useListWords } from '../../components/use-words.ts';
import { requestColumns, requestFilters, type RequestRow } from './columns.tsx';

/** The staff's first screen: what one has asked for, and a form to ask again. */
export default function MyRequests(): ReactElement {
  const translate = useTranslate();
  return (
    <Register<RequestRow>
      resource="footage-requests"
      messages="my_requests"
      columns={requestColumns(translate, useListWords(), false)}
      filters={requestFilters(translate)}
      always={{ mine: 'true' }}
      rowTo={(row) => `/my-requests/${row.id}`}
      actions={
        <Button variant="contained" component={LinkBase} to="/my-requests/new">
          {translate('my_requests.ask')}
        </Button>
      }
    />
  );
}
