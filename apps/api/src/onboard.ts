/**
 * Brings a district in, by a plan in a file: `node dist/onboard.js plan.json`.
 *
 *   { "name": "…教育局", "schools": ["…小学"], "people": [{ "sub": "<Keycloak's id>", "name": "…", "roles": ["district_admin"] },
 *     { "sub": "…", "name": "…", "roles": ["principal"], "school": "…小学" }] }
 *
 * The people are in Keycloak already, with these roles. May be repeated with a longer plan: what is there is left as it is.
 */
import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { BUREAU_ROLES, SCHOOL_ROLES } from '@guardroom/domain';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { z } from 'zod';
import { Onboarding } from './features/tenancy/public.ts';
import { TenancyModule } from './features/tenancy/tenancy.module.ts';
import { PlatformModule } from './platform/platform.module.ts';
import { NestLogger, loggerOptions } from './platform/telemetry/logger.ts';

const person = z.strictObject({ sub: z.uuid(), name: z.string().min(1), roles: z.array(z.enum([...BUREAU_ROLES, ...SCHOOL_ROLES])).min(1), school: z.string().optional() });
const plan = z.strictObject({ name: z.string().min(1), schools: z.array(z.string().min(1)), people: z.array(person) })
  .refine((p) => p.people.every((one) => one.school === undefined || p.schools.includes(one.school)), 'a person is at a school that the plan does not name');

@Module({ imports: [PlatformModule, TenancyModule] })
class OnboardModule {}

const [, , file] = process.argv;
if (!file) throw new Error('usage: node dist/onboard.js <plan.json>');
const read = plan.safeParse(JSON.parse(await readFile(file, 'utf8')));
if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`);
const logger = pino(loggerOptions('info'));
const app = await NestFactory.createApplicationContext(OnboardModule, { logger: new NestLogger(logger), abortOnError: false });
try {
  const { districtId, schools } = await app.get(Onboarding).district({ ...read.data, people: read.data.people.map((one) => ({ ...one, school: one.school })) });
  logger.info({ districtId, schools: schools.map(({ schoolId, name }) => ({ schoolId, name })) }, 'district brought in');
} finally {
  await app.close();
}
