import type { Routes } from '@guardroom/contracts';
import type { Examples } from './example.ts';
import { assetExamples } from './assets.ts';
import { authorityExamples } from './authority.ts';
import { complianceExamples } from './compliance.ts';
import { documentExamples } from './documents.ts';
import { dutyExamples, roomExamples } from './duty.ts';
import { footageAccessExamples } from './footage.ts';
import { gatewayExamples } from './gateway.ts';
import { incidentExamples } from './incidents.ts';
import { liveExamples } from './live.ts';
import { equipmentExamples, identityExamples, ledgerExamples, recordingExamples } from './school.ts';
import { policyExamples, supervisionExamples } from './supervision.ts';

/** A valid call for every operation of the route table; an operation without one does not compile. */
export const examples: Examples<keyof Routes> = {
  ...identityExamples,
  ...documentExamples,
  ...equipmentExamples,
  ...assetExamples,
  ...gatewayExamples,
  ...recordingExamples,
  ...footageAccessExamples,
  ...incidentExamples,
  ...ledgerExamples,
  ...liveExamples,
  ...complianceExamples,
  ...authorityExamples,
  ...supervisionExamples,
  ...policyExamples,
  ...dutyExamples,
  ...roomExamples,
};

export type { Example, Extras } from './example.ts';
