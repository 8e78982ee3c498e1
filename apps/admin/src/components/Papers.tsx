import { useId, useState, type ChangeEvent, type ReactElement } from 'react';
import { Box, Button, LinearProgress, Link, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { DOCUMENT_MEDIA_TYPES, MAX_DOCUMENT_BYTES } from '@guardroom/contracts';
import type { Client } from '@guardroom/client';
import { usePost, useSession } from '../providers/session.tsx';
import { base64Of, saveBlob } from './files.ts';
import { Problem } from './Problem.tsx';

/** A paper that was handed in, as records refer to it. */
export type Paper = { readonly id: string; readonly name: string; readonly bytes?: number };
type MediaType = (typeof DOCUMENT_MEDIA_TYPES)[number];
type Upload = { readonly name: string; readonly mediaType: MediaType; readonly contentBase64: string };

const isMediaType = (type: string): type is MediaType => (DOCUMENT_MEDIA_TYPES as readonly string[]).includes(type);

/** Hands papers in one by one as they are chosen, and tells which are there. `send` is the school's door unless told. */
export function PaperField({ label, papers, onChange, most = 5, send }: {
  readonly label: string;
  readonly papers: readonly Paper[];
  readonly onChange: (papers: readonly Paper[]) => void;
  readonly most?: number;
  readonly send?: (client: Client, upload: Upload) => Promise<Paper>;
}): ReactElement {
  const translate = useTranslate();
  const { client } = useSession();
  const { post } = usePost();
  const id = useId();
  const [sending, setSending] = useState<string>();
  const [fault, setFault] = useState<{ readonly words: string } | { readonly error: unknown }>();
  const deliver = send ?? ((c: Client, body: Upload) => c.storeDocument({ params: { schoolId: post?.schoolId ?? '' }, body }));
  const take = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = target.files?.[0];
    target.value = '';
    if (!file) return;
    const { name, type, size } = file;
    if (!isMediaType(type)) return setFault({ words: translate('paper.wrong_kind', { name }) });
    if (size > MAX_DOCUMENT_BYTES) return setFault({ words: translate('paper.too_large', { name }) });
    setFault(undefined);
    setSending(name);
    try {
      const kept = await deliver(client, { name, mediaType: type, contentBase64: await base64Of(file) });
      onChange([...papers, { id: kept.id, name, bytes: size }]);
    } catch (error) {
      setFault({ error });
    } finally {
      setSending(undefined);
    }
  };
  return (
    <Box role="group" aria-labelledby={`${id}-label`} sx={{ display: 'grid', gap: 1 }}>
      <Typography id={`${id}-label`} variant="body2" sx={{ color: 'text.secondary' }}>
        {label}
      </Typography>
      {papers.map((paper) => (
        <Box key={paper.id} sx={{ display: 'flex', gap: 2, alignItems: 'center', minWidth: 0 }}>
          <Typography noWrap title={paper.name} sx={{ minWidth: 0 }}>
            {paper.name}
          </Typography>
          <Button size="small" variant="text" aria-label={translate('paper.remove', { name: paper.name })} onClick={() => onChange(papers.filter((p) => p.id !== paper.id))}>
            ×
          </Button>
        </Box>
      ))}
      {sending && (
        <Box role="status">
          <Typography variant="body2">{translate('paper.sending', { name: sending })}</Typography>
          <LinearProgress aria-label={translate('paper.sending', { name: sending })} />
        </Box>
      )}
      {fault && ('words' in fault ? <Typography role="alert" color="error">{fault.words}</Typography> : <Problem error={fault.error} />)}
      {papers.length < most && !sending && (
        <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap' }}>
          <Button component="label" role={undefined} tabIndex={-1} variant="outlined" size="small">
            {translate('paper.hand_in')}
            <Box component="input" type="file" accept={DOCUMENT_MEDIA_TYPES.join(',')} onChange={(event: ChangeEvent<HTMLInputElement>) => void take(event)} aria-label={label} sx={{ position: 'absolute', width: 1, height: 1, opacity: 0, overflow: 'hidden' }} />
          </Button>
          <Typography variant="caption" sx={{ color: 'text.secondary' }}>
            {translate('paper.hint')}
          </Typography>
        </Box>
      )}
    </Box>
  );
}

/** A paper that can be opened; whoever reads at the bureau gets what was shared with it. */
export function PaperLink({ paper, open }: { readonly paper: Paper; readonly open?: (client: Client, documentId: string) => Promise<Response> }): ReactElement {
  const translate = useTranslate();
  const { client } = useSession();
  const { post } = usePost();
  const [error, setError] = useState<unknown>();
  const ask = open ?? ((c: Client, documentId: string) => (post ? c.openDocument({ params: { schoolId: post.schoolId, documentId } }) : c.openSharedDocument({ params: { documentId } })));
  const save = async (): Promise<void> => {
    try {
      saveBlob(await (await ask(client, paper.id)).blob(), paper.name);
      setError(undefined);
    } catch (failed) {
      setError(failed);
    }
  };
  return (
    <>
      <Link component="button" type="button" title={translate('paper.opening_is_noted')} aria-label={translate('paper.open', { name: paper.name })} onClick={() => void save()}>
        {paper.name}
      </Link>
      {error !== undefined && <Problem error={error} />}
    </>
  );
}
