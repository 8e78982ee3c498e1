import { canonicalBytes, isId, isInstant, type CameraId, type DistrictId, type GatewayId, type Id, type IdPrefix, type Instant, type SchoolId } from '@guardroom/kernel';
import { z } from 'zod';
import { sha256Hex } from '../crypto/sha256.ts';
import { verifySignature } from '../crypto/signature.ts';

/** Opens and closes every segment object. */
export const segmentMark = Buffer.from('GRSEG1\n');

/** The cryptographic suites by number; 1 is AES-256-GCM, SHA-256, X25519 and Ed25519. */
export const suites = { 1: 'AES256-GCM-HKDF-SHA256-64KiB + HPKE-X25519-HKDF-SHA256-AES256-GCM + Ed25519' } as const;

/** All that is known of a segment when it opens; clear, canonical, and the associated data of its ciphertext. */
export type SegmentHeader = {
  format: 'guardroom/segment/1';
  suite: 1;
  districtId: DistrictId;
  schoolId: SchoolId;
  cameraId: CameraId;
  gatewayId: GatewayId;
  /** The camera-day key whose public half wrapped the data key. */
  keyId: string;
  /** The first frame's instant by the gateway's clock. */
  startedAt: Instant;
  /** How far that clock may be off, in ms to either side. */
  clockUncertaintyMs: number;
  /** RFC 6381, for example `avc1.64001e`. */
  codec: string;
  /** Counts this camera's segments on this gateway, without holes. */
  sequence: number;
  /** `footerSha256` of the segment before, or null for the first of all. */
  previousFooterSha256: string | null;
};

/** One fragment (prft, moof, mdat) of the plaintext: bytes from its start, and when its frames were. */
export type FragmentEntry = {
  offset: number;
  length: number;
  firstFrameAt: Instant;
  /** The end of the last frame. */
  lastFrameAt: Instant;
  frames: number;
};

/** Where playback and cutting find their bytes: the init part (ftyp, moov) is `0..initLength`, fragments follow. */
export type FragmentIndex = { initLength: number; fragments: FragmentEntry[] };

/** What is known of a segment when it closes. */
export type SegmentFooter = {
  format: 'guardroom/segment-footer/1';
  headerSha256: string;
  endedAt: Instant;
  frames: number;
  plaintextBytes: number;
  /** Length of the Tink stream, its 40-byte header included. */
  ciphertextBytes: number;
  /** Over the whole object up to the footer: mark, header, wrapped key and stream. Lower-case hexadecimal. */
  ciphertextSha256: string;
  /** The fragment index under a key drawn from the data key, base64. */
  sealedIndex: string;
};

/** A segment without its ciphertext: what is announced, indexed and chained. */
export type SignedFooter = {
  header: SegmentHeader;
  footer: SegmentFooter;
  /** HPKE `enc || ciphertext` of the data key, base64. */
  wrappedKey: string;
  /** Ed25519 over `footerSignedBytes`, base64. */
  signature: string;
  signerKeyId: string;
};

/** What stands between ciphertext and closing mark in the object. */
export type SegmentTrailer = Pick<SignedFooter, 'footer' | 'signature' | 'signerKeyId'>;

/** Why a segment, a footer or a manifest is not believed. */
export type Fault = { readonly code: FaultCode; readonly message: string };

/** Every way in which a segment object can be wrong. */
export type FaultCode =
  | 'segment.not-a-segment'
  | 'segment.unfinished'
  | 'segment.header-unreadable'
  | 'segment.wrapped-key-unreadable'
  | 'segment.footer-unreadable'
  | 'segment.header-changed'
  | 'segment.length-differs'
  | 'segment.ciphertext-changed'
  | 'segment.signer-unknown'
  | 'segment.signature-invalid'
  | 'segment.key-refused'
  | 'segment.content-refused'
  | 'manifest.unreadable'
  | 'manifest.signature-invalid'
  | 'manifest.signer-unknown';

