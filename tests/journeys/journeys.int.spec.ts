import { afterAll, beforeAll } from '@jest/globals';
import { bureauJourney } from './bureau.ts';
import { equipmentJourney } from './equipment.ts';
import { footageRequestJourney } from './footage-request.ts';
import { overRangeJourney } from './over-range.ts';
import { everyPage } from './pages.ts';
import { openStage, type Stage } from './stage.ts';

// One installation for all journeys, one after the other: while the equipment is mended, the first footage is recorded.
let opened: Stage | undefined;
const stage = (): Stage => {
  if (!opened) throw new Error('the installation is not up');
  return opened;
};
beforeAll(async () => {
  opened = await openStage();
}, 480_000);
afterAll(() => opened?.close(), 120_000);

equipmentJourney(stage);
footageRequestJourney(stage);
overRangeJourney(stage);
bureauJourney(stage);
everyPage(stage);
