import type { ReactElement } from 'react';
import { Box, Button, MenuItem, TextField, Typography } from '@mui/material';
import { useListContext, useTranslate } from 'react-admin';

/** Where one is in a long list, and how to go on. */
export function Pages(): ReactElement {
  const translate = useTranslate();
  const { page, perPage, total = 0, setPage, setPerPage } = useListContext();
  const first = (page - 1) * perPage + 1;
  const last = Math.min(page * perPage, total);
  return (
    <Box component="nav" aria-label={translate('register.pages')} data-print="no" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 3, mt: 3 }}>
      <Typography variant="body2" sx={{ color: 'text.secondary', mr: 'auto' }}>
        {total <= perPage ? translate('register.in_all', { total }) : translate('ra.navigation.page_range_info', { offsetBegin: first, offsetEnd: last, total })}
      </Typography>
      {total > 25 && (
        <TextField select size="small" value={perPage} slotProps={{ select: { SelectDisplayProps: { 'aria-label': translate('ra.navigation.page_rows_per_page') } } }} onChange={(event) => setPerPage(Number(event.target.value))} sx={{ '& .MuiSelect-select': { py: 1.5 } }}>
          {[25, 50, 100].map((size) => (
            <MenuItem key={size} value={size}>
              {translate('register.per_page', { size })}
            </MenuItem>
          ))}
        </TextField>
      )}
      {total > perPage && (
        <>
          <Button size="small" variant="outlined" disabled={page <= 1} onClick={() => setPage(page - 1)}>
            {translate('ra.navigation.previous')}
          </Button>
          <Button size="small" variant="outlined" disabled={last >= total} onClick={() => setPage(page + 1)}>
            {translate('ra.navigation.next')}
          </Button>
        </>
      )}
    </Box>
  );
}
