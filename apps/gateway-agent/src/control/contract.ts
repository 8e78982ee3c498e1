import type { desiredState, heartbeat, Input, Routes } from '@guardroom/contracts';
import type { z } from 'zod';

/** The wire's shapes under the names that the agent uses. */
export type Contract = {
  readonly desiredState: z.output<typeof desiredState>;
  readonly camera: z.output<typeof desiredState>['cameras'][number];
  readonly heartbeat: z.output<typeof heartbeat>;
  readonly cameraReport: z.output<typeof heartbeat>['cameras'][number];
  readonly captureState: z.output<typeof heartbeat>['cameras'][number]['state'];
  readonly gapCause: Input<Routes['sealMinutes']>['body']['manifests'][number]['gaps'][number]['cause'];
  readonly manifest: Input<Routes['sealMinutes']>['body']['manifests'][number];
};
