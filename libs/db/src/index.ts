export * from './actor.ts';
export * from './logins.ts';
export * from './migrations.ts';
export { Prisma, type PrismaClient } from './prisma.ts';
export * from './tenant-db.ts';
export * from './tickets.ts';
export { RELEASE, inTransaction, poolOf } from './transaction.ts';
export { single } from './statement.ts';
export type { SqlValue, Tx } from './tx.ts';
