import type { ReactElement, ReactNode } from 'react';
import { Box, Button, Skeleton } from '@mui/material';
import { useListContext, useTranslate, type RaRecord } from 'react-admin';
import { EmptyState } from '../EmptyState.tsx';
import { PageHead } from '../Page.tsx';
import { Problem } from '../Problem.tsx';
import type { ResourceName } from '../../providers/data-provider.ts';
import type { Column, Filter } from './columns.ts';
import { ExportButton } from './ExportButton.tsx';
import { Filters } from './Filters.tsx';
import { ListOf } from './ListOf.tsx';
import { Order, ordersOf } from './Order.tsx';
import { Pages } from './Pages.tsx';
import { RowCards, RowTable } from './Rows.tsx';

/** What a register is told. */
export type RegisterProps<Row> = {
  readonly resource: ResourceName;
  /** Prefix of its messages: title, intro, empty, empty_help and column.*. */
  readonly messages: string;
  readonly columns: readonly Column<Row>[];
  readonly filters: readonly Filter[];
  /** Filter that cannot be taken away. */
  readonly always?: Record<string, unknown>;
  readonly initial?: Record<string, unknown>;
  readonly rowTo?: (row: Row) => string;
  readonly actions?: ReactNode;
  readonly perPage?: number;
  readonly intro?: ReactNode;
  /** Asked again so often while the page is seen, where others change what it shows. Milliseconds. */
  readonly everyMs?: number;
};

/**
 * A list of the console: search, filters kept in the address, order, pages, export, an empty state that says what to do; a table on the
 * desk and cards on a phone, from one description of the columns.
 */
export function Register<Row extends object>(props: RegisterProps<Row>): ReactElement {
  return (
    <ListOf resource={props.resource} perPage={props.perPage} always={props.always} initial={props.initial} everyMs={props.everyMs}>
      <RegisterView {...props} />
    </ListOf>
  );
}

function RegisterView<Row extends object>({ resource, messages, columns, filters, always, rowTo, actions, intro }: RegisterProps<Row>): ReactElement {
  const translate = useTranslate();
  const list = useListContext<RaRecord>();
  const rows = (list.data ?? []) as unknown as readonly (Row & { id: string })[];
  const hasFilter = Object.keys(list.filterValues ?? {}).length > 0;
  const heading = (key: string): string => translate(`${messages}.column.${key}`);
  return (
    <>
      <PageHead title={translate(`${messages}.title`)} intro={intro ?? translate(`${messages}.intro`)}>
        {actions}
        <ExportButton resource={resource} columns={columns} always={always ?? {}} heading={heading} name={translate(`${messages}.title`)} />
      </PageHead>
      <Filters filters={filters}>
        <Order choices={ordersOf(columns, heading, translate)} onPhoneOnly />
      </Filters>
      {list.error ? (
        <Problem error={(list.error as { cause?: unknown }).cause ?? list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Box aria-busy sx={{ display: 'grid', gap: 2 }} aria-label={translate('ra.page.loading')}>
          {Array.from({ length: 6 }, (_, i) => (
            <Skeleton key={i} variant="rounded" height={36} />
          ))}
        </Box>
      ) : rows.length === 0 ? (
        <EmptyState
          title={translate(hasFilter ? 'register.none_found' : `${messages}.empty`)}
          action={
            hasFilter && (
              <Button variant="outlined" onClick={() => list.setFilters({}, [], false)}>
                {translate('ra.navigation.clear_filters')}
              </Button>
            )
          }
        >
          {translate(hasFilter ? 'register.none_found_help' : `${messages}.empty_help`)}
        </EmptyState>
      ) : (
        <>
          <Box sx={{ display: { xs: 'none', md: 'block' }, '@media print': { display: 'block' } }}>
            <RowTable rows={rows} columns={columns} rowTo={rowTo} heading={heading} />
          </Box>
          <Box sx={{ display: { md: 'none' }, '@media print': { display: 'none' } }}>
            <RowCards rows={rows} columns={columns} rowTo={rowTo} heading={heading} />
          </Box>
          <Pages />
        </>
      )}
    </>
  );
}
