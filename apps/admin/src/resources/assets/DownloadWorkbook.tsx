import { useState, type ReactElement } from 'react';
import { Button, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { saveBlob } from '../../components/files.ts';
import { Problem } from '../../components/Problem.tsx';
import { useLocaleName } from '../../components/use-words.ts';
import { useApi, useSchoolId } from '../../providers/session.tsx';

/** Downloads the register, or the empty sheet for an import, as an Excel file in the page's language. */
export function DownloadWorkbook({ kind }: { readonly kind: 'register' | 'template' }): ReactElement {
  const translate = useTranslate();
  const client = useApi();
  const schoolId = useSchoolId();
  const language = useLocaleName();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const download = async (): Promise<void> => {
    setProblem(undefined);
    setBusy(true);
    try {
      const call = { params: { schoolId }, query: { language } };
      const response = await (kind === 'register' ? client.exportAssets(call) : client.getAssetTemplate(call));
      saveBlob(await response.blob(), `${translate(`assets.file.${kind}`)}.xlsx`);
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button variant="outlined" disabled={isBusy} onClick={() => void download()}>
        {translate(`assets.download.${kind}`)}
      </Button>
      {problem !== undefined && (
        <Typography component="div" sx={{ flexBasis: '100%' }}>
          <Problem error={problem} />
        </Typography>
      )}
    </>
  );
}
