import { createReadStream } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';

/** The object store did not take an object; `status` is 0 when it could not be reached. */
export class PutRefused extends Error {
  override readonly name = 'PutRefused';
  readonly status: number;
  constructor(status: number, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.status = status;
  }
}

const idleMs = 30_000;
const largestAnswer = 4_096;

/**
 * Streams a file to a presigned address with exactly these headers: they are signed, and an object store ignores what it
 * does not find byte for byte. Resolves when the store has answered that it keeps the object.
 * @throws PutRefused — with the store's answer; 412 means that an object of this name is there already
 */
export async function putFile(o: { path: string; bytes: number; url: string; headers: Record<string, string>; signal: AbortSignal }): Promise<void> {
  const request = o.url.startsWith('https:') ? httpsRequest : httpRequest;
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const outgoing = request(o.url, { method: 'PUT', headers: { ...o.headers, 'content-length': o.bytes }, signal: o.signal });
  outgoing.setTimeout(idleMs, () => outgoing.destroy(new Error('the object store does not answer')));
  outgoing.once('error', reject);
  outgoing.once('response', (answer) => {
    let text = '';
    answer.setEncoding('utf8');
    answer.on('data', (chunk: string) => (text = `${text}${chunk}`.slice(0, largestAnswer)));
    answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    answer.once('error', reject);
  });
  try {
    const [answer] = await Promise.all([promise, pipeline(createReadStream(o.path, { highWaterMark: 256 * 1024 }), outgoing).catch((cause: unknown) => reject(cause))]);
    if (answer.status === 200) return;
    throw new PutRefused(answer.status, `the object store answers ${answer.status} ${/<Code>(\w+)<\/Code>/.exec(answer.text)?.[1] ?? ''}`.trim());
  } catch (cause) {
    if (cause instanceof PutRefused) throw cause;
    throw new PutRefused(0, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
