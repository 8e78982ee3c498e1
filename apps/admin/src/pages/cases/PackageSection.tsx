import { useState, type ReactElement } from 'react';
import { Box, Button, LinearProgress, Typography, useTheme } from '@mui/material';
import { useNotify, useTranslate } from 'react-admin';
import { RECEIPT_RESULTS, type ReceiptResult } from '@guardroom/domain';
import { Facts } from '../../components/Facts.tsx';
import { Section } from '../../components/Page.tsx';
import { saveBlob } from '../../components/files.ts';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge, StatusBadge } from '../../components/StatusBadge.tsx';
import { Duration, When } from '../../components/When.tsx';
import { useApi, useSession } from '../../providers/session.tsx';
import { useAsk, useRefreshAll } from '../../providers/use-ask.ts';
import type { CaseRow } from './columns.tsx';
import { fetchPackage } from './fetch-package.ts';

type Package = NonNullable<CaseRow['package']>;

/** The package of a request: how far it is, a button that fetches it, how it is checked, and the receipt. */
export function PackageSection({ found, onBusy }: { readonly found: CaseRow; readonly onBusy: (isBusy: boolean) => void }): ReactElement {
  const translate = useTranslate();
  const { package: built } = found;
  if (!built) return <></>;
  return (
    <Section title={translate('case_page.package')} aside={<StateBadge list="evidence_package" value={built.state} />}>
      <PackageFacts built={built} />
      {built.state === 'ready' && <Fetch found={found} onBusy={onBusy} />}
      {built.state === 'ready' && <HowToCheck />}
      {found.may.includes('confirm_receipt') && <Receipt caseId={found.id} />}
      {found.receipt && (
        <Typography sx={{ mt: 3 }}>
          <StatusBadge tone={found.receipt.result === 'verified' ? 'pass' : 'fail'}>{translate(`receipt.${found.receipt.result}`)}</StatusBadge> <When at={found.receipt.at} />
        </Typography>
      )}
    </Section>
  );
}

/** What is known of a package: its progress while it is built, its contents once it is. */
export function PackageFacts({ built }: { readonly built: Package }): ReactElement {
  const translate = useTranslate();
  if (built.state === 'failed') return <Typography>{translate('case_page.failed')}</Typography>;
  if (built.state === 'building') {
    const isCounted = built.partsTotal > 0;
    return (
      <Box role="status">
        <Typography variant="body2" sx={{ mb: 1 }}>
          {translate(isCounted ? 'case_page.building' : 'case_page.building_start', { done: built.partsDone, total: built.partsTotal })}
        </Typography>
        <LinearProgress aria-label={translate('evidence_package.building')} {...(isCounted ? { variant: 'determinate' as const, value: (built.partsDone / built.partsTotal) * 100 } : {})} />
      </Box>
    );
  }
  return (
    <Facts
      rows={[
        [translate('case_page.footage'), <Duration key="f" ms={(built.footageSeconds ?? 0) * 1000} />],
        ...((built.missingSeconds ?? 0) > 0 ? ([[translate('case_page.missing'), <Duration key="m" ms={(built.missingSeconds ?? 0) * 1000} />]] as const) : []),
        [translate('case_page.size'), `${((built.bytes ?? 0) / 1_048_576).toFixed(1)} MB`],
        [translate('case_page.sha256'), <Mono key="s">{built.sha256}</Mono>],
      ]}
    />
  );
}

function Mono({ children }: { readonly children: string | null }): ReactElement {
  return (
    <Box component="code" sx={{ fontSize: 12, overflowWrap: 'anywhere' }}>
      {children}
    </Box>
  );
}

