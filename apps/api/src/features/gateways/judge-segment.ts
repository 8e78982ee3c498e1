import type { Input, routes } from '@guardroom/contracts';
import type { GatewayActor } from '@guardroom/db';
import type { Instant } from '@guardroom/kernel';
import { type SignedFooter, footerSha256, objectKeyOf, verifySignedFooter } from '@guardroom/evidence';
import type { ObjectStore, StoredObject } from '../../platform/object-store/object-store.ts';
import { signingKeyIdOf } from './gateway-keys.ts';
import type { Known } from './own-cameras.ts';
import { lockUntil, refusalOfStart } from './retention.ts';

export type Announcement = Input<typeof routes.announceSegments>['body']['segments'][number];
/** What is known of an announced segment once signature and store were asked. `version` is the object version that was read back. */
export type Judged = { readonly announced: Announcement; readonly footerSha256: string; readonly state: 'verified' | 'held' | 'refused'; readonly code: string | null; readonly version: string | null };

/** A segment is cut every ten seconds; far longer ones are no segments. Milliseconds. */
const LONGEST_MS = 300_000;

/**
 * Judges one announcement: whose it is, whether the signature is the gateway's, and whether the store holds exactly this object under
 * lock. Footage that came to be held, or to be kept for longer, while it was on its way is locked for as long.
 */
export async function judge(store: ObjectStore, by: GatewayActor, known: Known, announced: Announcement, held: Instant | undefined, nowMs: number): Promise<Judged> {
  const signed = announced as unknown as SignedFooter & Announcement; // the contract's shape is the format's, with plain strings for branded ones
  const result = (state: Judged['state'], code: string | null, version: string | null = null): Judged => ({ announced, footerSha256: footerSha256(signed), state, code, version });
  const fault = faultOf(by, known, announced, held, nowMs) ?? (verifySignedFooter(footerOf(signed), known.signingKey).ok ? undefined : 'gateway.signature_invalid');
  if (fault) return result('refused', fault);
  try {
    const stored = await store.stat(by.schoolId, objectKeyOf(signed.header));
    const wrong = await faultOfObject(store, by, known, announced, held, stored);
    return wrong ? result('refused', wrong) : result('verified', null, stored?.version ?? null);
  } catch {
    return result('held', 'gateway.store_away'); // indexed as unverified: the gateway keeps its copy and asks again
  }
}

function faultOf(by: GatewayActor, known: Known, { header, footer, signerKeyId }: Announcement, held: Instant | undefined, nowMs: number): string | undefined {
  if (header.gatewayId !== by.gatewayId || header.schoolId !== by.schoolId || header.districtId !== by.districtId) return 'gateway.header_foreign';
  if (!known.cameraNo.has(header.cameraId) || !header.keyId.startsWith(`${header.cameraId}/`)) return 'gateway.camera_unknown';
  if (signerKeyId !== signingKeyIdOf(by.gatewayId)) return 'gateway.signer_unknown';
  const lengthMs = Date.parse(footer.endedAt) - Date.parse(header.startedAt);
  if (lengthMs <= 0 || lengthMs > LONGEST_MS) return 'gateway.segment_length';
  return refusalOfStart(footer.endedAt, nowMs, lockUntil(footer.endedAt, known.retentionDays, held));
}

async function faultOfObject(store: ObjectStore, by: GatewayActor, known: Known, announced: Announcement, held: Instant | undefined, stored: StoredObject | undefined): Promise<string | undefined> {
  if (!stored) return 'gateway.object_missing';
  if (stored.bytes !== announced.objectBytes || stored.sha256 !== announced.objectSha256) return 'gateway.object_differs';
  const { header } = announced as unknown as SignedFooter;
  const lock = stored.lock ?? (await store.retention(by.schoolId, objectKeyOf(header), stored.version));
  if (lock?.mode !== 'COMPLIANCE' || !stored.version) return 'gateway.object_unlocked';
  const until = lockUntil(header.startedAt, known.retentionDays, held);
  if (lock.until < until) await store.extendRetention(by.schoolId, objectKeyOf(header), stored.version, until);
  return undefined;
}

/** What the signature covers: without the fields that only the announcement has. */
const footerOf = ({ header, footer, wrappedKey, signature, signerKeyId }: SignedFooter): SignedFooter => ({ header, footer, wrappedKey, signature, signerKeyId });
