import { Sha256 } from '@aws-crypto/sha256-js';
import { bucketOf } from '@guardroom/evidence';
import type { SchoolId } from '@guardroom/kernel';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { XMLParser } from 'fast-xml-parser';
import { Client, RETENTION_MODES } from 'minio';
import type { Config } from '../config/config.ts';

/** What the store itself says of one object version. */
export type StoredObject = { readonly bytes: number; readonly sha256: string | undefined; readonly version: string | undefined; readonly lock: Lock | undefined };
/** How an object version is locked, and until when. */
export type Lock = { readonly mode: string; readonly until: Date };
/** A presigned PUT: the uploader sends exactly these headers. */
export type UploadGrant = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly expiresAt: Date };

/** The store answers, and has no such object, version or stretch of it. */
export class ObjectGone extends Error {
  override readonly name = 'ObjectGone';
}

/** How long an upload grant may be used. Seconds. */
const GRANT_SECONDS = 900;
/** Headers that must be signed as headers: moved into the query, both MinIO and versitygw ignore them silently. */
const LOCKED_HEADERS = ['x-amz-object-lock-mode', 'x-amz-object-lock-retain-until-date', 'x-amz-checksum-sha256', 'if-none-match', 'content-length', 'host'];

/**
 * Any S3 with Object Lock. One bucket per school, COMPLIANCE written on each object and never left to a bucket's default;
 * nothing here depends on what only one server does.
 */
export class ObjectStore {
  readonly #client: Client;
  readonly #signer: SignatureV4;
  readonly #endpoint: URL;

