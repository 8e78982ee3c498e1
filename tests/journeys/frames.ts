import { expect } from '@jest/globals';
import jsqr from 'jsqr';
import type { Page } from 'playwright-core';
import { parseClock, type PictureClock } from '../../libs/testkit/src/cameras/clock.ts';
import type { Stretch } from './stage.ts';

// jsqr is CommonJS with a default export inside; Node and Jest unwrap it differently.
const readQr = (typeof jsqr === 'function' ? jsqr : (jsqr as unknown as { default: typeof jsqr.default }).default) as typeof jsqr.default;

/** Where the fake cameras draw the clock, in a picture 360 pixels high (`CLOCK_SQUARE` of libs/testkit/cameras/scenes.py), with a little around it. */
const square = { left: 4, top: 142, side: 180 } as const;

/** The clock's part of one decoded frame of the page's video: a square of grey bytes in base64. */
type Frame = { readonly side: number; readonly grey: string };
type Reader = { read(): Promise<{ readonly value?: Frame; readonly done: boolean }>; cancel(): Promise<void> };

/** A reader of every frame that the page's video presents, to its end or until none comes for so long. The player may be replaced meanwhile, or only come. */
const reader = (quietMs: number): string => `(() => {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const drawn = (video) => {
    const [left, top, side] = [${square.left}, ${square.top}, ${square.side}].map((part) => Math.round(part * video.videoHeight / 360));
    Object.assign(canvas, { width: side, height: side });
    context.drawImage(video, left, top, side, side, 0, 0, side, side);
    const rgba = context.getImageData(0, 0, side, side).data;
    const grey = new Uint8Array(side * side);
    for (let i = 0; i < grey.length; i += 1) grey[i] = (rgba[4 * i] * 77 + rgba[4 * i + 1] * 151 + rgba[4 * i + 2] * 28) >> 8;
    return { side, grey: grey.toBase64() };
  };
  let isWanted = true;
  const collect = async (controller) => {
    for (let last = performance.now(); isWanted && performance.now() < last + ${quietMs}; ) {
      const video = document.querySelector('video');
      const presented = await new Promise((resolve) => {
        setTimeout(() => resolve(false), 1000);
        if (video) video.requestVideoFrameCallback(() => resolve(true));
      });
      if (!isWanted || !video?.videoWidth || !(presented || video.ended)) continue;
      last = performance.now();
      controller.enqueue(drawn(video));
      if (video.ended) break;
    }
    if (isWanted) controller.close();
  };
  return new ReadableStream({ start: (controller) => void collect(controller).catch((fault) => controller.error(fault)), cancel: () => { isWanted = false; } }).getReader();
})()`;

/** The machine-readable clock of each frame that the page's video decodes and presents; one that cannot be read is undefined. */
async function* clocksOf(page: Page, quietMs: number): AsyncGenerator<PictureClock | undefined, void> {
  const frames = await page.evaluateHandle<Reader>(reader(quietMs));
  try {
    for (;;) {
      const { value } = await frames.evaluate((it) => it.read());
      if (!value) return;
      const bytes = Buffer.from(value.grey, 'base64');
      const rgba = new Uint8ClampedArray(bytes.length * 4);
      for (const [i, grey] of bytes.entries()) rgba.fill(grey, 4 * i, 4 * i + 3);
      const text = readQr(rgba, value.side, value.side, { inversionAttempts: 'dontInvert' })?.data;
      yield text === undefined ? undefined : parseClock(text);
    }
  } finally {
    await frames.evaluate((it) => it.cancel());
    await frames.dispose();
  }
}

/** The clocks of the next `count` frames; fewer when none comes for so long. */
export async function pictureClocks(page: Page, count: number, quietMs = 90_000): Promise<(PictureClock | undefined)[]> {
  const clocks: (PictureClock | undefined)[] = [];
  for await (const clock of clocksOf(page, quietMs)) if (clocks.push(clock) === count) break;
  return clocks;
}

/** What a video showed until it ended by itself: the clocks of its pictures, and how many the browser decoded and showed to nobody. */
export type Watched = { readonly clocks: readonly (PictureClock | undefined)[]; readonly isEnded: boolean; readonly decoded: number; readonly dropped: number };

/** Watches from the first picture that comes to the last. */
export async function watchToEnd(page: Page): Promise<Watched> {
  const clocks: (PictureClock | undefined)[] = [];
  for await (const clock of clocksOf(page, 90_000)) clocks.push(clock);
  const told = await page.evaluate<Omit<Watched, 'clocks'>>(`(() => {
    const video = document.querySelector('video');
    const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
    return { isEnded: video.ended, decoded: totalVideoFrames, dropped: droppedVideoFrames };
  })()`);
  return { clocks, ...told };
}

/** At either end of what was granted, a fragment that is not wholly inside stays away: its length, its way to the recorder, and the clock's uncertainty. */
const edgeMs = 3_000;

/** Expects a video to have shown one camera's whole stretch and nothing else, down to the last picture. */
export function expectWhole({ clocks, isEnded, decoded, dropped }: Watched, path: string, { fromMs, toMs }: Stretch): void {
  expect(isEnded).toBe(true);
  expect([...new Set(clocks.map((clock) => clock?.path))]).toEqual([path]);
  const drawn = [...new Set(clocks.map((clock) => clock?.drawnAtMs ?? 0))].sort((a, b) => a - b);
  expect(drawn.filter((ms) => ms < fromMs || ms >= toMs).map((ms) => new Date(ms).toISOString())).toEqual([]);
  expect((drawn[0] ?? 0) - fromMs).toBeLessThan(edgeMs);
  expect(toMs - (drawn.at(-1) ?? 0)).toBeLessThan(edgeMs);
  expect(drawn.length).toBeLessThanOrEqual(decoded);
  expect(drawn.length).toBeGreaterThan((decoded - dropped) / 2);
}
