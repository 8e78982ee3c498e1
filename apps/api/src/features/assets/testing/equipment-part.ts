import { assetRoutes, documentRoutes, equipmentRoutes, gatewayRoutes, identityRoutes, recordingRoutes } from '@guardroom/contracts';
import type { Part } from '../../../testing/start-api.ts';
import { DocumentsModule } from '../../documents/documents.module.ts';
import { EquipmentModule } from '../../equipment/equipment.module.ts';
import { GatewaysModule } from '../../gateways/gateways.module.ts';
import { AssetsModule } from '../assets.module.ts';

/** The part of the API that keeps the equipment. */
export const EQUIPMENT_PART: Part = {
  features: [EquipmentModule, AssetsModule, GatewaysModule, DocumentsModule],
  routes: { getMe: identityRoutes.getMe, getSchool: identityRoutes.getSchool, ...equipmentRoutes, ...assetRoutes, ...gatewayRoutes, ...recordingRoutes, ...documentRoutes },
};
