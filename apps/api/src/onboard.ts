/**
 * Brings a district in, by a plan in a file: `node dist/onboard.js plan.json`.
 *
 *   { "name": "…教育局", "schools": ["…小学"], "agencies": [{ "name": "…公安分局", "kind": "police" }],
 *     "people": [{ "sub": "<Keycloak's id>", "name": "…", "roles": ["district_admin"] }, { "sub": "…", "name": "…", "roles": ["principal"], "school": "…小学" },
 *       { "sub": "…", "name": "…", "roles": ["authority_liaison"], "agency": "…公安分局", "badgeNumber": "…" }] }
 *
 * The people are in Keycloak already, with these roles. May be repeated with a longer plan: what is there is left as it is.
 */
import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { Onboarding, readPlan } from './features/tenancy/public.ts';
import { TenancyModule } from './features/tenancy/tenancy.module.ts';
import { PlatformModule } from './platform/platform.module.ts';
import { NestLogger, loggerOptions } from './platform/telemetry/logger.ts';

@Module({ imports: [PlatformModule, TenancyModule] })
class OnboardModule {}

const [, , file] = process.argv;
if (!file) throw new Error('usage: node dist/onboard.js <plan.json>');
const plan = readPlan(JSON.parse(await readFile(file, 'utf8')));
const logger = pino(loggerOptions('info'));
const app = await NestFactory.createApplicationContext(OnboardModule, { logger: new NestLogger(logger), abortOnError: false });
try {
  const { districtId, schools } = await app.get(Onboarding).district(plan);
  logger.info({ districtId, schools: schools.map(({ schoolId, name }) => ({ schoolId, name })) }, 'district brought in');
} finally {
  await app.close();
}
