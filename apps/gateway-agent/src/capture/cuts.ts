import { createHash } from 'node:crypto';
import type { CameraId } from '@guardroom/kernel';

/**
 * When a camera's segments are cut: every `segmentMs` of wall clock, at a phase of its own, so that sixty-four cameras do
 * not close their files in the same instant. The cut is made at the first key frame after it is due.
 */
export class Cuts {
  readonly #segmentMs: number;
  readonly #phaseMs: number;

  constructor(cameraId: CameraId, segmentMs: number) {
    this.#segmentMs = segmentMs;
    this.#phaseMs = createHash('sha256').update(cameraId).digest().readUInt32BE(0) % segmentMs;
  }

  /** Tells whether a segment that began then must end before a key frame at `atMs`. */
  isDue(beganAtMs: number, atMs: number): boolean {
    return this.#slot(beganAtMs) !== this.#slot(atMs);
  }

  #slot(atMs: number): number {
    return Math.floor((atMs - this.#phaseMs) / this.#segmentMs);
  }
}
