import type { ReactElement, ReactNode } from 'react';
import { Box } from '@mui/material';
import { ListBase } from 'react-admin';
import type { ResourceName } from '../../providers/data-provider.ts';

/** A list says in place what went wrong; the framework's notice would say it twice. */
const alreadyShown = (): void => undefined;

type Props = {
  readonly resource: ResourceName;
  readonly perPage?: number | undefined;
  /** Filter that cannot be taken away. */
  readonly always?: Record<string, unknown> | undefined;
  readonly initial?: Record<string, unknown> | undefined;
  readonly sort?: { readonly field: string; readonly order: 'ASC' | 'DESC' };
  /** Asked again so often while the page is seen, where others change what it shows. Milliseconds. */
  readonly everyMs?: number | undefined;
  /** True where the address belongs to something else on the page. */
  readonly keepsAddress?: boolean;
  readonly children: ReactNode;
};

/** What every list of the console stands in; `data-list` names it, and the walk through all pages asks each for search, filters, order and export. */
export function ListOf({ resource, perPage = 25, always = {}, initial = {}, sort = { field: 'id', order: 'ASC' }, everyMs, keepsAddress = false, children }: Props): ReactElement {
  return (
    <ListBase resource={resource} perPage={perPage} filter={always} filterDefaultValues={initial} storeKey={false} sort={sort} disableSyncWithLocation={keepsAddress} queryOptions={{ onError: alreadyShown, ...(everyMs ? { refetchInterval: everyMs } : {}) }} disableAuthentication>
      <Box data-list={resource} sx={{ display: 'contents' }}>
        {children}
      </Box>
    </ListBase>
  );
}
