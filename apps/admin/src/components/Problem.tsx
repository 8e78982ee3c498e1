import type { ReactElement, ReactNode } from 'react';
import { Box, Button, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { failureOf } from '../providers/failure.ts';
import { faultWords } from './fault-words.ts';
import { ToneShape } from './StatusBadge.tsx';
import { useListWords } from './use-words.ts';
import { ruleOfRefusal } from './why/rules.ts';
import { Why } from './why/Why.tsx';

/** Says what happened, why, and what to do; never a bare failure. `lead` may say it first in the page's own words, `children` may add what only the page knows. */
export function Problem({ error, lead, onRetry, children }: { readonly error: unknown; readonly lead?: string; readonly onRetry?: (() => void) | undefined; readonly children?: ReactNode }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const list = useListWords();
  const failure = failureOf(error);
  const values = Object.fromEntries(Object.entries(failure.values).map(([name, value]) => [name, Array.isArray(value) ? list(value.map(String)) : value]));
  const rule = failure.refusal === undefined ? undefined : ruleOfRefusal[failure.refusal];
  return (
    <Box role="alert" sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: 3, p: 3, bgcolor: colours.vermilionWash, borderRadius: 1, alignItems: 'start' }}>
      <Box sx={{ pt: '4px', lineHeight: 0 }}>
        <ToneShape tone="fail" size={16} />
      </Box>
      <Box>
        {lead && <Typography sx={{ fontWeight: 600, color: colours.vermilionInk }}>{lead}</Typography>}
        <Typography sx={{ color: colours.vermilionInk }}>{translate(failure.key, { ...values, _: translate(failure.fallbackKey, values) })}</Typography>
        {failure.faults.map((fault) => (
          <Typography key={`${fault.path} ${fault.code} ${fault.message}`} variant="body2">
            {faultWords(fault, translate)}
          </Typography>
        ))}
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center' }}>
          {failure.requestId && (
            <Typography variant="caption" sx={{ color: 'text.secondary' }}>
              {translate('problem.request_id', { id: failure.requestId })}
            </Typography>
          )}
          {onRetry && (
            <Button size="small" variant="text" onClick={onRetry} sx={{ ml: -3 }}>
              {translate('problem.retry')}
            </Button>
          )}
          {rule && <Why rule={rule} />}
          {children}
        </Box>
      </Box>
    </Box>
  );
}
