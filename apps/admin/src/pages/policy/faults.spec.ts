import { expect, test } from '@jest/globals';
import { ApiError } from '@guardroom/client';
import { faultsIn, figureOf } from './faults.ts';

const refused = (code: string, details: Record<string, unknown>) => new ApiError(409, { kind: 'refusal', code, requestId: '1', details });

test('every figure that was refused finds its field', () => {
  const faults = faultsIn(refused('policy.figures_refused', { faults: [{ parameter: 'retentionDays', fault: 'looser', from: 30, to: 365 }, { parameter: 'maxGapSeconds', fault: 'beyond_limits', from: 2, to: 10 }] }));
  expect([...faults.keys()]).toEqual(['retentionDays', 'maxGapSeconds']);
  expect(faults.get('maxGapSeconds')).toMatchObject({ from: 2, to: 10 });
});

test('another refusal blames no field', () => {
  expect(faultsIn(refused('policy.proposal_open', {})).size).toBe(0);
  expect(faultsIn(new Error('away')).size).toBe(0);
});

test('an empty field follows the authority above', () => {
  expect([figureOf(' '), figureOf('0'), figureOf('99.9')]).toEqual([undefined, 0, 99.9]);
});
