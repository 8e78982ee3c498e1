import 'reflect-metadata';
import { AppModule } from './app.module.ts';
import { Config } from './platform/config/config.ts';
import { createServer } from './platform/http/server.ts';

const { app, logger } = await createServer(AppModule);
const { port } = app.get(Config);
await app.listen(port, '127.0.0.1');
logger.info({ port }, 'api ready');
