export * from './machine.ts';
export * from './rules.ts';
