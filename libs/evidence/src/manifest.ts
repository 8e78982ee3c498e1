import { canonicalBytes, type CameraId, type DistrictId, type GatewayId, type Instant, type SchoolId } from '@guardroom/kernel';
import { z } from 'zod';
import { sha256Hex } from './crypto/sha256.ts';
import { verifySignature, type Signer } from './crypto/signature.ts';
import { base64Text, count, id, instantText, sha256Text, type Fault } from './segment/format.ts';

/** Seals one minute of one camera: which segments started in it, and which of its seconds the gateway knows it missed. */
export type MinuteManifest = {
  format: 'guardroom/minute-manifest/1';
  districtId: DistrictId;
  schoolId: SchoolId;
  cameraId: CameraId;
  gatewayId: GatewayId;
  /** The minute's first instant. */
  minute: Instant;
  /** Counts this camera's manifests on this gateway, without holes. */
  sequence: number;
  /** Segments whose `startedAt` lies in the minute, in order. */
  segments: { footerSha256: string; startedAt: Instant; endedAt: Instant }[];
  /** Missing stretches within the minute, half-open, in order; `cause` is a machine's word such as `camera_unreachable`. */
  gaps: { from: Instant; to: Instant; cause: string }[];
  /** `manifestSha256` of the manifest before, or null for the first of all. */
  previousManifestSha256: string | null;
};

/** A manifest under its gateway's Ed25519 signature (base64 over the canonical JSON of manifest and key id). */
export type SignedManifest = { manifest: MinuteManifest; signature: string; signerKeyId: string };

const manifestSchema = z.strictObject({
  format: z.literal('guardroom/minute-manifest/1'),
  districtId: id('dst'),
  schoolId: id('sch'),
  cameraId: id('cam'),
  gatewayId: id('gwy'),
  minute: instantText.refine((at) => at.endsWith(':00.000Z'), 'not the start of a minute'),
  sequence: count,
  segments: z.array(z.strictObject({ footerSha256: sha256Text, startedAt: instantText, endedAt: instantText })),
  gaps: z.array(z.strictObject({ from: instantText, to: instantText, cause: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/) })),
  previousManifestSha256: sha256Text.nullable(),
}) satisfies z.ZodType<MinuteManifest>;

const signedManifestSchema = z.strictObject({ manifest: manifestSchema, signature: base64Text, signerKeyId: z.string().min(1).max(200) });

/**
 * Signs a minute.
 * @throws ZodError when the manifest is not of the format.
 */
export function signManifest(manifest: MinuteManifest, signer: Signer): SignedManifest {
  const checked = manifestSchema.parse(manifest);
  return { manifest: checked, signature: signer.sign(signedBytes(checked, signer.keyId)).toString('base64'), signerKeyId: signer.keyId };
}

/** Checks shape and signature of a manifest against the raw 32-byte Ed25519 public key that `signerKeyId` names. */
export function verifyManifest(signed: SignedManifest, publicKey: Uint8Array): { ok: true } | { ok: false; fault: Fault } {
  const parsed = signedManifestSchema.safeParse(signed);
  if (!parsed.success) return { ok: false, fault: { code: 'manifest.unreadable', message: z.prettifyError(parsed.error) } };
  const { manifest, signature, signerKeyId } = parsed.data;
  return verifySignature(signedBytes(manifest, signerKeyId), Buffer.from(signature, 'base64'), publicKey)
    ? { ok: true }
    : { ok: false, fault: { code: 'manifest.signature-invalid', message: `the signature is not by key ${signerKeyId}` } };
}

/** The name by which the next manifest knows this one, in lower-case hexadecimal. */
export function manifestSha256(signed: SignedManifest): string {
  return sha256Hex(canonicalBytes(signed));
}

function signedBytes(manifest: MinuteManifest, signerKeyId: string): Uint8Array {
  return canonicalBytes({ manifest, signerKeyId });
}
