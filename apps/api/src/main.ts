import 'reflect-metadata';
import { AppModule } from './app.module.ts';
import { Config } from './platform/config/config.ts';
import { createServer } from './platform/http/server.ts';

const { app, logger } = await createServer(AppModule);
const { host, port } = app.get(Config).listening;
await app.listen(port, host);
logger.info({ port }, 'api ready');
