import { describe, expect, test } from '@jest/globals';
import { decisionOf, draftOf, missingOf, surroundings, type DecisionRequest } from './model.ts';

const request: DecisionRequest = {
  id: 'frq_01',
  number: '2026-0001',
  state: 'submitted',
  applicant: { id: 'psn_01', name: '王老师' },
  relation: 'class_teacher',
  purpose: 'pupil_injury',
  reason: '课间操时学生摔伤',
  cameras: [
    { id: 'cam_01', name: '操场东', location: '操场' },
    { id: 'cam_02', name: '操场西', location: '操场' },
  ],
  from: '2026-11-22T01:50:00.000Z',
  to: '2026-11-22T02:10:00.000Z',
  fulfilmentAsked: 'result_only',
  filedAt: '2026-11-22T03:00:00.000Z',
  findings: [],
};

test('a whole grant of a result-only request needs nothing but its reasons', () => {
  const draft = draftOf(request, 'approve', '事由与范围相符');
  expect(missingOf(draft, request)).toBeUndefined();
  expect(decisionOf(draft)).toEqual({ kind: 'approve', reasons: '事由与范围相符', fulfilment: 'result_only' });
});

describe('an escorted viewing', () => {
  const escorted = { ...draftOf(request, 'approve', '事由与范围相符'), fulfilment: 'escorted_viewing' as const };

  test('needs the second consent and then its reason', () => {
    expect(missingOf(escorted, request)).toBe('consent');
    expect(missingOf({ ...escorted, consents: true, consentReason: '辨认' }, request)).toBe('consent_reason');
    expect(missingOf({ ...escorted, consents: true, consentReason: '需当事人辨认物品' }, request)).toBeUndefined();
  });

  test('sends the consent with the grant and never with a refusal', () => {
    expect(decisionOf({ ...escorted, consents: true, consentReason: '需当事人辨认物品' })).toMatchObject({ viewingConsent: { reason: '需当事人辨认物品' } });
    expect(decisionOf({ ...escorted, kind: 'refuse', consents: true, reasons: '与事由无关' })).toEqual({ kind: 'refuse', reasons: '与事由无关' });
  });
});

describe('a part', () => {
  const part = draftOf(request, 'part', '只批准事发前后');

  test('must be less than the whole, not empty, and inside the request', () => {
    expect(missingOf(part, request)).toBe('nothing_reduced');
    expect(missingOf({ ...part, cameraIds: [] }, request)).toBe('cameras');
    expect(missingOf({ ...part, to: part.from }, request)).toBe('range');
    expect(missingOf({ ...part, from: '2026-11-22T01:49:59.000Z' }, request)).toBe('within');
    expect(missingOf({ ...part, cameraIds: ['cam_01'] }, request)).toBeUndefined();
  });

  test('is sent with its cameras and minutes', () => {
    expect(decisionOf({ ...part, cameraIds: ['cam_01'] })).toMatchObject({ part: { cameraIds: ['cam_01'], from: request.from, to: request.to } });
  });
});

test('a refusal says why in at least five characters', () => {
  expect(missingOf(draftOf(request, 'refuse', '不行'), request)).toBe('reasons');
  expect(missingOf(draftOf(request, 'refuse', '与事由无关'), request)).toBeUndefined();
});

test('the bars of a short request show five minutes on both sides', () => {
  expect(surroundings('2026-11-22T02:00:00.000Z', '2026-11-22T02:01:00.000Z')).toEqual({ from: '2026-11-22T01:55:00.000Z', to: '2026-11-22T02:06:00.000Z' });
});
