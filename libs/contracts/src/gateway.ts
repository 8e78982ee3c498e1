import { CAPTURE_STATES, GAP_CAUSES } from '@guardroom/domain';
import { z } from 'zod';
import { liveRoom } from './live.ts';
import { gatewayOnly, open, route } from './route.ts';
import { base64, cameraId, count, districtId, gatewayId, instant, schoolId, sha256Hex, text } from './shapes.ts';

/** The clear header of a segment as the gateway sealed it. Milliseconds; hashes in hexadecimal. */
export const segmentHeader = z.object({
  format: z.literal('guardroom/segment/1'),
  suite: z.literal(1),
  districtId,
  schoolId,
  cameraId,
  gatewayId,
  keyId: text(80),
  startedAt: instant,
  clockUncertaintyMs: count,
  codec: text(60),
  sequence: z.number().int().min(0),
  previousFooterSha256: sha256Hex.nullable(),
});

export const segmentFooter = z.object({
  format: z.literal('guardroom/segment-footer/1'),
  headerSha256: sha256Hex,
  endedAt: instant,
  frames: count,
  plaintextBytes: z.number().int().min(0),
  ciphertextBytes: z.number().int().min(0),
  ciphertextSha256: sha256Hex,
  sealedIndex: base64.max(64_000),
});

export const signedFooter = z.object({
  header: segmentHeader,
  footer: segmentFooter,
  wrappedKey: base64.max(400),
  signature: base64.max(200),
  signerKeyId: text(120),
});

/** A segment's signed footer, with length and hash of the whole object as the gateway keeps it: the store must name the same. */
export const announcement = signedFooter.extend({ objectBytes: count.min(1), objectSha256: sha256Hex });

/** A camera minute as the gateway signed it; the signature covers the canonical JSON of manifest and key id. */
export const signedManifest = z.object({
  manifest: z.object({
    format: z.literal('guardroom/minute-manifest/1'),
    districtId,
    schoolId,
    cameraId,
    gatewayId,
    minute: instant,
    sequence: z.number().int().min(0),
    segments: z.array(z.object({ footerSha256: sha256Hex, startedAt: instant, endedAt: instant })).max(120),
    gaps: z.array(z.object({ from: instant, to: instant, cause: z.enum(GAP_CAUSES) })).max(120),
    previousManifestSha256: sha256Hex.nullable(),
  }),
  signature: base64.max(200),
  signerKeyId: text(120),
});

/** What the gateway should be doing. It acts on this through an outage. */
export const desiredState = z.object({
  revision: z.number().int(),
  gateway: z.object({ id: gatewayId, schoolId, districtId }),
  serverTime: instant,
  segmentSeconds: z.number().int(),
  cameras: z.array(
    z.object({
      id: cameraId,
      name: z.string(),
      rtspUrl: z.string(),
      username: z.string(),
      /** Camera password sealed to this gateway's X25519 key: base64 of what `sealCameraPassword` of the evidence library made (HPKE, bound to the camera id). */
      sealedPassword: base64,
      /** Public keys of the next days, one per civil day in Asia/Shanghai. */
      keys: z.array(z.object({ keyId: z.string(), day: z.iso.date(), publicKey: base64 })),
    }),
  ),
  /** Cameras that somebody watches now: each is published by WHIP at `/whip/v1/<room>` with the gateway's own token, and in no other room. */
  live: z.array(z.object({ cameraId, room: liveRoom })).default([]),
});

export const heartbeat = z.object({
  version: text(40),
  sentAt: instant,
  clockOffsetMs: z.number(),
  clockUncertaintyMs: z.number().min(0),
  revision: z.number().int(),
  spool: z.object({ bytes: z.number().int().min(0), budgetBytes: z.number().int().min(0), segments: count, oldestAt: instant.nullable(), /** Dropped since its start, because the district takes nothing that old. */ expired: count.default(0) }),
  cameras: z
    .array(
      z.object({
        cameraId,
        state: z.enum(CAPTURE_STATES),
        since: instant,
        detail: text(300).nullable(),
        codec: text(60).nullable(),
        deliveredFps: z.number().nullable(),
        lastFrameAt: instant.nullable(),
      }),
    )
    .max(256),
});

