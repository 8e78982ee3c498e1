import { databaseConfigFromEnv } from './logins.ts';
import { migrate } from './migrations.ts';

const applied = await migrate(databaseConfigFromEnv());
console.log(JSON.stringify({ msg: 'database migrated', applied }));
