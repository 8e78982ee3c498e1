import type { announcement, desiredState, gatewayRoutes, heartbeat, signedManifest } from '@guardroom/contracts';
import type { z } from 'zod';

/** The wire's shapes under the names that the agent uses. */
export type Contract = {
  readonly desiredState: z.output<typeof desiredState>;
  readonly camera: z.output<typeof desiredState>['cameras'][number];
  readonly heartbeat: z.output<typeof heartbeat>;
  readonly cameraReport: z.output<typeof heartbeat>['cameras'][number];
  readonly captureState: z.output<typeof heartbeat>['cameras'][number]['state'];
  readonly signedManifest: z.output<typeof signedManifest>;
  readonly gapCause: z.output<typeof signedManifest>['manifest']['gaps'][number]['cause'];
  readonly announcement: z.output<typeof announcement>;
  readonly heldFootage: z.output<typeof gatewayRoutes.sendHeartbeat.result>['held'][number];
  readonly grant: z.output<typeof gatewayRoutes.grantUploads.result>['grants'][number];
};
