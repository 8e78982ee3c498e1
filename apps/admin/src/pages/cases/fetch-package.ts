import type { Client } from '@guardroom/client';
import { makeTabKey, provenClient } from '../../providers/proof-of-possession.ts';

/** A package as it came, and whether it is what the school recorded. */
export type Fetched = { readonly name: string; readonly content: Blob; readonly isWhole: boolean };

/**
 * Fetches a package with a key of this tab: the address alone is worth nothing. `onPercent` is told how far it is.
 * @throws ApiError — when the API refuses
 */
export async function fetchPackage(client: Client, token: () => Promise<string>, caseId: string, onPercent: (percent: number) => void): Promise<Fetched> {
  const key = await makeTabKey();
  const download = await client.openDownload({ params: { caseId }, body: { proofKeyThumbprint: key.thumbprint } });
  const answer = await provenClient(key, token).fetchPackage({ params: { caseId, downloadId: download.id } });
  if (!answer.body) throw new Error('the package has no bytes');
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    bytes += value.length;
    onPercent(Math.floor((bytes / download.bytes) * 100));
  }
  const content = new Blob(pieces, { type: 'application/zip' });
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await content.arrayBuffer()));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { name: download.name, content, isWhole: sha256 === download.sha256 };
}
