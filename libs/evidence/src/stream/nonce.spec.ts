import { expect, test } from '@jest/globals';
import { createDecipheriv, randomBytes } from 'node:crypto';
import { openDataKey, parseSegmentObject } from '../index.ts';
import { sealSample, sampleHeader } from '../segment/sample.ts';
import { streamKey } from './encrypt.ts';
import { blockCount, blockNonce, blockPlace } from './layout.ts';

test('no (key, nonce) pair occurs twice, in one segment or over many with the same header', async () => {
  const header = sampleHeader();
  const used = new Set<string>();
  let blocks = 0;
  for (let round = 0; round < 60; round += 1) {
    const { object, signed, recipient } = await sealSample(randomBytes(round * 9973), { header, pieceBytes: 1 + round * 3001 });
    const layout = parseSegmentObject(object);
    if (!layout.ok) throw new Error(layout.fault.message);
    const stream = object.subarray(layout.ciphertextOffset, layout.footerOffset);
    const key = streamKey(await openDataKey({ signed, privateKey: recipient.privateKey }), stream.subarray(1, 33), layout.headerBytes);
    for (let block = 0; block < blockCount(stream.length); block += 1) {
      const nonce = blockNonce(stream.subarray(33, 40), block, block === blockCount(stream.length) - 1);
      const { offset, length } = blockPlace(block, stream.length);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(stream.subarray(offset + length - 16, offset + length));
      decipher.update(stream.subarray(offset, offset + length - 16));
      decipher.final(); // Throws unless this very pair sealed the block.
      used.add(`${key.export().toString('hex')} ${nonce.toString('hex')}`);
      blocks += 1;
    }
  }
  expect(blocks).toBeGreaterThanOrEqual(300);
  expect(used.size).toBe(blocks);
});

test('block number and last mark give every block of a stream a nonce of its own', () => {
  const prefix = randomBytes(7);
  const nonces = new Set<string>();
  for (const block of [...Array(2000).keys(), 65_535, 65_536, 2 ** 24, 2 ** 31, 2 ** 32 - 1]) {
    for (const last of [false, true]) nonces.add(blockNonce(prefix, block, last).toString('hex'));
  }
  expect(nonces.size).toBe(2 * 2005);
  expect(() => blockNonce(prefix, 2 ** 32, false)).toThrow('out of range');
});