export const sha256Text = z.string().regex(/^[0-9a-f]{64}$/);
/** Base64 in its one canonical spelling: unused bits are zero, or a changed character could name the same bytes. */
export const base64Text = z.string().refine((text) => Buffer.from(text, 'base64').toString('base64') === text, 'not canonical base64');
export const instantText = z.custom<Instant>(isInstant, 'not an instant');
export const count = z.int().nonnegative();
export const id = <P extends IdPrefix>(prefix: P) => z.custom<Id<P>>((text) => isId(prefix, text), `not a ${prefix} id`);

export const segmentHeaderSchema = z.strictObject({
  format: z.literal('guardroom/segment/1'),
  suite: z.literal(1),
  districtId: id('dst'),
  schoolId: id('sch'),
  cameraId: id('cam'),
  gatewayId: id('gwy'),
  keyId: z.string().min(1).max(200),
  startedAt: instantText,
  clockUncertaintyMs: z.number().nonnegative(),
  codec: z.string().regex(/^[A-Za-z0-9.,_-]{1,100}$/),
  sequence: count,
  previousFooterSha256: sha256Text.nullable(),
}) satisfies z.ZodType<SegmentHeader>;

export const segmentFooterSchema = z.strictObject({
  format: z.literal('guardroom/segment-footer/1'),
  headerSha256: sha256Text,
  endedAt: instantText,
  frames: count,
  plaintextBytes: count,
  ciphertextBytes: count,
  ciphertextSha256: sha256Text,
  sealedIndex: base64Text,
}) satisfies z.ZodType<SegmentFooter>;

export const segmentTrailerSchema = z.strictObject({
  footer: segmentFooterSchema,
  signature: base64Text,
  signerKeyId: z.string().min(1).max(200),
}) satisfies z.ZodType<SegmentTrailer>;

const signedFooterSchema = z.strictObject({
  header: segmentHeaderSchema,
  wrappedKey: base64Text,
  ...segmentTrailerSchema.shape,
}) satisfies z.ZodType<SignedFooter>;

export const fragmentIndexSchema = z.strictObject({
  initLength: count,
  fragments: z.array(z.strictObject({ offset: count, length: count, firstFrameAt: instantText, lastFrameAt: instantText, frames: count })),
}) satisfies z.ZodType<FragmentIndex>;

/** The header as it stands in the object and in the associated data: canonical JSON in UTF-8. */
export function headerBytesOf(header: SegmentHeader): Buffer {
  return Buffer.from(canonicalBytes(header));
}

/** The trailer as it stands in the object. */
export function trailerBytesOf(signed: SegmentTrailer): Buffer {
  const { footer, signature, signerKeyId } = signed;
  return Buffer.from(canonicalBytes({ footer, signature, signerKeyId }));
}

/** The name by which the next segment and the minute manifest know this one: SHA-256 of its trailer, in hexadecimal. */
export function footerSha256(signed: SegmentTrailer): string {
  return sha256Hex(trailerBytesOf(signed));
}

/** What the gateway signs. The footer names the header by its hash, so header and wrapped key cannot be exchanged. */
export function footerSignedBytes(signed: Pick<SignedFooter, 'footer' | 'wrappedKey' | 'signerKeyId'>): Buffer {
  const { footer, wrappedKey, signerKeyId } = signed;
  return Buffer.from(canonicalBytes({ footer, signerKeyId, wrappedKey }));
}

/**
 * Checks a signed footer without its ciphertext: it has the format's shape, the header is the one that the footer names, and the raw 32-byte Ed25519
 * public key signed it. Says nothing about who holds that key: look `signerKeyId` up before.
 */
export function verifySignedFooter(signed: SignedFooter, publicKey: Uint8Array): { ok: true } | { ok: false; fault: Fault } {
  const parsed = signedFooterSchema.safeParse(signed);
  if (!parsed.success) return { ok: false, fault: { code: 'segment.footer-unreadable', message: z.prettifyError(parsed.error) } };
  if (sha256Hex(headerBytesOf(signed.header)) !== signed.footer.headerSha256) {
    return { ok: false, fault: { code: 'segment.header-changed', message: 'the header is not the one that was signed' } };
  }
  if (!verifySignature(footerSignedBytes(signed), Buffer.from(signed.signature, 'base64'), publicKey)) {
    return { ok: false, fault: { code: 'segment.signature-invalid', message: `the signature is not by key ${signed.signerKeyId}` } };
  }
  return { ok: true };
}
