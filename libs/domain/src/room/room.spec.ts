import { describe, expect, test } from '@jest/globals';
import { APPROVAL_VALID_MS, MAX_VISIT_MS, VISITOR_STATES, admitVisitor, decideVisit, holdsWholeNumber, visitorLeaves } from './index.ts';

const codeOf = (result: { ok: boolean; error?: { code: string } }): string | undefined => (result.ok ? undefined : result.error?.code);

describe('a visit to the monitoring room', () => {
  test('is decided once', () => expect(VISITOR_STATES.map((state) => decideVisit({ state }).ok)).toEqual([true, false, false, false, false]));
  test('begins only after approval, for an hour at most', () => {
    expect(admitVisitor({ state: 'approved', decidedAtMs: 0 }, 10)).toEqual({ ok: true, value: { leaveByMs: 10 + MAX_VISIT_MS } });
    expect(codeOf(admitVisitor({ state: 'awaiting_approval', decidedAtMs: null }, 10))).toBe('room.not_approved');
    expect(codeOf(admitVisitor({ state: 'refused', decidedAtMs: 0 }, 10))).toBe('room.not_approved');
    expect(codeOf(admitVisitor({ state: 'inside', decidedAtMs: 0 }, 10))).toBe('room.already_entered');
  });
  test('needs a fresh approval after half a day', () => {
    expect(codeOf(admitVisitor({ state: 'approved', decidedAtMs: 0 }, APPROVAL_VALID_MS))).toBe('room.approval_expired');
    expect(admitVisitor({ state: 'approved', decidedAtMs: 0 }, APPROVAL_VALID_MS - 1).ok).toBe(true);
  });
  test('ends once', () => expect(VISITOR_STATES.map((state) => visitorLeaves({ state }).ok)).toEqual([false, false, false, true, false]));
});

test('finds a whole document number, however it is written', () => {
  expect(['11010119900307123X', '身份证 110101 199003 07 1234', '130503-670401-001'].map(holdsWholeNumber)).toEqual([true, true, true]);
  expect(['查看网关 20 分钟', '138 0013 8000', '2026-11-22 08:12'].map(holdsWholeNumber)).toEqual([false, false, false]);
});