const uploadAsk = z.object({ cameraId, startedAt: instant, sequence: z.number().int().min(0), bytes: z.number().int().min(1).max(512 * 1024 * 1024), sha256: sha256Hex });

export const gatewayRoutes = {
  enrol: route({
    id: 'gateway.enrol',
    method: 'POST',
    path: '/v1/enrolment',
    scope: 'public',
    summary: 'Turn a one-time code into an enrolled gateway with keys of its own',
    permission: open('the one-time code of the body is the credential; it works once and expires'),
    body: z.object({
      code: z.string().min(16).max(80),
      /** Ed25519 public key, raw 32 bytes, base64: signs footers, manifests and client assertions. */
      signingKey: base64.max(60),
      /** X25519 public key, raw 32 bytes, base64: camera credentials are sealed to it. */
      sealingKey: base64.max(60),
    }),
    result: z.object({ gatewayId, schoolId, districtId, clientId: z.string(), tokenUrl: z.url(), issuer: z.url(), audience: z.string(), signingKeyId: z.string() }),
    status: 201,
    refusals: ['gateway.code_unknown'],
  }),
  getDesiredState: route({
    id: 'gateway.getDesiredState',
    method: 'GET',
    path: '/v1/gateway/desired-state',
    scope: 'gateway',
    summary: 'Cameras, keys and policy; waits up to `waitSeconds` for a revision newer than `since`',
    permission: gatewayOnly,
    query: z.object({ since: z.coerce.number().int().min(0).default(0), waitSeconds: z.coerce.number().int().min(0).max(25).default(0) }),
    result: desiredState,
  }),
  sendHeartbeat: route({
    id: 'gateway.sendHeartbeat',
    method: 'POST',
    path: '/v1/gateway/heartbeat',
    scope: 'gateway',
    summary: 'What the gateway and its cameras do now',
    permission: gatewayOnly,
    body: heartbeat,
    /** `held`: footage of its cameras that somebody waits for; it is uploaded first. */
    result: z.object({ serverTime: instant, revision: z.number().int(), held: z.array(z.object({ cameraId, from: instant, to: instant })) }),
  }),
  grantUploads: route({
    id: 'gateway.grantUploads',
    method: 'POST',
    path: '/v1/gateway/upload-grants',
    scope: 'gateway',
    summary: 'Presigned PUTs under Object Lock; the retain-until is computed here and must be sent byte for byte',
    permission: gatewayOnly,
    body: z.object({ objects: z.array(uploadAsk).min(1).max(64) }),
    result: z.object({
      grants: z.array(
        z.object({
          cameraId,
          startedAt: instant,
          objectKey: z.string(),
          /** `stored`: this very object is there already, announce it. `refused`: see `code`. */
          state: z.enum(['put', 'stored', 'refused']),
          code: z.string().nullable(),
          url: z.string().nullable(),
          headers: z.record(z.string(), z.string()),
          expiresAt: instant.nullable(),
        }),
      ),
    }),
  }),
  announceSegments: route({
    id: 'gateway.announceSegments',
    method: 'POST',
    path: '/v1/gateway/segments',
    scope: 'gateway',
    summary: 'Announce uploaded segments by their signed footers; the answer says per segment whether the local copy may go',
    permission: gatewayOnly,
    body: z.object({ segments: z.array(announcement).min(1).max(128) }),
    result: z.object({
      segments: z.array(
        z.object({
          cameraId,
          startedAt: instant,
          /** `verified`: remote hash read back, release the local copy. `held`: indexed, not read back yet, ask again. `refused`: see `code`. */
          state: z.enum(['verified', 'held', 'refused']),
          code: z.string().nullable(),
        }),
      ),
    }),
  }),
  sealMinutes: route({
    id: 'gateway.sealMinutes',
    method: 'POST',
    path: '/v1/gateway/manifests',
    scope: 'gateway',
    summary: 'Signed manifests: what each camera recorded in a minute, and what the gateway knows to be missing',
    permission: gatewayOnly,
    body: z.object({
      manifests: z.array(signedManifest).min(1).max(512),
    }),
    result: z.object({ manifests: z.array(z.object({ cameraId, minute: instant, state: z.enum(['sealed', 'refused']), code: z.string().nullable() })) }),
  }),
};
