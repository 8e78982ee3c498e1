import jsqr from 'jsqr';
import type { Page } from 'playwright-core';
import { parseClock, type PictureClock } from '../../libs/testkit/src/cameras/clock.ts';

// jsqr is CommonJS with a default export inside; Node and Jest unwrap it differently.
const readQr = (typeof jsqr === 'function' ? jsqr : (jsqr as unknown as { default: typeof jsqr.default }).default) as typeof jsqr.default;

/** One decoded frame of the page's video as grey bytes in base64. */
type Frame = { readonly width: number; readonly height: number; readonly grey: string };

/** Draws every frame that the video presents, until there are so many or the time is up. The player may be replaced meanwhile. */
const collect = (count: number, limitMs: number): string => `(async () => {
  const frames = [];
  const deadline = performance.now() + ${limitMs};
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  while (frames.length < ${count} && performance.now() < deadline) {
    const video = document.querySelector('video');
    const presented = await new Promise((resolve) => {
      setTimeout(() => resolve(false), 1000);
      if (video) video.requestVideoFrameCallback(() => resolve(true));
    });
    const { videoWidth: width, videoHeight: height } = video ?? {};
    if (!presented || !width) continue;
    Object.assign(canvas, { width, height });
    context.drawImage(video, 0, 0, width, height);
    const rgba = context.getImageData(0, 0, width, height).data;
    const grey = new Uint8Array(width * height);
    for (let i = 0; i < grey.length; i += 1) grey[i] = (rgba[4 * i] * 77 + rgba[4 * i + 1] * 151 + rgba[4 * i + 2] * 28) >> 8;
    frames.push({ width, height, grey: grey.toBase64() });
  }
  return frames;
})()`;

/** The machine-readable clocks of `count` frames that the page's video decodes and presents; one that cannot be read is undefined. */
export async function pictureClocks(page: Page, count: number, limitMs = 90_000): Promise<(PictureClock | undefined)[]> {
  const frames = await page.evaluate<Frame[]>(collect(count, limitMs));
  return frames.map(({ width, height, grey }) => {
    const bytes = Buffer.from(grey, 'base64');
    const rgba = new Uint8ClampedArray(width * height * 4);
    bytes.forEach((value, i) => rgba.set([value, value, value, 255], 4 * i));
    const text = readQr(rgba, width, height)?.data;
    return text === undefined ? undefined : parseClock(text);
  });
}
