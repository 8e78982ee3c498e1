import { useEffect, useState, type ReactElement } from 'react';
import { Box, Button, Skeleton, Typography, useTheme } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import type { Client } from '@guardroom/client';
import { Facts } from '../../components/Facts.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { filtered } from '../../components/register/filtered.ts';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { useLocaleName } from '../../components/use-words.ts';
import { When } from '../../components/When.tsx';
import { keepCheckpoint, keptCheckpoint } from '../../providers/kept-ledger.ts';
import { useSession } from '../../providers/session.tsx';
import { useAsk, useRefreshAll } from '../../providers/use-ask.ts';
import { monoFamily } from '../../theme/tokens.ts';
import { durationWords } from '../../time/words.ts';

type Check = Awaited<ReturnType<Client['checkLedger']>>;

/** The district's log: its size, its signed checkpoint, and a check of every stored fact against it. */
export default function Ledger(): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const asked = useAsk(['ledger'], (client, _schoolId, signal) => client.getLedger({}, { signal }), 5_000);
  return (
    <Box sx={{ maxWidth: 860 }}>
      <PageHead title={translate('ledger.title')} intro={translate('ledger.intro')} />
      {asked.error ? (
        <Problem error={asked.error} onRetry={() => void asked.refetch()} />
      ) : !asked.data ? (
        <Skeleton variant="rounded" height={240} />
      ) : (
        <>
          <Verify size={asked.data.size} />
          <Section title={translate('ledger.checkpoint')} aside={<When at={asked.data.sealedAt} />}>
            <Facts
              rows={[
                [translate('ledger.size'), translate('ledger.entries', { size: asked.data.size.toLocaleString('en-US') })],
                [translate('ledger.staged'), translate('ledger.entries', { size: asked.data.staged })],
                [translate('ledger.origin'), <Code key="o">{asked.data.origin}</Code>],
                [translate('ledger.root'), <Code key="r">{asked.data.root}</Code>],
                [translate('ledger.key'), <Code key="k">{asked.data.verifierKey}</Code>],
              ]}
            />
            <Typography variant="body2" sx={{ color: 'text.secondary', mt: 4, mb: 1 }}>
              {translate('ledger.note_help')}
            </Typography>
            <Box component="pre" sx={{ m: 0, p: 4, bgcolor: colours.sheet, border: `1px solid ${colours.hairline}`, borderRadius: 1, fontFamily: monoFamily, fontSize: 12, lineHeight: 1.6, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {asked.data.checkpoint}
            </Box>
          </Section>
        </>
      )}
    </Box>
  );
}

const Code = ({ children }: { readonly children: string }): ReactElement => (
  <Box component="code" sx={{ fontFamily: monoFamily, fontSize: 12, overflowWrap: 'anywhere' }}>
    {children}
  </Box>
);

function Verify({ size }: { readonly size: number }): ReactElement {
  const translate = useTranslate();
  const locale = useLocaleName();
  const { client, me: { district } } = useSession();
  const refreshAll = useRefreshAll();
  const { colours } = useTheme();
  const [startedMs, setStarted] = useState<number>();
  const [elapsedMs, setElapsed] = useState(0);
  const [check, setCheck] = useState<Check>();
  const [problem, setProblem] = useState<unknown>();
  useEffect(() => {
    if (startedMs === undefined) return undefined;
    const timer = setInterval(() => setElapsed(Date.now() - startedMs), 100);
    return () => clearInterval(timer);
  }, [startedMs]);
  const verify = async (): Promise<void> => {
    setProblem(undefined);
    setCheck(undefined);
    setElapsed(0);
    const start = Date.now();
    setStarted(start);
    try {
      const checkpoint = keptCheckpoint(district.id);
      const found = await client.checkLedger({ body: checkpoint === undefined ? {} : { checkpoint } });
      if (found.verdict === 'intact' && found.checkpoint) keepCheckpoint(district.id, found.checkpoint);
      setCheck(found);
      await refreshAll();
    } catch (error) {
      setProblem(error);
    } finally {
      setElapsed(Date.now() - start);
      setStarted(undefined);
    }
  };
  return (
    <Section title={translate('ledger.verify_title')} aside={check && <StateBadge list="verdict" value={check.verdict} />}>
      <Box sx={{ display: 'grid', gap: 3 }}>
        <Typography>{translate('ledger.verify_words')}</Typography>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center' }}>
          <Button variant="contained" onClick={() => void verify()} disabled={startedMs !== undefined}>
            {translate('ledger.verify')}
          </Button>
          {startedMs !== undefined && (
            <Typography role="status" variant="body2" sx={{ color: 'text.secondary' }}>
              {translate('ledger.verifying', { size: size.toLocaleString('en-US'), seconds: (elapsedMs / 1000).toFixed(1) })}
            </Typography>
          )}
        </Box>
        {problem !== undefined && <Problem error={problem} onRetry={() => void verify()} />}
        {check && (
          <Box role="status" sx={{ p: 4, borderRadius: 1, bgcolor: check.verdict === 'intact' ? colours.jadeWash : check.verdict === 'tampered' ? colours.vermilionWash : colours.slateWash, display: 'grid', gap: 2 }}>
            <Typography sx={{ fontWeight: 600 }}>{translate(`ledger.verdict.${check.verdict}`, { facts: check.factsLookedAt, leaves: check.leavesLookedAt, changed: check.changedTotal })}</Typography>
            <Typography variant="body2">
              {translate(check.rootMatches ? 'ledger.root_matches' : 'ledger.root_differs')} {translate(check.signatureValid ? 'ledger.signature_valid' : 'ledger.signature_wrong')} {translate(`ledger.history.${check.history}`, { earlier: check.earlierSize?.toLocaleString('en-US') ?? '—', leaves: check.leavesLookedAt.toLocaleString('en-US') })} {translate('ledger.took', { took: elapsedMs < 1000 ? `${elapsedMs} ms` : durationWords(elapsedMs, locale) })}
            </Typography>
            {check.changed.length > 0 && (
              <Box component="ul" sx={{ listStyle: 'none', p: 0, display: 'grid', gap: 1 }}>
                {check.changed.map((item) => (
                  <Box component="li" key={`${item.what} ${item.factId} ${item.leafIndex}`} sx={{ fontSize: 13 }}>
                    {item.type ? <LinkBase to={filtered('/district-facts', { q: item.factId })}>{translate(`fact.${item.type.replaceAll('.', '-')}`, { _: item.type })}</LinkBase> : translate('ledger.no_fact')} · {item.leafIndex === null ? item.factId : translate('custody.sealed', { leaf: item.leafIndex })} · {translate(`ledger.what.${item.what}`)}
                  </Box>
                ))}
                {check.changedTotal > check.changed.length && <Box component="li" sx={{ fontSize: 13 }}>{translate('ledger.more', { count: check.changedTotal - check.changed.length })}</Box>}
              </Box>
            )}
          </Box>
        )}
      </Box>
    </Section>
  );
}
