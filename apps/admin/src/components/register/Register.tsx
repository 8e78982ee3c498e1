import { useState, type ReactElement, type ReactNode } from 'react';
import { Box, Button, Skeleton, Typography } from '@mui/material';
import { ListBase, useDataProvider, useListContext, useTranslate, type RaRecord } from 'react-admin';
import { EmptyState } from '../EmptyState.tsx';
import { PageHead } from '../Page.tsx';
import { saveBlob } from '../files.ts';
import { Problem } from '../Problem.tsx';
import type { ResourceName } from '../../providers/data-provider.ts';
import type { Column, Filter } from './columns.ts';
import { csvOf, type Cell } from './csv.ts';
import { Filters } from './Filters.tsx';
import { Pages } from './Pages.tsx';
import { RowCards, RowTable } from './Rows.tsx';

/** An export stops here and says so. Rows. */
const exportLimit = 20_000;

/** The register says in place what went wrong; the framework's notice would say it twice. */
const alreadyShown = (): void => undefined;

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
    <ListBase resource={props.resource} perPage={props.perPage ?? 25} filter={props.always ?? {}} filterDefaultValues={props.initial ?? {}} storeKey={false} sort={{ field: 'id', order: 'ASC' }} queryOptions={{ onError: alreadyShown, ...(props.everyMs ? { refetchInterval: props.everyMs } : {}) }} disableAuthentication>
      <RegisterView {...props} />
    </ListBase>
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
      <Filters filters={filters} />
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

/** Everything that a list holds under its filters and in its order, as a table. */
export function ExportButton<Row>({ resource, columns, always, heading, name }: { readonly resource: ResourceName; readonly columns: readonly Column<Row>[]; readonly always: Record<string, unknown>; readonly heading: (key: string) => string; readonly name: string }): ReactElement {
  const translate = useTranslate();
  const list = useListContext();
  const dataProvider = useDataProvider();
  const [read, setRead] = useState<number>();
  const [problem, setProblem] = useState<unknown>();
  const collect = async (): Promise<void> => {
    setProblem(undefined);
    setRead(0);
    try {
      const rows: Cell[][] = [];
      for (let page = 1; rows.length < exportLimit; page += 1) {
        const { data, total = 0 } = await dataProvider.getList(resource, { pagination: { page, perPage: 500 }, sort: list.sort, filter: { ...list.filterValues, ...always } });
        rows.push(...data.map((row) => columns.map((column) => column.csv(row as Row))));
        setRead(rows.length);
        if (data.length === 0 || rows.length >= total) break;
      }
      saveBlob(new Blob([csvOf(columns.map((column) => heading(column.key)), rows)], { type: 'text/csv' }), `${name}.csv`);
    } catch (error) {
      setProblem((error as { cause?: unknown }).cause ?? error);
    } finally {
      setRead(undefined);
    }
  };
  return (
    <>
      <Button variant="outlined" onClick={() => void collect()} disabled={read !== undefined || !list.total}>
        {read === undefined ? translate('register.export') : translate('register.exporting', { read, total: list.total ?? 0 })}
      </Button>
      {problem !== undefined && (
        <Typography component="div" sx={{ flexBasis: '100%' }}>
          <Problem error={problem} />
        </Typography>
      )}
    </>
  );
}
