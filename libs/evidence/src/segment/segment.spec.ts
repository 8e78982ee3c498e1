import { describe, expect, test } from '@jest/globals';
import { hash, randomBytes } from 'node:crypto';
import {
  bucketOf, checkSegmentContent, checkSegmentObject, ciphertextOffsetOf, footerSha256, generateSealingKeyPair, generateSigningKeyPair, objectKeyOf, openDataKey, openIndex,
  openRange, parseSegmentObject, readerOver, sealSegment, signerOf, verifySignedFooter, wrapDataKey, WrappedKeyRefused, type FragmentIndex, type SegmentLayout,
} from '../index.ts';
import { blockCapacity, ciphertextLength, plaintextLength } from '../stream/layout.ts';
import { sampleHeader, sealSample } from './sample.ts';

const laidOut = (object: Buffer): SegmentLayout => {
  const layout = parseSegmentObject(object);
  if (!layout.ok) throw new Error(layout.fault.message);
  return layout;
};

const collect = async (bytes: AsyncIterable<Buffer>): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
};

const [first, full] = [blockCapacity(0), blockCapacity(1)];
const edges = [0, 1, first - 1, first, first + 1, first + full - 1, first + full, first + full + 1, 20 * full + 77];

describe('a sealed segment', () => {
  test.each(edges)('of %i bytes opens to what was sealed, however its bytes arrived', async (length) => {
    const plaintext = randomBytes(length);
    for (const pieceBytes of [1_000_003, 65_536, 4_099]) {
      const { object, signed, recipient, signing } = await sealSample(plaintext, { pieceBytes });
      const layout = await checkSegmentObject(object, () => signing.publicKey);
      if (!layout.ok) throw new Error(layout.fault.message);
      expect(layout.signed).toEqual(signed);
      expect(layout.ciphertextOffset).toBe(ciphertextOffsetOf(signed.header));
      expect(signed.footer).toMatchObject({ plaintextBytes: length, ciphertextBytes: ciphertextLength(length) });
      expect(signed.footer.ciphertextSha256).toBe(hash('sha256', object.subarray(0, layout.footerOffset), 'hex'));
      const dataKey = await openDataKey({ signed, privateKey: recipient.privateKey });
      const opened = await collect(openRange({ dataKey, ...layout, range: { offset: 0, length }, read: readerOver(object).read }));
      expect(opened.equals(plaintext)).toBe(true);
      expect(await checkSegmentContent(object, layout, recipient.privateKey)).toMatchObject({ ok: true });
    }
  });

  test('never holds back more than 64 KiB', async () => {
    const { object, sealer } = await sealSample(Buffer.alloc(0));
    expect(sealer.objectBytesSoFar).toBe(object.length);
    const live = await sealSegment({ header: sampleHeader(), recipientPublicKey: generateSealingKeyPair().publicKey });
    let given = 0;
    let got = live.prelude.length;
    for (let i = 0; i < 300; i += 1) {
      const piece = Buffer.alloc(1 + ((i * 7919) % 90_000));
      given += piece.length;
      got += live.write(piece).length;
      expect(ciphertextOffsetOf(sampleHeader()) + ciphertextLength(given) - got).toBeLessThanOrEqual(65_536);
      expect(live.objectBytesSoFar).toBe(got);
    }
  });

  test('tells the hash of what was written at any time', async () => {
    const sealer = await sealSegment({ header: sampleHeader(), recipientPublicKey: generateSealingKeyPair().publicKey });
    const written = Buffer.concat([sealer.prelude, sealer.write(randomBytes(200_000))]);
    expect(sealer.sha256SoFar).toBe(hash('sha256', written, 'hex'));
  });

  test('opens any range from only the blocks that hold it', async () => {
    const plaintext = randomBytes(5 * full + 1234);
    const { object, signed, recipient } = await sealSample(plaintext);
    const layout = laidOut(object);
    const dataKey = await openDataKey({ signed, privateKey: recipient.privateKey });
    const streamHeader = object.subarray(layout.ciphertextOffset, layout.ciphertextOffset + 40);
    for (const offset of [0, 1, first - 1, first, first + full - 1, 3 * full, plaintext.length - 1]) {
      for (const length of [1, 2, full, full + 1, 2 * full + 5]) {
        if (offset + length > plaintext.length) continue;
        let fetched = 0;
        const read = async (at: number, bytes: number) => ((fetched += bytes), object.subarray(at, at + bytes));
        const opened = await collect(openRange({ dataKey, ...layout, range: { offset, length }, read, streamHeader }));
        expect(opened.equals(plaintext.subarray(offset, offset + length))).toBe(true);
        expect(fetched).toBeLessThanOrEqual(65_536 * (Math.ceil(length / full) + 1));
      }
    }
  });

  test('refuses a range beyond its end', async () => {
    const { object, signed, recipient } = await sealSample(randomBytes(100));
    const dataKey = await openDataKey({ signed, privateKey: recipient.privateKey });
    for (const range of [{ offset: 0, length: 101 }, { offset: 101, length: 0 }, { offset: -1, length: 1 }, { offset: 0.5, length: 1 }]) {
      await expect(collect(openRange({ dataKey, ...laidOut(object), range, read: readerOver(object).read }))).rejects.toThrow(RangeError);
    }
  });

  test('carries a sealed index that only the data key opens', async () => {
    const at = sampleHeader().startedAt;
    const index: FragmentIndex = { initLength: 10, fragments: [{ offset: 10, length: 90, firstFrameAt: at, lastFrameAt: at, frames: 3 }] };
    const { object, signed, recipient } = await sealSample(randomBytes(100), { index });
    const dataKey = await openDataKey({ signed, privateKey: recipient.privateKey });
    expect(openIndex(dataKey, signed)).toEqual(index);
    expect(() => openIndex(randomBytes(32), signed)).toThrow('does not open');
    expect(await checkSegmentContent(object, laidOut(object), recipient.privateKey)).toEqual({ ok: true, index });
    const holed = await sealSample(randomBytes(101), { index });
    expect(await checkSegmentContent(holed.object, laidOut(holed.object), holed.recipient.privateKey)).toMatchObject({ fault: { code: 'segment.content-refused' } });
  });

  test('opens to its recipient only, and a new wrapping to the new one only', async () => {
    const { object, signed, recipient } = await sealSample(randomBytes(100));
    const other = generateSealingKeyPair();
    await expect(openDataKey({ signed, privateKey: other.privateKey })).rejects.toThrow(WrappedKeyRefused);
    expect(await checkSegmentContent(object, laidOut(object), other.privateKey)).toMatchObject({ fault: { code: 'segment.key-refused' } });
    const dataKey = await openDataKey({ signed, privateKey: recipient.privateKey });
    const wrapped = await wrapDataKey({ header: signed.header, dataKey, recipientPublicKey: other.publicKey });
    const held = { header: signed.header, wrappedKey: wrapped.toString('base64') };
    expect(await openDataKey({ signed: held, privateKey: other.privateKey })).toEqual(dataKey);
    await expect(openDataKey({ signed: held, privateKey: recipient.privateKey })).rejects.toThrow(WrappedKeyRefused);
    await expect(openDataKey({ signed: { ...held, header: { ...signed.header, sequence: 8 } }, privateKey: other.privateKey })).rejects.toThrow(WrappedKeyRefused);
  });

  test('has a place in the bucket of its school', () => {
    const header = sampleHeader();
    expect(bucketOf(header.schoolId)).toMatch(/^gr-sch-[0-9a-z]{20}$/);
    expect(objectKeyOf(header)).toBe(`${header.cameraId}/2026/11/22/${Date.UTC(2026, 10, 22)}-7.grs`);
  });
});

