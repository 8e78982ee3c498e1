import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import { Register } from '../../components/register/Register.tsx';
import { caseColumns, caseFilters } from '../cases/columns.tsx';
import type { AuthorityRequestRow } from './AuthorityRequestPage.tsx';

/** What authorities ask of the school, the nearest deadline first. */
export default function AuthorityRequests(): ReactElement {
  const translate = useTranslate();
  return (
    <Register<AuthorityRequestRow>
      resource="authority-requests"
      messages="authority_requests"
      columns={caseColumns<AuthorityRequestRow>(translate, { key: 'agency', of: (row) => row.agency.name })}
      filters={caseFilters(translate)}
      rowTo={(row) => `/authority-requests/${row.id}`}
    />
  );
}
