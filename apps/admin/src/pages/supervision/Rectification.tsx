import type { ReactElement } from 'react';
import { Button } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { Register } from '../../components/register/Register.tsx';
import { useListWords } from '../../components/use-words.ts';
import { orderColumns, orderFilters, visitColumns, visitFilters, type OrderRow, type VisitRow } from './columns.tsx';

/** What the bureau ordered the school to put right. */
export default function Rectification(): ReactElement {
  const translate = useTranslate();
  return (
    <Register<OrderRow>
      resource="orders"
      messages="orders"
      columns={orderColumns(translate, false)}
      filters={orderFilters(translate)}
      rowTo={(row) => `/rectification/${row.id}`}
      actions={
        <Button variant="outlined" component={LinkBase} to="/rectification/visits">
          {translate('inspections.of_school')}
        </Button>
      }
    />
  );
}

/** The bureau's visits to the school. */
export function SchoolVisits(): ReactElement {
  const translate = useTranslate();
  return (
    <Register<VisitRow>
      resource="visits"
      messages="visits"
      columns={visitColumns(translate, useListWords(), false)}
      filters={visitFilters(translate)}
      rowTo={(row) => `/rectification/visits/${row.id}`}
      actions={
        <Button variant="outlined" component={LinkBase} to="/rectification">
          {translate('orders.title')}
        </Button>
      }
    />
  );
}

/** Orders of the whole district. */
export function DistrictOrders(): ReactElement {
  const translate = useTranslate();
  return (
    <Register<OrderRow>
      resource="district-orders"
      messages="district_orders"
      columns={orderColumns(translate, true)}
      filters={orderFilters(translate)}
      rowTo={(row) => `/district-orders/${row.id}`}
      actions={
        <Button variant="contained" component={LinkBase} to="/district-orders/new">
          {translate('orders.issue')}
        </Button>
      }
    />
  );
}