function Fetch({ found, onBusy }: { readonly found: CaseRow; readonly onBusy: (isBusy: boolean) => void }): ReactElement {
  const translate = useTranslate();
  const client = useApi();
  const { signIn } = useSession();
  const refreshAll = useRefreshAll();
  const [percent, setPercent] = useState<number>();
  const [result, setResult] = useState<{ readonly isWhole: boolean } | { readonly error: unknown }>();
  const start = async (): Promise<void> => {
    setResult(undefined);
    setPercent(0);
    onBusy(true);
    try {
      const fetched = await fetchPackage(client, signIn.token, found.id, setPercent);
      if (fetched.isWhole) saveBlob(await new Response(fetched.content).blob(), fetched.name);
      setResult({ isWhole: fetched.isWhole });
    } catch (error) {
      setResult({ error });
    } finally {
      setPercent(undefined);
      onBusy(false);
      await refreshAll();
    }
  };
  return (
    <Box sx={{ mt: 3, display: 'grid', gap: 2 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
        <Button variant="contained" size="large" disabled={percent !== undefined} onClick={() => void start()}>
          {percent === undefined ? translate('case_page.fetch') : translate('case_page.fetching', { percent })}
        </Button>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {translate('case_page.fetch_note')} {(found.package?.downloads ?? 0) > 0 && translate('case_page.downloads', { count: found.package?.downloads })}
        </Typography>
      </Box>
      {percent !== undefined && <LinearProgress variant="determinate" value={percent} aria-label={translate('case_page.fetching', { percent })} />}
      <Box role="status">
        {result && ('error' in result ? <Problem error={result.error} /> : <StatusBadge tone={result.isWhole ? 'pass' : 'fail'}>{translate(result.isWhole ? 'case_page.fetched' : 'case_page.fetched_differs')}</StatusBadge>)}
      </Box>
    </Box>
  );
}

function HowToCheck(): ReactElement {
  const translate = useTranslate();
  const notify = useNotify();
  const { colours } = useTheme();
  const { me } = useSession();
  const key = useAsk(['evidence-key'], (client, _school, signal) => client.getEvidenceKey({ params: { districtId: me.district.id } }, { signal }));
  const fingerprint = key.data?.fingerprint ?? '';
  const commands = [`python3 verify.py ${fingerprint}`, `sh verify.sh ${fingerprint}`];
  const copy = async (text: string): Promise<void> => {
    await navigator.clipboard.writeText(text);
    notify(translate('case_page.copied'), { type: 'info' });
  };
  return (
    <Box component="details" open sx={{ mt: 3, '& summary': { cursor: 'pointer', fontWeight: 600 } }}>
      <summary>{translate('case_page.check')}</summary>
      <Typography variant="body2" sx={{ my: 1.5 }}>
        {translate('case_page.check_help')}
      </Typography>
      {commands.map((command) => (
        <Box key={command} sx={{ display: 'flex', alignItems: 'center', gap: 2, bgcolor: colours.sheet, border: `1px solid ${colours.hairline}`, borderRadius: 1, px: 3, py: 1, mb: 1 }}>
          <Mono>{command}</Mono>
          <Button size="small" variant="text" onClick={() => void copy(command)} sx={{ ml: 'auto', flex: 'none' }}>
            {translate('case_page.copy')}
          </Button>
        </Box>
      ))}
      <Typography variant="body2" sx={{ color: 'text.secondary', mt: 1.5 }}>
        {translate('case_page.fingerprint')} <Mono>{fingerprint}</Mono> {translate('case_page.fingerprint_help')}
      </Typography>
    </Box>
  );
}

function Receipt({ caseId }: { readonly caseId: string }): ReactElement {
  const translate = useTranslate();
  const notify = useNotify();
  const client = useApi();
  const refreshAll = useRefreshAll();
  const [chosen, setChosen] = useState<ReceiptResult>();
  const [problem, setProblem] = useState<unknown>();
  const confirm = async (result: ReceiptResult): Promise<void> => {
    setProblem(undefined);
    try {
      await client.confirmReceipt({ params: { caseId }, body: { result } });
      await refreshAll();
      notify(translate('case_page.receipt_done'), { type: 'success' });
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <Box sx={{ mt: 3, display: 'grid', gap: 2 }}>
      <Typography variant="body2">{translate('case_page.receipt_help')}</Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
        {RECEIPT_RESULTS.map((result) => (
          <Button key={result} variant="outlined" color={result === 'verified' ? 'primary' : 'error'} aria-pressed={chosen === result} onClick={() => setChosen(result)}>
            {translate(`case_page.confirm_${result}`)}
          </Button>
        ))}
      </Box>
      {chosen && (
        <Box role="alert" sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
          <Typography>{translate('case_page.confirm_final', { result: translate(`receipt.${chosen}`) })}</Typography>
          <Button variant="contained" color={chosen === 'verified' ? 'primary' : 'error'} onClick={() => void confirm(chosen)}>
            {translate('ra.action.confirm')}
          </Button>
        </Box>
      )}
      {problem !== undefined && <Problem error={problem} />}
    </Box>
  );
}
