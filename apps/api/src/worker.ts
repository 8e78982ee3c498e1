import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { AppModule } from './app.module.ts';
import { Sealer } from './features/ledger/sealer.ts';
import { Config } from './platform/config/config.ts';
import { RelayDb } from './platform/database/databases.ts';
import { Upkeep } from './platform/database/upkeep.ts';
import { Relay } from './platform/jobs/relay.ts';
import { NestLogger, loggerOptions } from './platform/telemetry/logger.ts';
import { startInternalServer } from './platform/telemetry/internal-server.ts';
import { Metrics } from './platform/telemetry/metrics.ts';

const logger = pino(loggerOptions(process.env['LOG_LEVEL'] ?? 'info'));
const app = await NestFactory.createApplicationContext(AppModule, { logger: new NestLogger(logger), abortOnError: false });
const config = app.get(Config);
const relay = app.get(Relay);
const sealer = app.get(Sealer);
const upkeep = app.get(Upkeep);

await upkeep.start();
await relay.start();
sealer.start();

const health = startInternalServer({ host: config.internalHost, port: config.workerHealthPort, tls: config.listening.tls }, app.get(Metrics), [{ part: 'database', isReady: () => app.get(RelayDb).pool.query('select 1').then(() => true) }]);
logger.info({ port: config.workerHealthPort }, 'worker ready');

/** Ends after the work in hand; what is not done stays owed in the database. */
const shutDown = async (signal: string): Promise<void> => {
  logger.info({ signal }, 'worker stops');
  health.close();
  upkeep.stop();
  await Promise.all([relay.stop(), sealer.stop()]);
  await app.close();
  process.exit(0);
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void shutDown(signal));
