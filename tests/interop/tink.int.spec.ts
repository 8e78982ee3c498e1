import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkSegmentContent, generateSealingKeyPair, hpkeOpen, hpkeSeal, openDataKey, openRange, parseSegmentObject, readerOver, type SegmentLayout } from '@guardroom/evidence';
import { sealSample } from '@guardroom/evidence/sample';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { ran, tink, tinkPython } from './tools.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const directory = mkdtempSync(`${tmpdir()}/guardroom-interop-`);
const file = (name: string) => `${directory}/${name}`;

/** A sealed object and, apart, the stream in it and what opens it. */
async function sealed(plaintext: Buffer) {
  const { object, signed, recipient } = await sealSample(plaintext, { pieceBytes: 30_011 });
  const layout = parseSegmentObject(object);
  if (!layout.ok) throw new Error(layout.fault.message);
  const stream = object.subarray(layout.ciphertextOffset, layout.footerOffset);
  return { object, layout, stream, recipient, signed, dataKey: await openDataKey({ signed, privateKey: recipient.privateKey }) };
}

async function opened(object: Buffer, layout: SegmentLayout, dataKey: Buffer): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const range = { offset: 0, length: layout.signed.footer.plaintextBytes };
  for await (const piece of openRange({ dataKey, ...layout, range, read: readerOver(object).read })) pieces.push(piece);
  return Buffer.concat(pieces);
}

beforeAll(async () => {
  await tinkPython();
});
afterAll(() => rmSync(directory, { recursive: true }));

describe("Google's Tink", () => {
  test.each([0, 1, 65_480, 65_481, 131_000, 131_001, 500_000])('opens a segment of %i bytes that we sealed', async (length) => {
    const plaintext = randomBytes(length);
    const { stream, layout, dataKey } = await sealed(plaintext);
    writeFileSync(file('ours'), stream);
    expect(await tink('open', base64(dataKey), base64(layout.headerBytes), file('ours'), file('opened'))).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(file('opened')).equals(plaintext)).toBe(true);
  });

  test.each([0, 1, 65_480, 65_481, 131_001, 500_000])('seals %i bytes that we open, whole and by ranges', async (length) => {
    const [dataKey, headerBytes, plaintext] = [randomBytes(32), randomBytes(300), randomBytes(length)];
    writeFileSync(file('plain'), plaintext);
    expect(await tink('seal', base64(dataKey), base64(headerBytes), file('plain'), file('theirs'))).toMatchObject({ code: 0, stderr: '' });
    const stream = readFileSync(file('theirs'));
    for (const range of [{ offset: 0, length }, { offset: Math.floor(length / 3), length: Math.floor(length / 2) }]) {
      const pieces: Buffer[] = [];
      const read = readerOver(stream).read;
      for await (const piece of openRange({ dataKey, headerBytes, ciphertextOffset: 0, ciphertextBytes: stream.length, range, read })) pieces.push(piece);
      expect(Buffer.concat(pieces).equals(plaintext.subarray(range.offset, range.offset + range.length))).toBe(true);
    }
  });

  test('refuses what we refuse: a flipped byte, a cut stream, another header', async () => {
    const { object, stream, layout, dataKey } = await sealed(randomBytes(200_000));
    const verdicts = async (changed: Buffer, header: Buffer, name: string) => {
      writeFileSync(file(name), changed);
      const theirs = await tink('open', base64(dataKey), base64(header), file(name), file(`${name}-opened`));
      const whole = Buffer.concat([object.subarray(0, layout.ciphertextOffset), changed]);
      const ours = await opened(whole, { ...layout, headerBytes: header }, dataKey).then(() => 0, (error: Error) => error.name);
      return [theirs.code, ours];
    };
    expect(await verdicts(stream, layout.headerBytes, 'sound')).toEqual([0, 0]);
    for (const at of [0, 5, 35, 40, 65_519, 65_520, 65_536, 140_000, stream.length - 1]) {
      const changed = Buffer.from(stream);
      changed[at]! ^= 1;
      expect([at, ...(await verdicts(changed, layout.headerBytes, 'flipped'))]).toEqual([at, 3, 'StreamRefused']);
    }
    for (const length of [stream.length - 1, 3 * 65_536, 65_536, 40]) {
      expect([length, ...(await verdicts(stream.subarray(0, length), layout.headerBytes, 'cut'))]).toEqual([length, 3, 'StreamRefused']);
    }
    expect(await verdicts(stream, Buffer.from('{}'), 'moved')).toEqual([3, 'StreamRefused']);
  });

  test('and we open what the other sealed by HPKE, and refuse another purpose', async () => {
    const { publicKey, privateKey } = generateSealingKeyPair();
    const [info, secret] = [randomBytes(60), randomBytes(32)];
    const ours = await hpkeSeal({ recipientPublicKey: publicKey, info, plaintext: secret });
    expect((await tink('hpke-open', base64(privateKey), base64(publicKey), base64(info), base64(ours))).stdout.trim()).toBe(base64(secret));
    expect((await tink('hpke-open', base64(privateKey), base64(publicKey), base64(randomBytes(60)), base64(ours))).code).toBe(3);
    const theirs = Buffer.from((await tink('hpke-seal', base64(publicKey), base64(info), base64(secret))).stdout, 'base64');
    expect(await hpkeOpen({ privateKey, info, sealed: theirs })).toEqual(secret);
    await expect(hpkeOpen({ privateKey, info: randomBytes(60), sealed: theirs })).rejects.toThrow('does not open');
  });
});

describe('ffprobe', () => {
  test('reads the recording in a segment, opened by us and opened by Tink', async () => {
    const options = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4', '-y', file('source.mp4')];
    const made = await ran('ffmpeg', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc=size=640x360:rate=10:duration=10', '-c:v', 'libx264', '-g', '20', '-pix_fmt', 'yuv420p', ...options);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const { object, layout, stream, dataKey, recipient } = await sealed(readFileSync(file('source.mp4')));
    expect(await checkSegmentContent(object, layout, recipient.privateKey)).toMatchObject({ ok: true });
    writeFileSync(file('ours.mp4'), await opened(object, layout, dataKey));
    writeFileSync(file('stream'), stream);
    await tink('open', base64(dataKey), base64(layout.headerBytes), file('stream'), file('tink.mp4'));
    for (const name of ['ours.mp4', 'tink.mp4']) {
      const probe = await ran('ffprobe', '-v', 'error', '-count_frames', '-show_entries', 'stream=codec_name,width,height,nb_read_frames', '-of', 'csv=p=0', file(name));
      expect(probe).toEqual({ code: 0, stderr: '', stdout: 'h264,640,360,100\n' });
    }
  });
});
