export * from './people/index.ts';
export * from './recording/index.ts';
export * from './coverage/index.ts';
export * from './equipment/index.ts';
export * from './compliance/index.ts';
export * from './footage-access/index.ts';
