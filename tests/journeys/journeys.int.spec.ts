import { afterAll, beforeAll } from '@jest/globals';
import { appointmentJourney } from './appointment.ts';
import { assetsJourney } from './assets.ts';
import { authorityJourney } from './authority.ts';
import { bureauJourney } from './bureau.ts';
import { comingBackJourney } from './coming-back.ts';
import { complianceJourney } from './compliance.ts';
import { dutyJourney } from './duty.ts';
import { equipmentJourney } from './equipment.ts';
import { footageRequestJourney } from './footage-request.ts';
import { incidentJourney } from './incident.ts';
import { inEnglish } from './in-english.ts';
import { liveJourney } from './live.ts';
import { overRangeJourney } from './over-range.ts';
import { everyPage } from './pages.ts';
import { openStage, type Stage } from './stage.ts';
import { supervisionJourney } from './supervision.ts';

// One installation for all journeys, one after the other: while the equipment is mended, the first footage is recorded.
let opened: Stage | undefined;
const stage = (): Stage => {
  if (!opened) throw new Error('the installation is not up');
  return opened;
};
beforeAll(async () => {
  opened = await openStage();
}, 900_000);
afterAll(() => opened?.close());

equipmentJourney(stage);
comingBackJourney(stage);
footageRequestJourney(stage);
overRangeJourney(stage);
liveJourney(stage);
dutyJourney(stage);
authorityJourney(stage);
assetsJourney(stage);
bureauJourney(stage);
complianceJourney(stage);
supervisionJourney(stage);
appointmentJourney(stage);
incidentJourney(stage);
everyPage(stage);
inEnglish(stage);
