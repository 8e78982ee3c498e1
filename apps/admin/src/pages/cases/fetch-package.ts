import { ApiError, type Client, urlOf } from '@guardroom/client';
import { errorBody, routes } from '@guardroom/contracts';
import { makeTabKey } from '../../providers/proof-of-possession.ts';

/** A package as it came, and whether it is what the school recorded. */
export type Fetched = { readonly name: string; readonly content: Blob; readonly isWhole: boolean };

/**
 * Fetches a package with a key of this tab: the address alone is worth nothing. `onPercent` is told how far it is.
 * @throws ApiError — when the API refuses
 */
export async function fetchPackage(client: Client, token: () => Promise<string>, caseId: string, onPercent: (percent: number) => void): Promise<Fetched> {
  const key = await makeTabKey();
  const download = await client.openDownload({ params: { caseId }, body: { proofKeyThumbprint: key.thumbprint } });
  const url = new URL(urlOf('', routes.fetchPackage, { params: { caseId, downloadId: download.id } }), location.origin).href;
  const access = await token();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${access}`, dpop: await key.proof('GET', url, access) } });
  if (!answer.ok || !answer.body) throw await refusalOf(answer);
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

async function refusalOf(answer: Response): Promise<Error> {
  const parsed = errorBody.safeParse(await answer.json().catch(() => undefined)); // a proxy may have answered: the status then says what is known
  return parsed.success ? new ApiError(answer.status, parsed.data.error) : new Error(`the package was answered with ${answer.status}`);
}
