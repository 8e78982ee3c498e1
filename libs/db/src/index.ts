export * from './actor.ts';
export * from './logins.ts';
export * from './migrations.ts';
export * from './tenant-db.ts';
export * from './tickets.ts';
