import { useRef, useState, type ChangeEvent, type ReactElement } from 'react';
import { Box, Button, Typography, useTheme } from '@mui/material';
import { LinkBase, useNotify, useTranslate } from 'react-admin';
import type { Client } from '@guardroom/client';
import { base64Of } from '../../components/files.ts';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { useApi, useSchoolId } from '../../providers/session.tsx';
import { useRefreshAll } from '../../providers/use-ask.ts';
import { DownloadWorkbook } from './DownloadWorkbook.tsx';

type Preview = Awaited<ReturnType<Client['previewAssetImport']>>;
/** Rows that are drawn; a file with more faults than this is mended in the spreadsheet first. */
const drawn = 300;

/** Reads an Excel file, shows every fault and every difference, and writes it when the person says so. */
export default function AssetImport(): ReactElement {
  const translate = useTranslate();
  const notify = useNotify();
  const client = useApi();
  const schoolId = useSchoolId();
  const refreshAll = useRefreshAll();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<{ readonly name: string; readonly contentBase64: string }>();
  const [preview, setPreview] = useState<Preview>();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const attempt = async (run: () => Promise<void>): Promise<void> => {
    setProblem(undefined);
    setBusy(true);
    try {
      await run();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const read = (contentBase64: string): Promise<void> => attempt(async () => setPreview(await client.previewAssetImport({ params: { schoolId }, body: { contentBase64 } })));
  const choose = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [chosen] = event.target.files ?? [];
    event.target.value = ''; // the same file, mended, may be chosen again
    if (!chosen) return;
    const contentBase64 = await base64Of(chosen);
    setPreview(undefined);
    setFile({ name: chosen.name, contentBase64 });
    await read(contentBase64);
  };
  const write = (): Promise<void> =>
    attempt(async () => {
      if (!file || !preview) return;
      const { creates, updates } = await client.importAssets({ params: { schoolId }, body: { contentBase64: file.contentBase64, plan: preview.plan } });
      setPreview(undefined);
      setFile(undefined);
      notify(translate('asset_import.done', { creates, updates }), { type: 'success' });
      await refreshAll();
    });
  const isClean = preview !== undefined && preview.faults.length === 0;
  return (
    <Box sx={{ maxWidth: 960 }}>
      <PageHead title={translate('asset_import.title')} intro={translate('asset_import.intro')}>
        <DownloadWorkbook kind="template" />
        <DownloadWorkbook kind="register" />
      </PageHead>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center', mb: 5 }}>
        <Button variant={preview ? 'outlined' : 'contained'} disabled={isBusy} onClick={() => input.current?.click()}>
          {translate(file ? 'asset_import.choose_other' : 'asset_import.choose')}
        </Button>
        <input ref={input} type="file" accept=".xlsx" hidden aria-label={translate('asset_import.choose')} onChange={(event) => void choose(event)} />
        {file && <Typography sx={{ overflowWrap: 'anywhere' }}>{file.name}</Typography>}
        {isBusy && <Typography role="status">{translate('asset_import.reading')}</Typography>}
      </Box>
      {problem !== undefined && <Problem error={problem} {...(file ? { onRetry: () => void read(file.contentBase64) } : {})} />}
      {preview && (
        <>
          <Box role="status" sx={{ mb: 4 }}>
            <StatusBadge tone={isClean ? 'pass' : 'fail'}>{translate(isClean ? 'asset_import.clean' : 'asset_import.faulty', { rows: preview.rows, faults: preview.faults.length })}</StatusBadge>
          </Box>
          {preview.faults.length > 0 && <Faults faults={preview.faults} />}
          <Changes preview={preview} />
          {isClean && preview.creates + preview.updates > 0 && (
            <Button variant="contained" disabled={isBusy} onClick={() => void write()}>
              {translate('asset_import.write', { creates: preview.creates, updates: preview.updates })}
            </Button>
          )}
          {isClean && preview.creates + preview.updates === 0 && <LinkBase to="/assets">{translate('asset_import.nothing')}</LinkBase>}
        </>
      )}
    </Box>
  );
}

function Faults({ faults }: { readonly faults: Preview['faults'] }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  return (
    <Section title={translate('asset_import.faults')} aside={translate('asset_import.nothing_written')}>
      <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>
        {faults.slice(0, drawn).map((fault) => (
          <Box component="li" key={`${fault.row}.${fault.column}.${fault.heading}.${fault.code}`} sx={{ display: 'grid', gridTemplateColumns: { xs: '64px minmax(0, 1fr)', sm: '64px 140px minmax(0, 1fr)' }, columnGap: 3, py: 2, borderBottom: `1px solid ${colours.hairline}` }}>
            <Typography sx={{ fontWeight: 600 }}>{`${fault.column}${fault.row}`}</Typography>
            <Typography>{fault.heading}</Typography>
            <Box sx={{ gridColumn: { xs: '2', sm: 'auto' }, overflowWrap: 'anywhere' }}>
              <Typography sx={{ color: colours.vermilionInk }}>{translate(`sheet_fault.${fault.code}`, { found: fault.found, allowed: fault.allowed, _: fault.code })}</Typography>
              {fault.found !== '' && (
                <Typography variant="body2" sx={{ color: 'text.secondary' }}>
                  {translate('asset_import.found', { found: fault.found })}
                </Typography>
              )}
            </Box>
          </Box>
        ))}
      </Box>
      {faults.length > drawn && <Typography sx={{ mt: 2 }}>{translate('asset_import.more_faults', { more: faults.length - drawn })}</Typography>}
    </Section>
  );
}

function Changes({ preview }: { readonly preview: Preview }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  return (
    <Section title={translate('asset_import.changes')} aside={translate('asset_import.counts', { creates: preview.creates, updates: preview.updates, unchanged: preview.unchanged })}>
      <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>
        {preview.changes.map((change) => (
          <Box component="li" key={change.row} sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '180px 80px minmax(0, 1fr)' }, columnGap: 3, py: 2, borderBottom: `1px solid ${colours.hairline}` }}>
            <Typography sx={{ fontWeight: 600 }}>{change.tagNumber}</Typography>
            <StatusBadge tone={change.kind === 'create' ? 'pass' : 'partial'} quiet>
              {translate(`asset_import.${change.kind}`)}
            </StatusBadge>
            <Typography variant="body2" component="div">
              {change.kind === 'create' ? change.name : change.fields.map((field) => <div key={field.field}>{translate('asset_import.field', { field: translate(`asset_field.${field.field}`), before: field.before || '—', after: field.after || '—' })}</div>)}
            </Typography>
          </Box>
        ))}
      </Box>
    </Section>
  );
}
