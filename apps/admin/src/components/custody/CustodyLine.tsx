import { useState, type ReactElement, type ReactNode } from 'react';
import { Box, Button, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { type Instant, civilDay } from '@guardroom/kernel';
import { ToneShape } from '../StatusBadge.tsx';
import { useDayWords } from '../use-words.ts';
import { When } from '../When.tsx';
import type { ProofVerdict } from '../../providers/inclusion.ts';
import type { Tone } from '../../theme/tokens.ts';

/** One link: a stored fact with who and when, and its place in the ledger once sealed. */
export type CustodyFact = {
  readonly id: string;
  readonly type: string;
  readonly who: string;
  readonly kind: 'person' | 'gateway' | 'machine';
  readonly at: string;
  readonly leafIndex: number | null;
  readonly place: 'sealed' | 'staged' | 'planted';
  readonly note?: ReactNode;
};

/** What checking a fact against the ledger found. */
export type CustodyVerdict = { readonly verdict: ProofVerdict; readonly leafIndex: number | null; readonly treeSize: number | null; readonly keyKnownSince: Instant };

const TONE_OF: Record<ProofVerdict, Tone> = { sealed: 'pass', staged: 'partial', planted: 'fail', changed: 'fail', unsigned: 'fail', unable: 'partial' };
const TONE_BEFORE: Record<CustodyFact['place'], Tone> = { sealed: 'plain', staged: 'unknown', planted: 'fail' };

/** The facts of a thing as a vertical chain; with `onProve` each link can be checked against the ledger on the spot and says the result in words. */
export function CustodyLine({ facts, onProve }: { readonly facts: readonly CustodyFact[]; readonly onProve?: (factId: string) => Promise<CustodyVerdict> }): ReactElement {
  return (
    <Box component="ol" sx={{ listStyle: 'none', p: 0 }}>
      {facts.map((fact, index) => (
        <Link key={fact.id} fact={fact} isLast={index === facts.length - 1} {...(onProve ? { onProve } : {})} />
      ))}
    </Box>
  );
}

type Checked = { readonly kind: 'asked' } | { readonly kind: 'failed' } | ({ readonly kind: 'answered' } & CustodyVerdict);

function Link({ fact, isLast, onProve }: { readonly fact: CustodyFact; readonly isLast: boolean; readonly onProve?: (factId: string) => Promise<CustodyVerdict> }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const [checked, setChecked] = useState<Checked>();
  const dayOf = useDayWords();
  const tone = checked?.kind === 'answered' ? TONE_OF[checked.verdict] : TONE_BEFORE[fact.place];
  const check = async (): Promise<void> => {
    if (!onProve) return;
    setChecked({ kind: 'asked' });
    try {
      setChecked({ kind: 'answered', ...(await onProve(fact.id)) });
    } catch {
      setChecked({ kind: 'failed' }); // the sentence below says so; nothing was changed by asking
    }
  };
  const words =
    checked?.kind === 'answered'
      ? translate(`custody.verdict.${checked.verdict}`, { leaf: checked.leafIndex ?? '—', size: checked.treeSize ?? '—', since: dayOf(civilDay(checked.keyKnownSince)) })
      : checked?.kind === 'failed'
        ? translate('custody.unreachable')
        : translate(`custody.${fact.place}`, { leaf: fact.leafIndex });
  return (
    <Box component="li" sx={{ display: 'grid', gridTemplateColumns: '24px 1fr', columnGap: 2 }}>
      <Box sx={{ position: 'relative', display: 'flex', justifyContent: 'center', pt: '4px' }}>
        {!isLast && <Box aria-hidden sx={{ position: 'absolute', top: 18, bottom: -4, width: '1px', bgcolor: colours.hairlineStrong }} />}
        <Box sx={{ position: 'relative', bgcolor: colours.ground, lineHeight: 0, height: 14 }}>
          <ToneShape tone={tone} />
        </Box>
      </Box>
      <Box sx={{ pb: 4 }}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, alignItems: 'baseline' }}>
          <Typography sx={{ fontWeight: 600 }}>{translate(`fact.${fact.type.replaceAll('.', '-')}`, { _: fact.type })}</Typography>
          <Typography variant="body2">{fact.kind === 'person' ? fact.who : translate(`custody.kind.${fact.kind}`, { who: fact.who })}</Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary', ml: { sm: 'auto' } }}>
            <When at={fact.at} />
          </Typography>
        </Box>
        {fact.note && (
          <Typography variant="body2" component="div">
            {fact.note}
          </Typography>
        )}
        <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, alignItems: 'center' }}>
          <Typography variant="caption" role="status" sx={{ color: tone === 'fail' ? colours.vermilionInk : 'text.secondary' }}>
            {words}
          </Typography>
          {onProve && (
            <Button size="small" variant="text" disabled={checked?.kind === 'asked'} onClick={check} data-print="no" sx={{ minHeight: 28, px: 2 }}>
              {translate(checked?.kind === 'asked' ? 'custody.checking' : 'custody.check')}
            </Button>
          )}
        </Box>
      </Box>
    </Box>
  );
}
