export * from './rectification.ts';
export * from './visit.ts';
