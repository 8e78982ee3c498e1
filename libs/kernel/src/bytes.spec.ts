import { expect, test } from '@jest/globals';
import { fromBase64, fromHex, toBase64, toHex } from './bytes.ts';

test('base64 and hexadecimal come back as they went', () => {
  for (const length of [0, 1, 2, 3, 32, 70_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 255);
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    expect(Buffer.from(fromBase64(toBase64(bytes))).equals(bytes)).toBe(true);
    expect(Buffer.from(fromHex(toHex(bytes))).equals(bytes)).toBe(true);
  }
});

test('refuses a second spelling of the same bytes', () => {
  for (const text of ['QQ', 'QR==', 'QQ==\n', 'Q-==', 'QQ=', '=QQ=']) expect(() => fromBase64(text)).toThrow(RangeError);
  for (const text of ['A0', 'a', 'zz']) expect(() => fromHex(text)).toThrow(RangeError);
});
