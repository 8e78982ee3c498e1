import type { ReactElement } from 'react';
import { Button } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { Register } from '../../components/register/Register.tsx';
import { useListWords } from '../../components/use-words.ts';
import { visitColumns, visitFilters, type VisitRow } from './columns.tsx';

/** Visits of the bureau to its schools. */
export default function Inspections(): ReactElement {
  const translate = useTranslate();
  return (
    <Register<VisitRow>
      resource="district-visits"
      messages="inspections"
      columns={visitColumns(translate, useListWords(), true)}
      filters={visitFilters(translate)}
      rowTo={(row) => `/inspections/${row.id}`}
      actions={
        <Button variant="contained" component={LinkBase} to="/inspections/new">
          {translate('inspections.plan')}
        </Button>
      }
    />
  );
}
