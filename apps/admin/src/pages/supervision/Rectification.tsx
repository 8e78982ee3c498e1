import type { ReactElement } from 'react';
import { Box, Button, Skeleton, Typography } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { orderColumns, orderFilters, type OrderRow } from './columns.tsx';

/** What the bureau ordered the school to put right, and its visits. */
export default function Rectification(): ReactElement {
  const translate = useTranslate();
  return (
    <>
      <Register<OrderRow> resource="orders" messages="orders" columns={orderColumns(translate, false)} filters={orderFilters(translate)} rowTo={(row) => `/rectification/${row.id}`} />
      <Box sx={{ mt: 10 }}>
        <VisitsHere />
      </Box>
    </>
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

function VisitsHere(): ReactElement {
  const translate = useTranslate();
  const visits = useAsk(['visits'], (client, schoolId, signal) => client.listSchoolVisits({ params: { schoolId }, query: { perPage: 10 } }, { signal }));
  return (
    <Section title={translate('inspections.of_school')}>
      {visits.error ? (
        <Problem error={visits.error} onRetry={() => void visits.refetch()} />
      ) : !visits.data ? (
        <Skeleton variant="rounded" height={60} />
      ) : visits.data.items.length === 0 ? (
        <Typography sx={{ color: 'text.secondary' }}>{translate('inspections.of_school_none')}</Typography>
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', p: 0, display: 'grid' }}>
          {visits.data.items.map((visit) => (
            <Box component="li" key={visit.id} sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center', py: 2, borderBottom: '1px solid', borderColor: 'divider' }}>
              <LinkBase to={`/rectification/visits/${visit.id}`}>{visit.day}</LinkBase>
              <StateBadge list="visit_state" value={visit.state} />
              <Typography variant="body2">{visit.inspectors.map(({ name }) => name).join('、')}</Typography>
              {(visit.state === 'signed_off' || visit.state === 'acknowledged') && (
                <Typography variant="body2" sx={{ ml: 'auto', color: 'text.secondary' }}>
                  {translate('inspections.column.findings')} {visit.findings}
                </Typography>
              )}
            </Box>
          ))}
        </Box>
      )}
    </Section>
  );
}
