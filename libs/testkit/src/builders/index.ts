export * from './actors.ts';
export * from './agencies.ts';
export * from './equipment.ts';
export * from './people.ts';
export * from './places.ts';
export * from './recordings.ts';