  constructor(config: Pick<Config, 's3'>) {
    this.#endpoint = new URL(config.s3.endpoint);
    const credentials = { accessKeyId: config.s3.accessKey, secretAccessKey: config.s3.secretKey };
    this.#client = new Client({
      endPoint: this.#endpoint.hostname,
      port: Number(this.#endpoint.port || (this.#endpoint.protocol === 'https:' ? 443 : 80)),
      useSSL: this.#endpoint.protocol === 'https:',
      accessKey: credentials.accessKeyId,
      secretKey: credentials.secretAccessKey,
      region: config.s3.region,
    });
    this.#signer = new SignatureV4({ service: 's3', region: config.s3.region, credentials, sha256: Sha256, uriEscapePath: false, applyChecksum: false });
  }

  /** Makes the school's bucket with Object Lock, once. */
  async ensureBucket(schoolId: string): Promise<void> {
    const bucket = bucketOf(schoolId as SchoolId);
    if (await this.#client.bucketExists(bucket)) return;
    await this.#client.makeBucket(bucket, '', { ObjectLocking: true });
  }

  /** A grant to PUT exactly these bytes under this key, once, locked until `retainUntil` (whole seconds). */
  async grantUpload(schoolId: string, key: string, object: { bytes: number; sha256Hex: string; retainUntil: Date }): Promise<UploadGrant> {
    const headers: Record<string, string> = {
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': object.retainUntil.toISOString().replace(/\.\d{3}Z$/, 'Z'),
      'x-amz-checksum-sha256': Buffer.from(object.sha256Hex, 'hex').toString('base64'),
      'if-none-match': '*',
      'content-length': String(object.bytes),
    };
    const locked = new Set(LOCKED_HEADERS);
    // The bytes are bound by the checksum header; the signature itself covers no payload.
    const request = this.#request('PUT', schoolId, key, { ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' });
    const signed = await this.#signer.presign(request, { expiresIn: GRANT_SECONDS, unhoistableHeaders: locked, signableHeaders: locked });
    const query = new URLSearchParams(signed.query as Record<string, string>).toString();
    return { url: `${this.#endpoint.origin}${signed.path}?${query}`, headers, expiresAt: new Date(Date.now() + GRANT_SECONDS * 1000) };
  }

  /**
   * Asks the store for size, checksum, version and lock of what it calls current under a key; nothing when it is not there. Only for what is just being
   * uploaded: whoever may write can put a delete marker or another version on top of what was recorded. Some stores tell the lock only by `retention`.
   */
  async stat(schoolId: string, key: string): Promise<StoredObject | undefined> {
    const response = await this.#send('HEAD', schoolId, key, { 'x-amz-checksum-mode': 'ENABLED' });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`object store: HEAD answered ${response.status}`);
    const checksum = response.headers.get('x-amz-checksum-sha256');
    const mode = response.headers.get('x-amz-object-lock-mode');
    const until = response.headers.get('x-amz-object-lock-retain-until-date');
    return {
      bytes: Number(response.headers.get('content-length')),
      sha256: checksum ? Buffer.from(checksum, 'base64').toString('hex') : undefined,
      version: response.headers.get('x-amz-version-id') ?? undefined,
      lock: mode && until ? { mode, until: new Date(until) } : undefined,
    };
  }

  /** Until when, and in which mode, an object version is locked; nothing when it is not. */
  async retention(schoolId: string, key: string, version: string | undefined): Promise<Lock | undefined> {
    const response = await this.#send('GET', schoolId, key, {}, { retention: '', ...(version ? { versionId: version } : {}) });
    const text = await response.text();
    if (response.status === 404) return undefined; // no object, or one that is not locked
    if (!response.ok) throw new Error(`object store: GET retention answered ${response.status}`);
    // Servers name the root element differently, which the client's own reader does not expect.
    const { '?xml': _, ...document } = new XMLParser({ parseTagValue: false }).parse(text) as Record<string, { Mode?: string; RetainUntilDate?: string }>;
    const [lock] = Object.values(document);
    return lock?.Mode && lock.RetainUntilDate ? { mode: lock.Mode, until: new Date(lock.RetainUntilDate) } : undefined;
  }

  /** Locks an object version longer. COMPLIANCE can only grow; a shorter date is refused by the store. */
  async extendRetention(schoolId: string, key: string, version: string, until: Date): Promise<void> {
    await this.#client.putObjectRetention(bucketOf(schoolId as SchoolId), key, { mode: RETENTION_MODES.COMPLIANCE, retainUntilDate: until.toISOString().replace(/\.\d{3}Z$/, 'Z'), versionId: version });
  }

  /**
   * Reads `length` bytes from `offset` of an object version. A negative offset counts from the end.
   * @throws ObjectGone — when there is no such version or stretch; any other error when the store is away, and asking again is right
   */
  async read(schoolId: string, key: string, version: string | undefined, offset: number, length: number): Promise<Buffer> {
    const range = offset < 0 ? `bytes=${offset}` : `bytes=${offset}-${offset + length - 1}`;
    const response = await this.#send('GET', schoolId, key, { range }, version ? { versionId: version } : {});
    if (response.status === 404 || response.status === 416) throw new ObjectGone(`object store: GET answered ${response.status}`);
    if (!response.ok) throw new Error(`object store: GET answered ${response.status}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (offset >= 0 && bytes.length < length) throw new ObjectGone(`object store: ${bytes.length} of ${length} bytes are there`);
    return bytes;
  }

  /** True when the store answers. */
  async isReady(): Promise<boolean> {
    return fetch(`${this.#endpoint.origin}/`, { signal: AbortSignal.timeout(2_000) }).then(
      (r) => r.status < 500,
      () => false,
    );
  }

  #request(method: string, schoolId: string, key: string, headers: Record<string, string>, query: Record<string, string> = {}): HttpRequest {
    return new HttpRequest({
      method,
      protocol: this.#endpoint.protocol,
      hostname: this.#endpoint.hostname,
      ...(this.#endpoint.port ? { port: Number(this.#endpoint.port) } : {}),
      path: `/${bucketOf(schoolId as SchoolId)}/${key}`,
      query,
      headers: { ...headers, host: this.#endpoint.host },
    });
  }

  async #send(method: string, schoolId: string, key: string, headers: Record<string, string>, query: Record<string, string> = {}): Promise<Response> {
    const signed = await this.#signer.sign(this.#request(method, schoolId, key, { ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, query));
    const { host: _, ...sent } = signed.headers;
    const search = new URLSearchParams(signed.query as Record<string, string>).toString();
    return fetch(`${this.#endpoint.origin}${signed.path}${search ? `?${search}` : ''}`, { method, headers: sent, signal: AbortSignal.timeout(30_000) });
  }
}
