import { describe, expect, test } from '@jest/globals';
import { contrast, paper, theatre, toneColours, type Tone } from './tokens.ts';

const tones: Tone[] = ['pass', 'partial', 'fail', 'unknown', 'none', 'plain'];

describe.each([
  ['paper', paper],
  ['theatre', theatre],
])('%s', (_name, palette) => {
  test.each(['ink', 'inkSoft', 'action', 'vermilionInk'] as const)('%s reads on ground and sheet at 4.5:1', (name) => {
    expect(contrast(palette[name], palette.ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette[name], palette.sheet)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(tones)('the words of the tone %s read on their wash and on the sheet at 4.5:1', (tone) => {
    const { ink, wash } = toneColours(palette, tone);
    expect(contrast(ink, wash)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(ink, palette.sheet)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(tones)('the shape of the tone %s stands out from the sheet at 3:1', (tone) => {
    expect(contrast(toneColours(palette, tone).mark, palette.sheet)).toBeGreaterThanOrEqual(3);
  });
});

test('black on white has the greatest contrast there is', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
});
