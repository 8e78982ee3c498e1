import type { Routes } from '@guardroom/contracts';
import type { Examples } from './example.ts';
import { footageAccessExamples } from './footage.ts';
import { gatewayExamples } from './gateway.ts';
import { complianceExamples, equipmentExamples, identityExamples, ledgerExamples, recordingExamples } from './school.ts';

/** A valid call for every operation of the route table; an operation without one does not compile. */
export const examples: Examples<keyof Routes> = {
  ...identityExamples,
  ...equipmentExamples,
  ...gatewayExamples,
  ...recordingExamples,
  ...footageAccessExamples,
  ...ledgerExamples,
  ...complianceExamples,
};

export type { Example, Extras } from './example.ts';
