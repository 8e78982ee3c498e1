import { expect, test } from '@jest/globals';
import { refusals } from '../../messages/zh-CN/refusals.ts';
import { ruleOfRefusal } from './rules.ts';

test('every refusal that a rule stands behind is one that the API gives', () => {
  const codes = Object.entries(refusals.refusal).flatMap(([area, reasons]) => Object.keys(reasons).map((reason) => `${area}.${reason}`));
  expect(Object.keys(ruleOfRefusal).filter((code) => !codes.includes(code))).toEqual([]);
});
