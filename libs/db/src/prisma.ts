import type pg from 'pg';
export type PrismaClient = { readonly pending: true };
export const prismaOn = (_client: pg.PoolClient): PrismaClient => ({ pending: true });