describe('a damaged segment', () => {
  test('is refused with a name whichever byte was flipped', async () => {
    const { object, signing } = await sealSample(randomBytes(300));
    const publicKeyOf = (keyId: string) => (keyId === 'gateway-1' ? signing.publicKey : undefined);
    expect(await checkSegmentObject(object, publicKeyOf)).toMatchObject({ ok: true });
    const seen = new Set<string>();
    for (let at = 0; at < object.length; at += 1) {
      for (const bit of [0x01, 0x20, 0x80]) {
        const changed = Buffer.from(object);
        changed[at]! ^= bit;
        const checked = await checkSegmentObject(changed, publicKeyOf);
        if (checked.ok) throw new Error(`byte ${at} flipped by ${bit} was not seen`);
        seen.add(checked.fault.code);
      }
    }
    expect([...seen].sort()).toEqual([
      'segment.ciphertext-changed', 'segment.footer-unreadable', 'segment.header-changed', 'segment.header-unreadable', 'segment.length-differs',
      'segment.not-a-segment', 'segment.signature-invalid', 'segment.signer-unknown', 'segment.unfinished', 'segment.wrapped-key-unreadable',
    ]);
  });

  test('does not give out one byte of a block that was changed', async () => {
    const plaintext = randomBytes(3 * full);
    const { object, signed, recipient } = await sealSample(plaintext);
    const layout = laidOut(object);
    const dataKey = await openDataKey({ signed, privateKey: recipient.privateKey });
    const changed = Buffer.from(object);
    changed[layout.ciphertextOffset + 2 * 65_536 + 9]! ^= 1;
    const released: Buffer[] = [];
    const opening = (async () => {
      for await (const bytes of openRange({ dataKey, ...layout, range: { offset: 0, length: plaintext.length }, read: readerOver(changed).read })) released.push(bytes);
    })();
    await expect(opening).rejects.toMatchObject({ name: 'StreamRefused', block: 2 });
    expect(Buffer.concat(released).equals(plaintext.subarray(0, first + full))).toBe(true);
  });

  test('does not open with its blocks exchanged, dropped, or under another header', async () => {
    const { object, signed, recipient } = await sealSample(randomBytes(first + 3 * full));
    const layout = laidOut(object);
    const dataKey = await openDataKey({ signed, privateKey: recipient.privateKey });
    const open = (bytes: Buffer, over: Partial<SegmentLayout> = {}) => {
      const merged = { ...layout, ...over };
      return collect(openRange({ dataKey, ...merged, range: { offset: 0, length: plaintextLength(merged.ciphertextBytes)! }, read: readerOver(bytes).read }));
    };
    const block = (n: number) => object.subarray(layout.ciphertextOffset + n * 65_536, layout.ciphertextOffset + (n + 1) * 65_536);
    const before = object.subarray(0, layout.ciphertextOffset);
    await expect(open(Buffer.concat([before, block(0), block(2), block(1), block(3)]))).rejects.toMatchObject({ block: 1 });
    await expect(open(Buffer.concat([before, block(0), block(1), block(3)]), { ciphertextBytes: 3 * 65_536 })).rejects.toMatchObject({ block: 2 });
    await expect(open(object, { ciphertextBytes: 3 * 65_536 })).rejects.toMatchObject({ block: 2 });
    await expect(open(object, { headerBytes: Buffer.concat([layout.headerBytes, Buffer.from(' ')]) })).rejects.toMatchObject({ block: 0 });
    await expect(open(object.subarray(0, layout.ciphertextOffset + 100))).rejects.toMatchObject({ block: 0 });
  });

  test('is named unfinished wherever it was cut, with its header once that is whole', async () => {
    const { object, signed } = await sealSample(randomBytes(70_000));
    const { ciphertextOffset, footerOffset } = laidOut(object);
    const cuts = [...Array(ciphertextOffset + 60).keys(), 30_000, footerOffset, ...Array.from({ length: object.length - footerOffset }, (_, i) => footerOffset + i)];
    for (const cut of cuts) {
      const parsed = parseSegmentObject(object.subarray(0, cut));
      if (parsed.ok) throw new Error(`cut at ${cut} was not seen`);
      expect(parsed.fault.code).toBe(cut < 7 ? 'segment.not-a-segment' : 'segment.unfinished');
      if (cut >= ciphertextOffset) expect(parsed.header).toEqual(signed.header);
    }
  });

  test('gives the same verdict from memory and from a reader', async () => {
    const { object } = await sealSample(randomBytes(70_000));
    for (const bytes of [object, object.subarray(0, 5000), Buffer.from('x'), Buffer.alloc(0), object.subarray(0, -1)]) {
      expect(await parseSegmentObject(readerOver(bytes))).toEqual(parseSegmentObject(bytes));
    }
  });

  test('with a footer larger than the first read is still read', async () => {
    const at = sampleHeader().startedAt;
    const fragments = Array.from({ length: 600 }, (_, i) => ({ offset: 10 + i, length: 1, firstFrameAt: at, lastFrameAt: at, frames: 1 }));
    const { object, signing } = await sealSample(randomBytes(610), { index: { initLength: 10, fragments } });
    expect(await checkSegmentObject(object, () => signing.publicKey)).toMatchObject({ ok: true });
  });
});

