import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { Box, ButtonBase, Typography, useTheme } from '@mui/material';
import { LinkBase, useListContext, useNavigate, useTranslate } from 'react-admin';
import { topBarPx } from '../../theme/tokens.ts';
import type { Column } from './columns.ts';

type Props<Row> = { readonly rows: readonly (Row & { id: string })[]; readonly columns: readonly Column<Row>[]; readonly rowTo: ((row: Row) => string) | undefined; readonly heading: (key: string) => string };

/** Rows as a dense table: the head stays, the first column names the row and leads to it. */
export function RowTable<Row>({ rows, columns: all, rowTo, heading }: Props<Row>): ReactElement {
  const columns = all.filter((column) => column.desk !== 'none');
  const { colours } = useTheme();
  const navigate = useNavigate();
  const cell = { px: 3, py: 2, borderBottom: `1px solid ${colours.hairline}`, textAlign: 'left', verticalAlign: 'middle' } as const;
  return (
    <Wide>
      <Box component="table" sx={{ width: '100%', borderCollapse: 'separate', borderSpacing: 0, fontSize: 14 }}>
        <Box component="thead">
          <tr>
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} label={heading(column.key)} />
            ))}
          </tr>
        </Box>
        <tbody>
          {rows.map((row) => (
            <Box
              component="tr"
              key={row.id}
              onClick={rowTo && ((event: { target: EventTarget }) => !(event.target as Element).closest('a,button,[role=dialog]') && navigate(rowTo(row)))}
              sx={{ cursor: rowTo ? 'pointer' : 'default', '&:hover td, &:hover th': { bgcolor: rowTo ? colours.actionWash : undefined } }}
            >
              {columns.map((column, index) => {
                const words = column.csv(row);
                const content = <Clip maxWidth={column.maxWidth} title={column.maxWidth ? String(words ?? '') : undefined}>{column.render(row)}</Clip>;
                return index === 0 ? (
                  <Box component="th" scope="row" key={column.key} sx={{ ...cell, fontWeight: 600, pl: 0, wordBreak: 'keep-all', minWidth: 88 }}>
                    {rowTo ? (
                      <LinkBase to={rowTo(row)} style={{ color: 'inherit', textDecoration: 'none' }}>
                        {content}
                      </LinkBase>
                    ) : (
                      content
                    )}
                  </Box>
                ) : (
                  // Chinese may break between any two characters: a short word must not become a column of them.
                  <Box component="td" key={column.key} sx={{ ...cell, textAlign: column.align ?? 'left', whiteSpace: String(words ?? '').length <= 8 ? 'nowrap' : undefined }}>
                    {content}
                  </Box>
                );
              })}
            </Box>
          ))}
        </tbody>
      </Box>
    </Wide>
  );
}

/** Room for a table, scrolling sideways only when it must: inside a box that scrolls, the head could not stay under the top bar. */
function Wide({ children }: { readonly children: ReactElement }): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  const [isTooWide, setTooWide] = useState(false);
  useEffect(() => {
    const node = box.current;
    const table = node?.firstElementChild;
    if (!node || !table) return;
    const watch = new ResizeObserver(() => setTooWide(table.scrollWidth > node.clientWidth));
    watch.observe(node);
    watch.observe(table);
    return () => watch.disconnect();
  }, []);
  return (
    <Box ref={box} sx={{ overflowX: isTooWide ? 'auto' : 'visible', '& thead th': { top: isTooWide ? 0 : topBarPx }, '@media print': { overflow: 'visible' } }}>
      {children}
    </Box>
  );
}

function Clip({ maxWidth, title, children }: { readonly maxWidth: number | undefined; readonly title: string | undefined; readonly children: ReactNode }): ReactElement {
  if (!maxWidth) return <>{children}</>;
  return (
    <Box component="span" title={title} sx={{ display: 'block', maxWidth, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
      {children}
    </Box>
  );
}

function HeadCell<Row>({ column, label }: { readonly column: Column<Row>; readonly label: string }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const { sort, setSort } = useListContext();
  const isSorted = column.sort !== undefined && sort.field === column.sort;
  return (
    <Box
      component="th"
      scope="col"
      aria-sort={isSorted ? (sort.order === 'ASC' ? 'ascending' : 'descending') : undefined}
      sx={{ position: 'sticky', zIndex: 1, bgcolor: colours.ground, px: 3, py: 2, '&:first-of-type': { pl: 0 }, borderBottom: `1px solid ${colours.hairlineStrong}`, textAlign: column.align ?? 'left', fontWeight: 500, fontSize: 13, color: colours.inkSoft, whiteSpace: 'nowrap' }}
    >
      {column.sort ? (
        <ButtonBase onClick={() => setSort({ field: column.sort ?? 'id', order: isSorted && sort.order === 'ASC' ? 'DESC' : 'ASC' })} sx={{ font: 'inherit', color: isSorted ? colours.ink : 'inherit', gap: 1 }} title={translate('register.sort_by', { name: label })}>
          {label}
          <span aria-hidden>{isSorted ? (sort.order === 'ASC' ? '↑' : '↓') : '↕'}</span>
        </ButtonBase>
      ) : (
        label
      )}
    </Box>
  );
}

/** Rows as cards for a phone: name and state on top, the rest as lines. */
export function RowCards<Row>({ rows, columns, rowTo, heading }: Props<Row>): ReactElement {
  const { colours } = useTheme();
  const title = columns.find((column) => column.phone === 'title') ?? columns[0];
  const corner = columns.find((column) => column.phone === 'corner');
  const lines = columns.filter((column) => column !== title && column !== corner && column.phone !== 'none');
  return (
    <Box component="ul" sx={{ listStyle: 'none', p: 0, borderTop: `1px solid ${colours.hairline}` }}>
      {rows.map((row) => (
        <Box component="li" key={row.id} sx={{ py: 3, borderBottom: `1px solid ${colours.hairline}`, display: 'grid', gap: 1 }}>
          <Box sx={{ display: 'flex', gap: 2, justifyContent: 'space-between', alignItems: 'baseline' }}>
            <Typography sx={{ fontWeight: 600, minWidth: 0, overflowWrap: 'anywhere' }}>
              {rowTo ? (
                <LinkBase to={rowTo(row)} style={{ color: colours.action, textDecoration: 'none' }}>
                  {title?.render(row)}
                </LinkBase>
              ) : (
                title?.render(row)
              )}
            </Typography>
            {corner && <Box sx={{ flex: 'none' }}>{corner.render(row)}</Box>}
          </Box>
          <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 3, fontSize: 13 }}>
            {lines
              .map((column) => ({ key: column.key, content: column.render(row) }))
              .filter(({ content }) => content !== null)
              .map(({ key, content }) => (
                <Box key={key} sx={{ display: 'contents' }}>
                  <Box component="dt" sx={{ color: 'text.secondary' }}>
                    {heading(key)}
                  </Box>
                  <Box component="dd" sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
                    {content}
                  </Box>
                </Box>
              ))}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
