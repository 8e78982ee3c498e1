export * from './bytes.ts';
export * from './canonical-json.ts';
export * from './civil-day.ts';
export * from './id.ts';
export * from './instant.ts';
export * from './ports.ts';
export * from './result.ts';
export * from './time-range.ts';
