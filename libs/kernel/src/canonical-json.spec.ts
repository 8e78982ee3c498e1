import { describe, expect, test } from '@jest/globals';
import { canonicalBytes, canonicalJson } from './canonical-json.ts';
import { toHex } from './bytes.ts';

describe('canonical JSON', () => {
  test('spells the example of RFC 8785 §3.2.2 as the RFC does', () => {
    const value = {
      numbers: JSON.parse('[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]') as number[],
      string: '€$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    expect(toHex(canonicalBytes({ '€': '\u0080' }))).toBe('7b22e282ac223a22c280227d');
  });

  test('sorts members by UTF-16 code units as RFC 8785 §3.2.3 does', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
    expect(Object.values(JSON.parse(canonicalJson(value)) as object).sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}');
  });

  test.each([[0, '0'], [-0, '0'], [5e-324, '5e-324'], [1.7976931348623157e308, '1.7976931348623157e+308'], [9007199254740994, '9007199254740994'], [1e21, '1e+21']])(
    'spells the number %p as ECMAScript does',
    (number, text) => expect(canonicalJson(number)).toBe(text),
  );

  test('leaves out undefined members and keeps the order of arrays', () => {
    expect(canonicalJson({ b: undefined, a: [3, 1, { d: 1, c: [] }] })).toBe('{"a":[3,1,{"c":[],"d":1}]}');
  });

  test('refuses what JSON cannot say', () => {
    const cycle: { self?: object } = {};
    cycle.self = cycle;
    for (const value of [NaN, Infinity, '\ud800', { '\udc00': 1 }, [undefined], () => 1, 1n, new Date(), new Map(), cycle, undefined]) {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    }
  });
});
