import { describe, expect, test } from '@jest/globals';
import { decideProposal, figureInForce, judgeProposal, type PolicyLimit, type PolicyLimits } from './index.ts';

const limit = (baseline: number, strictest: number, stricter: PolicyLimit['stricter'], isWhole = true): PolicyLimit => ({ baseline, strictest, stricter, isWhole, clauses: ['R12:5'] });
const limits: PolicyLimits = {
  retentionDays: limit(30, 365, 'higher'),
  completenessTargetPercent: limit(99.5, 100, 'higher', false),
  maxGapSeconds: limit(10, 2, 'lower'),
  explainWithinHours: limit(24, 4, 'lower'),
  maxRangeHours: limit(24, 1, 'lower'),
  maxCamerasPerRequest: limit(8, 1, 'lower'),
  rectifyCriticalDays: limit(3, 1, 'lower'),
  rectifyMajorDays: limit(15, 5, 'lower'),
  rectifyMinorDays: limit(30, 10, 'lower'),
};

describe('a district', () => {
  test('may be stricter than the law and is told every figure that is not', () => {
    expect(judgeProposal({ figures: { maxRangeHours: 12, completenessTargetPercent: 99.9 } }, {}, {}, limits)).toEqual({ ok: true, value: { maxRangeHours: 12, completenessTargetPercent: 99.9 } });
    expect(judgeProposal({ figures: { retentionDays: 29, maxRangeHours: 25, maxGapSeconds: 1, explainWithinHours: 4.5 } }, {}, {}, limits)).toMatchObject({
      error: {
        code: 'policy.figures_refused',
        details: {
          faults: [
            { parameter: 'retentionDays', fault: 'looser', from: 30, to: 365, control: 'recording.retention-minimum', clauses: ['R12:5'] },
            { parameter: 'maxGapSeconds', fault: 'beyond_limits', from: 2, to: 10 },
            { parameter: 'explainWithinHours', fault: 'not_whole' },
            { parameter: 'maxRangeHours', fault: 'looser', from: 1, to: 24 },
          ],
        },
      },
    });
  });
});

describe('a school', () => {
  test('may be stricter than its district and never looser', () => {
    const above = { maxRangeHours: 12 };
    expect(judgeProposal({ figures: { maxRangeHours: 6 } }, {}, above, limits).ok).toBe(true);
    expect(judgeProposal({ figures: { maxRangeHours: 13 } }, {}, above, limits)).toMatchObject({ error: { details: { faults: [{ fault: 'looser', above: 12, from: 1, to: 12 }] } } });
  });

  test('is lifted by a district that tightens, and keeps its own where that is stricter', () => {
    expect(figureInForce(limits.retentionDays, undefined, undefined)).toBe(30);
    expect(figureInForce(limits.retentionDays, 60, 45)).toBe(60);
    expect(figureInForce(limits.retentionDays, 60, 90)).toBe(90);
    expect(figureInForce(limits.maxRangeHours, 12, 6)).toBe(6);
    expect(figureInForce(limits.maxRangeHours, 12, 20)).toBe(12);
  });
});

test('keeping footage longer needs a reason of its own, and keeping on with the same figure does not', () => {
  expect(judgeProposal({ figures: { retentionDays: 60 } }, {}, {}, limits)).toMatchObject({ error: { code: 'policy.retention_reason_needed', details: { above: 30, value: 60 } } });
  expect(judgeProposal({ figures: { retentionDays: 60 }, retentionReason: '周界案件多，须长存' }, {}, {}, limits).ok).toBe(true);
  expect(judgeProposal({ figures: { retentionDays: 60, maxRangeHours: 6 } }, { retentionDays: 60 }, {}, limits).ok).toBe(true);
});

test('a proposal that changes nothing is none', () => {
  expect(judgeProposal({ figures: { maxRangeHours: 6 } }, { maxRangeHours: 6 }, {}, limits)).toMatchObject({ error: { code: 'policy.nothing_changed' } });
  expect(judgeProposal({ figures: {} }, { maxRangeHours: 6 }, {}, limits).ok).toBe(true);
});

test('nobody decides about what they proposed, and nobody decides twice', () => {
  expect(decideProposal({ state: 'proposed', proposedBy: 'a' }, { personId: 'b' }).ok).toBe(true);
  expect(decideProposal({ state: 'proposed', proposedBy: 'a' }, { personId: 'a' })).toMatchObject({ error: { code: 'policy.own_proposal' } });
  expect(decideProposal({ state: 'confirmed', proposedBy: 'a' }, { personId: 'b' })).toMatchObject({ error: { code: 'policy.already_decided' } });
});
