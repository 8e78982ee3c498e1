export { ProofMemory } from './gate/proof-memory.ts';
export { Proofs, type Shown, shownBy } from './gate/proof.ts';
export { type OpenSegment, SegmentUnusable, openSegment, segmentsOf } from './gate/segment-source.ts';
