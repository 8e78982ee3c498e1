import type { ReactElement } from 'react';
import { Button } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { Register } from '../../components/register/Register.tsx';
import { caseColumns, caseFilters, type CaseRow } from './columns.tsx';

/** The liaison's first screen: what the agency has asked for, and a form to ask. */
export default function CaseList(): ReactElement {
  const translate = useTranslate();
  return (
    <Register<CaseRow>
      resource="cases"
      messages="cases"
      columns={caseColumns<CaseRow>(translate, { key: 'school', of: (row) => row.school.name })}
      filters={caseFilters(translate)}
      rowTo={(row) => `/cases/${row.id}`}
      actions={
        <Button variant="contained" component={LinkBase} to="/cases/new">
          {translate('cases.file')}
        </Button>
      }
    />
  );
}
