import { afterEach, describe, expect, test } from '@jest/globals';
import { createSocket } from 'node:dgram';
import { LiveFeed } from './feed.ts';
import { AGAIN_MS, Outlet } from './outlet.ts';
import { PictureGroup } from './picture-group.ts';
import type { NumberedPart } from './renumbering.ts';
import { type PicturePart, readPart, saysKey } from './rtp.ts';

const KEY = Buffer.from([0x67, 1, 2]);
const FRAGMENT_OF_KEY = Buffer.from([0x7c, 0x85, 9]);
const AGGREGATE_WITH_KEY = Buffer.from([0x18, 0, 2, 0x09, 0x10, 0, 3, 0x67, 1, 2]);
const DELTA = Buffer.from([0x41, 7]);
const part = (timestamp: number, payload: Buffer, isLast = true): PicturePart => ({ timestamp, isLast, payload });
const TICKS = 2 ** 32;

/** An RTP packet as capture sends it. */
function packet(sequence: number, timestamp: number, payload: Buffer, marker = true): Buffer {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header[1] = (marker ? 0x80 : 0) | 96;
  header.writeUInt16BE(sequence & 0xffff, 2);
  header.writeUInt32BE(timestamp % TICKS, 4);
  return Buffer.concat([header, payload]);
}

describe('an RTP packet', () => {
  test('is read with its extension and its padding taken off', () => {
    const plain = packet(1, 90_000, DELTA);
    const extended = Buffer.concat([Buffer.from([plain[0]! | 0x10]), plain.subarray(1, 12), Buffer.from([0xbe, 0xde, 0, 1, 1, 2, 3, 4]), DELTA]);
    const padded = Buffer.concat([Buffer.from([plain[0]! | 0x20]), plain.subarray(1), Buffer.from([0, 0, 3])]);
    for (const datagram of [plain, extended, padded]) expect(readPart(datagram)).toEqual(part(90_000, DELTA));
  });

  test('is none when it is too short or of another version', () => {
    expect([readPart(Buffer.alloc(12)), readPart(Buffer.alloc(40)), readPart(Buffer.concat([Buffer.from([0x90]), Buffer.alloc(13)]))]).toEqual([undefined, undefined, undefined]);
  });

  test.each([[KEY, true], [FRAGMENT_OF_KEY, true], [AGGREGATE_WITH_KEY, true], [DELTA, false], [Buffer.from([0x7c, 0x41, 9]), false], [Buffer.from([0x7c]), false], [Buffer.from([0x18, 0, 2, 0x41, 7]), false]])('%p says that its picture is a key picture: %p', (payload, says) => {
    expect(saysKey(payload)).toBe(says);
  });
});

describe('the last group of pictures', () => {
  test('begins with the first part of the last key picture, also when an earlier part of it says nothing', () => {
    const group = new PictureGroup();
    group.push(part(1, DELTA));
    expect(group.parts).toEqual([]);
    for (const one of [part(2, KEY), part(3, DELTA), part(4, Buffer.from([0x09, 0x10]), false), part(4, KEY), part(5, DELTA)]) group.push(one);
    expect(group.parts.map(({ timestamp, payload }) => [timestamp, payload[0]])).toEqual([[4, 0x09], [4, 0x67], [5, 0x41]]);
  });

  test('is let go when it grows beyond all measure, and is there again with the next key picture', () => {
    const group = new PictureGroup();
    group.push(part(1, KEY));
    for (let i = 2; i < 22; i += 1) group.push(part(i, Buffer.concat([DELTA, Buffer.alloc(1024 * 1024)])));
    expect(group.parts).toEqual([]);
    group.push(part(30, KEY));
    expect(group.parts).toHaveLength(1);
  });
});

describe('what a publication sends', () => {
  const open: LiveFeed[] = [];
  afterEach(() => open.splice(0).forEach((feed) => feed.close()));

  /** A feed that has taken these packets. */
  async function fed(packets: readonly Buffer[]): Promise<{ feed: LiveFeed; feedMore(more: readonly Buffer[]): Promise<void> }> {
    const feed = await LiveFeed.open();
    open.push(feed);
    const camera = createSocket('udp4');
    const feedMore = async (more: readonly Buffer[]): Promise<void> => {
      for (const one of more) {
        const { promise: taken, resolve } = Promise.withResolvers<void>();
        const stop = feed.listen(() => resolve());
        camera.send(one, feed.port, '127.0.0.1');
        await taken;
        stop();
      }
    };
    await feedMore(packets);
    camera.unref();
    return { feed, feedMore };
  }

  const growing = (sent: readonly NumberedPart[]): void => {
    for (const [i, one] of sent.entries()) {
      const before = sent[i - 1];
      if (!before) continue;
      expect((one.sequence - before.sequence + 0x10000) % 0x10000).toBe(1);
      expect((one.timestamp - before.timestamp + TICKS) % TICKS).toBeLessThan(TICKS / 2);
    }
  };

  test('begins with the last key picture at once, before the camera sends anything more', async () => {
    const { feed } = await fed([packet(1, 0, DELTA), packet(2, 3_000, KEY), packet(3, 6_000, DELTA), packet(4, 9_000, DELTA)]);
    const sent: NumberedPart[] = [];
    const outlet = new Outlet(feed, (one) => sent.push(one));
    expect(sent.map(({ payload }) => payload[0])).toEqual([0x67, 0x41, 0x41]);
    growing(sent);
    outlet.close();
  });

  test('comes again when a key picture is asked for, without a break in numbers and back in time at the next picture', async () => {
    const wrap = TICKS - 4_000; // the camera's clock wraps in the middle
    const { feed, feedMore } = await fed([packet(9, wrap, KEY), packet(10, wrap + 3_000, DELTA)]);
    const sent: NumberedPart[] = [];
    const outlet = new Outlet(feed, (one) => sent.push(one));
    await feedMore([packet(11, wrap + 6_000, DELTA)]);
    const beforeAgain = sent.at(-1)!;
    outlet.again();
    expect(sent.slice(3).map(({ payload }) => payload[0])).toEqual([0x67, 0x41, 0x41]);
    await feedMore([packet(12, wrap + 9_000, DELTA)]);
    growing(sent);
    expect((sent.at(-1)!.timestamp - beforeAgain.timestamp + TICKS) % TICKS).toBe(3_000);
    outlet.close();
  });

  test('comes once more for many who ask while it rests, and not before', async () => {
    const { feed } = await fed([packet(1, 0, KEY)]);
    const sent: number[] = [];
    const { promise: third, resolve } = Promise.withResolvers<void>();
    const outlet = new Outlet(feed, () => {
      sent.push(performance.now());
      if (sent.length === 3) resolve();
    });
    for (let asked = 0; asked < 20; asked += 1) outlet.again();
    expect(sent).toHaveLength(2);
    await third;
    expect(sent[2]! - sent[1]!).toBeGreaterThanOrEqual(AGAIN_MS - 1);
    expect(sent).toHaveLength(3);
    outlet.close();
  });

  test('ends with the publication', async () => {
    const { feed, feedMore } = await fed([packet(1, 0, KEY)]);
    const sent: NumberedPart[] = [];
    const outlet = new Outlet(feed, (one) => sent.push(one));
    outlet.close();
    await feedMore([packet(2, 3_000, DELTA)]);
    expect(sent).toHaveLength(1);
  });
});
