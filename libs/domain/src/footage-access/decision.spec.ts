import { describe, expect, test } from '@jest/globals';
import { decide, reportFinding, withdraw } from './decision.ts';
import { REQUEST_STATES } from './machine.ts';

const asked = { state: 'submitted', applicantPersonId: 'teacher', fromMs: 1_000, toMs: 9_000, cameraIds: ['a', 'b'] } as const;
const principal = { personId: 'principal' };
const approve = { kind: 'approve', fulfilment: 'result_only' } as const;
const codeOf = (result: ReturnType<typeof decide> | ReturnType<typeof withdraw>) => (result.ok ? undefined : result.error.code);

describe('a decision', () => {
  test('grants the whole for seventy-two hours', () => {
    expect(decide(asked, principal, approve, 0)).toEqual({ ok: true, value: { kind: 'approved', fromMs: 1_000, toMs: 9_000, cameraIds: ['a', 'b'], fulfilment: 'result_only', viewingConsent: undefined, validUntilMs: 72 * 3_600_000 } });
  });
  test.each([
    [{ fromMs: 1_000, toMs: 9_000, cameraIds: ['b', 'a', 'b'] }, 'approved'],
    [{ fromMs: 1_001, toMs: 9_000, cameraIds: ['a', 'b'] }, 'approved_in_part'],
    [{ fromMs: 1_000, toMs: 9_000, cameraIds: ['a'] }, 'approved_in_part'],
  ] as const)('tells whole from part: %j', (part, kind) => expect(decide(asked, principal, { ...approve, part }, 0)).toMatchObject({ value: { kind } }));
  test.each([{ fromMs: 999 }, { toMs: 9_001 }, { cameraIds: ['a', 'c'] }, { fromMs: 5_000, toMs: 5_000 }])('never grants beyond the application: %j', (over) => {
    expect(codeOf(decide(asked, principal, { ...approve, part: { fromMs: 1_000, toMs: 9_000, cameraIds: ['a'], ...over } }, 0))).toBe('footage.beyond_application');
  });
  test('needs a second consent for an escorted viewing, and keeps none for a result', () => {
    expect(codeOf(decide(asked, principal, { kind: 'approve', fulfilment: 'escorted_viewing' }, 0))).toBe('footage.second_consent_needed');
    expect(decide(asked, principal, { kind: 'approve', fulfilment: 'escorted_viewing', viewingConsent: { reason: 'why' } }, 0)).toMatchObject({ value: { viewingConsent: 'why' } });
    expect(decide(asked, principal, { ...approve, viewingConsent: { reason: 'why' } }, 0)).toMatchObject({ value: { viewingConsent: undefined } });
  });
  test('is never about an own request, not even to refuse it', () => {
    for (const verdict of [approve, { kind: 'refuse' }] as const) expect(codeOf(decide(asked, { personId: 'teacher' }, verdict, 0))).toBe('footage.own_request');
  });
  test('is taken once', () => {
    for (const state of REQUEST_STATES.filter((s) => s !== 'submitted')) expect(codeOf(decide({ ...asked, state }, principal, approve, 0))).toBe('footage.not_open');
  });
});

test('only the applicant withdraws, and only before the end', () => {
  expect(codeOf(withdraw(asked, principal))).toBe('footage.not_applicant');
  expect(REQUEST_STATES.filter((state) => withdraw({ ...asked, state }, { personId: 'teacher' }).ok)).toEqual(['submitted', 'approved']);
});

test('a finding is reported once, on a grant, by somebody who looked', () => {
  expect(REQUEST_STATES.filter((state) => reportFinding({ state }, true).ok)).toEqual(['approved']);
  expect(reportFinding({ state: 'approved' }, false)).toMatchObject({ error: { code: 'footage.nothing_viewed' } });
});
