import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import { Register } from '../../components/register/Register.tsx';
import { useListWords } from '../../components/use-words.ts';
import { requestColumns, requestFilters, type RequestRow } from './columns.tsx';

/** All requests of the school, for those who decide or serve them. */
export default function AllRequests(): ReactElement {
  const translate = useTranslate();
  return <Register<RequestRow> resource="footage-requests" messages="requests" columns={requestColumns(translate, useListWords(), true)} filters={requestFilters(translate)} rowTo={(row) => `/footage-requests/${row.id}`} />;
}
