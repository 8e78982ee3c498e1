export * from './roles.ts';
export * from './appointing.ts';
export * from './clearances.ts';
export * from './undertaking.ts';
