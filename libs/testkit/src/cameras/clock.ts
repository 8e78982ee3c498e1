/** What the QR code in a fake camera's picture says. */
export interface PictureClock {
  readonly path: string;
  /** When the frame was drawn, UTC. */
  readonly drawnAtMs: number;
}

/** Reads the text of a picture's QR code; undefined when the text is not a fake camera's clock. */
export function parseClock(text: string): PictureClock | undefined {
  const match = /^GRCLOCK (\/\S+) (\d{13})$/.exec(text);
  return match ? { path: match[1]!, drawnAtMs: Number(match[2]) } : undefined;
}
