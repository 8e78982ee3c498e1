import { accessEvaluators } from './access.ts';
import { coverageEvaluators } from './coverage.ts';
import { dataEvaluators } from './data.ts';
import { disciplineEvaluators } from './discipline.ts';
import { dutyEvaluators } from './duty.ts';
import { equipEvaluators } from './equip.ts';
import type { Evaluator } from './evaluator.ts';
import { governanceEvaluators } from './governance.ts';
import { incidentEvaluators } from './incident.ts';
import { peopleEvaluators } from './people.ts';
import { recordingEvaluators } from './recording.ts';
import { roomEvaluators } from './room.ts';
import { supervisionEvaluators } from './supervision.ts';

export type { Evaluator, Judged, SchoolDay } from './evaluator.ts';

/** Every control that the database alone can answer. Retention is not here: it is proven by fetching. */
export const EVALUATORS: readonly Evaluator[] = [
  ...governanceEvaluators, ...peopleEvaluators, ...dutyEvaluators, ...roomEvaluators, ...equipEvaluators, ...coverageEvaluators,
  ...recordingEvaluators, ...dataEvaluators, ...accessEvaluators, ...incidentEvaluators, ...disciplineEvaluators, ...supervisionEvaluators,
];
