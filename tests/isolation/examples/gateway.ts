import type { gatewayRoutes } from '@guardroom/contracts';
import { generateSealingKeyPair, generateSigningKeyPair } from '@guardroom/evidence';
import { instantOf, newId } from '@guardroom/kernel';
import { CreateGateway } from '../../../apps/api/src/features/equipment/public.ts';
import { type HeldSegment, announcementOf } from '../../../apps/api/src/testing/test-gateway.ts';
import { run, type Scene } from '../world.ts';
import { type Examples, minutesAgo } from './example.ts';

let seconds = 0;
/** A start that no other segment of this run has. */
const ownStart = () => instantOf(Date.now() - 3_600_000 + (seconds += 11) * 1000);

const sealed = ({ gateway, gatewayCamera }: Scene): Promise<HeldSegment> => gateway.seal(gatewayCamera.id, gatewayCamera.keys, ownStart());

export const gatewayExamples: Examples<keyof typeof gatewayRoutes> = {
  enrol: {
    as: 'public',
    make: async (scene) => {
      const { enrolmentCode } = await run<{ enrolmentCode: string }>(scene, new CreateGateway(await scene.api.machine(scene.school), { name: `网关 ${newId('gwy').slice(-8)}` }));
      const [signing, sealing] = [generateSigningKeyPair(), generateSealingKeyPair()];
      return { body: { code: enrolmentCode, signingKey: signing.publicKey.toString('base64'), sealingKey: sealing.publicKey.toString('base64') } };
    },
  },
  getDesiredState: { as: 'gateway', make: async () => ({ query: { since: '0', waitSeconds: '0' } }) },
  sendHeartbeat: {
    as: 'gateway',
    make: async ({ gatewayCamera }) => ({
      body: {
        version: '0.1.0',
        sentAt: minutesAgo(0),
        clockOffsetMs: 1,
        clockUncertaintyMs: 2,
        revision: 1,
        spool: { bytes: 10, budgetBytes: 100, segments: 1, oldestAt: minutesAgo(1) },
        cameras: [{ cameraId: gatewayCamera.id, state: 'recording', since: minutesAgo(3), detail: null, codec: 'h264', deliveredFps: 10, lastFrameAt: minutesAgo(0) }],
      },
    }),
  },
  grantUploads: {
    as: 'gateway',
    make: async ({ gatewayCamera }) => ({ body: { objects: [{ cameraId: gatewayCamera.id, startedAt: ownStart(), sequence: 7, bytes: 2_000, sha256: 'ab'.repeat(32) }] } }),
  },
  announceSegments: {
    as: 'gateway',
    make: async (scene) => {
      const held = await sealed(scene);
      const status = await scene.gateway.upload(held);
      if (status !== 200) throw new Error(`upload: ${status}`);
      return { body: { segments: [announcementOf(held)] } };
    },
  },
  sealMinutes: {
    as: 'gateway',
    make: async ({ gateway, gatewayCamera }) => {
      const minute = instantOf((Math.floor(Date.now() / 60_000) - 5_000 - (seconds += 1)) * 60_000);
      const gap = { from: minute, to: instantOf(Date.parse(minute) + 20_000), cause: 'camera_unreachable' as const };
      const { manifest, signature, signerKeyId } = gateway.manifest(gatewayCamera.id, minute, [], [gap]);
      return { body: { manifests: [{ manifest: { ...manifest, gaps: [gap] }, signature, signerKeyId }] } };
    },
  },
};
