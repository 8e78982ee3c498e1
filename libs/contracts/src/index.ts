import { complianceRoutes } from './compliance.ts';
import { equipmentRoutes } from './equipment.ts';
import { footageAccessRoutes } from './footage-access.ts';
import { gatewayRoutes } from './gateway.ts';
import { identityRoutes } from './identity.ts';
import { ledgerRoutes } from './ledger.ts';
import { recordingRoutes } from './recording.ts';

/** Every operation of the API, by its key. One table drives decorator, parsing, permission, OpenAPI, client and isolation matrix. */
export const routes = {
  ...identityRoutes,
  ...equipmentRoutes,
  ...gatewayRoutes,
  ...recordingRoutes,
  ...footageAccessRoutes,
  ...ledgerRoutes,
  ...complianceRoutes,
};
export type Routes = typeof routes;

export * from './compliance.ts';
export * from './equipment.ts';
export * from './footage-access.ts';
export * from './gateway.ts';
export * from './identity.ts';
export * from './ledger.ts';
export * from './recording.ts';
export * from './route.ts';
export * from './shapes.ts';
export * from './openapi.ts';
