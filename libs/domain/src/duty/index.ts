export * from './machine.ts';
export * from './rules.ts';
export * from './roster.ts';
export * from './shift.ts';
export * from './handover.ts';