describe('a signed footer', () => {
  test('is believed only unchanged and under its own key', async () => {
    const { signed, signing } = await sealSample(randomBytes(10));
    const other = generateSigningKeyPair();
    expect(verifySignedFooter(signed, signing.publicKey)).toEqual({ ok: true });
    const forged = signerOf('gateway-1', other.privateKey).sign(Buffer.from('x')).toString('base64');
    const codes = (
      [
        [signed, other.publicKey],
        [{ ...signed, header: { ...signed.header, sequence: 8 } }, signing.publicKey],
        [{ ...signed, footer: { ...signed.footer, frames: 151 } }, signing.publicKey],
        [{ ...signed, wrappedKey: Buffer.alloc(80).toString('base64') }, signing.publicKey],
        [{ ...signed, signerKeyId: 'gateway-2' }, signing.publicKey],
        [{ ...signed, signature: forged }, signing.publicKey],
        [{ ...signed, signature: `${signed.signature} ` }, signing.publicKey],
      ] as const
    ).map(([changed, key]) => {
      const verdict = verifySignedFooter(changed, key);
      return verdict.ok ? 'believed' : verdict.fault.code;
    });
    expect(codes).toEqual([
      'segment.signature-invalid', 'segment.header-changed', 'segment.signature-invalid', 'segment.signature-invalid', 'segment.signature-invalid', 'segment.signature-invalid',
      'segment.footer-unreadable',
    ]);
    expect(footerSha256(signed)).toMatch(/^[0-9a-f]{64}$/);
    expect(footerSha256({ ...signed, signature: forged })).not.toBe(footerSha256(signed));
  });
});
