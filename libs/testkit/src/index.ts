export * from './servers/index.ts';
export * from './builders/index.ts';
export * from './database/index.ts';
export * from './until.ts';
export * from './stalls.ts';
export * from './today.ts';
