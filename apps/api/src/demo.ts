/**
 * Loads the demo district, in two phases that may each be repeated:
 *
 *   node dist/demo.js            before the API starts: district, schools, people, posts, buckets, and one gateway per school
 *                                with its one-time code in `<GUARDROOM_HOME>/data/gateway-<n>/enrolment-code` (0600) unless it is
 *                                enrolled. A code that was not used in time is replaced.
 *   node dist/demo.js cameras    after API and gateways have started: waits until the gateways are enrolled (2 minutes at most) and
 *                                registers four cameras per school through the same command as the console; passwords are sealed
 *                                to the gateway, which is why this cannot come first.
 *
 * Reads `<GUARDROOM_HOME>/run/people.json` and `run/cameras.json` (port, path, user and password of each fake camera; another file
 * can be named by CAMERAS_JSON) and the environment of the API.
 */
import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { DemoAuthority } from './demo/demo-authority.ts';
import { DemoDuty } from './demo/demo-duty.ts';
import { DemoDistrict } from './demo/demo-district.ts';
import { DemoEquipment } from './demo/demo-equipment.ts';
import { AssetsModule } from './features/assets/assets.module.ts';
import { AuthorityModule } from './features/authority/authority.module.ts';
import { DemoPeople } from './demo/demo-people.ts';
import { DemoSupervision } from './demo/demo-supervision.ts';
import { EquipmentModule } from './features/equipment/equipment.module.ts';
import { SupervisionModule } from './features/supervision/supervision.module.ts';
import { PolicyModule } from './features/tenancy/policy.module.ts';
import { TenancyModule } from './features/tenancy/tenancy.module.ts';
import { PlatformModule } from './platform/platform.module.ts';
import { NestLogger, loggerOptions } from './platform/telemetry/logger.ts';

/** Gateways enrol within seconds of their start; a machine that compiles beside it takes longer. Milliseconds. */
const ENROLMENT_LIMIT_MS = 120_000;

@Module({ imports: [PlatformModule, TenancyModule, EquipmentModule, AssetsModule, AuthorityModule, PolicyModule, SupervisionModule], providers: [DemoDistrict, DemoEquipment, DemoDuty, DemoAuthority, DemoSupervision, DemoPeople] })
class DemoModule {}

const home = process.env['GUARDROOM_HOME'];
if (!home) throw new Error('GUARDROOM_HOME must be set');
const logger = pino(loggerOptions('info'));
const app = await NestFactory.createApplicationContext(DemoModule, { logger: new NestLogger(logger), abortOnError: false });
try {
  const demo = app.get(DemoDistrict);
  if (process.argv[2] === 'cameras') {
    const deadline = Date.now() + ENROLMENT_LIMIT_MS;
    while (!(await demo.gatewaysAreEnrolled(home))) {
      if (Date.now() > deadline) throw new Error('the gateways were not enrolled in time: read their logs');
      await pause(500);
    }
    logger.info({ registered: await demo.registerCameras(home) }, 'demo cameras registered');
    for (const { school, ...keepers } of await demo.keepers(home)) logger.info({ school: school.name, entered: await app.get(DemoEquipment).bringIn(school, keepers) }, 'demo equipment entered');
    const liaison = await demo.liaison(home);
    logger.info({ filed: await app.get(DemoAuthority).file(liaison) }, 'demo requests of the police filed');
    logger.info({ watched: await app.get(DemoDuty).watched(home) }, 'demo live views entered');
    logger.info({ marked: await app.get(DemoPeople).incidents(await DemoPeople.published(home)) }, 'demo incidents marked');
  } else {
    logger.info(await demo.bringIn(home), 'demo district loaded');
    const { cast, schoolId } = await demo.heads(home);
    logger.info({ parts: await app.get(DemoSupervision).bringIn(cast, schoolId) }, 'demo inspection, order and policy loaded');
    logger.info({ entered: await app.get(DemoPeople).bringIn(await DemoPeople.published(home)) }, 'demo clearances entered');
    logger.info({ schools: await app.get(DemoDuty).bringIn(home) }, 'demo watches planned');
  }
} finally {
  await app.close();
}
