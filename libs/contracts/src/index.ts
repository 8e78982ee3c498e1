import { assetRoutes } from './assets.ts';
import { authorityRoutes } from './authority.ts';
import { complianceRoutes } from './compliance.ts';
import { documentRoutes } from './documents.ts';
import { dutyRoutes } from './duty.ts';
import { equipmentRoutes } from './equipment.ts';
import { footageAccessRoutes } from './footage-access.ts';
import { gatewayRoutes } from './gateway.ts';
import { identityRoutes } from './identity.ts';
import { incidentRoutes } from './incidents.ts';
import { ledgerRoutes } from './ledger.ts';
import { liveRoutes } from './live.ts';
import { policyRoutes } from './policy.ts';
import { recordingRoutes } from './recording.ts';
import { roomRoutes } from './room.ts';
import { supervisionRoutes } from './supervision.ts';

/** Every operation of the API, by its key. One table drives decorator, parsing, permission, OpenAPI, client and isolation matrix. */
export const routes = {
  ...identityRoutes,
  ...documentRoutes,
  ...equipmentRoutes,
  ...assetRoutes,
  ...gatewayRoutes,
  ...recordingRoutes,
  ...footageAccessRoutes,
  ...incidentRoutes,
  ...ledgerRoutes,
  ...liveRoutes,
  ...complianceRoutes,
  ...supervisionRoutes,
  ...policyRoutes,
  ...authorityRoutes,
  ...dutyRoutes,
  ...roomRoutes,
};
export type Routes = typeof routes;

export * from './assets.ts';
export * from './authority.ts';
export * from './compliance.ts';
export * from './documents.ts';
export * from './duty.ts';
export * from './equipment.ts';
export * from './faults.ts';
export * from './footage-access.ts';
export * from './gateway.ts';
export * from './identity.ts';
export * from './incidents.ts';
export * from './ledger.ts';
export * from './live.ts';
export * from './policy.ts';
export * from './people.ts';
export * from './recording.ts';
export * from './room.ts';
export * from './route.ts';
export * from './shapes.ts';
export * from './supervision.ts';
export * from './openapi.ts';
