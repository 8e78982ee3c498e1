export * from './append.ts';
export * from './checkpoint.ts';
export * from './leaf.ts';
export { emptyRoot, hashChildren, hashLeaf } from './merkle.ts';
export * from './note.ts';
export * from './proof.ts';
export * from './tiles.ts';
export * from './tree.ts';
export * from './verify.ts';
