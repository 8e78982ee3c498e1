export * from './machine.ts';
export * from './rules.ts';
export * from './filing.ts';
export * from './decision.ts';
export * from './viewing.ts';
export * from './gate.ts';
export * from './rights.ts';
