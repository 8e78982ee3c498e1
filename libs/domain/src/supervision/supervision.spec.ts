import { describe, expect, test } from '@jest/globals';
import { parseCivilDay } from '@guardroom/kernel';
import { type OrderState, closeOrder, deadlineAgain, extendDeadline, isOverdue, isRegression, judgeDeadline, moveOrder, verifyProof } from './rectification.ts';
import { type AnsweredItem, moveVisit, signOff } from './visit.ts';

const day = parseCivilDay;
const terms = { critical: 3, major: 15, minor: 30 };
const refusal = (result: { ok: boolean; error?: { code: string } }): string | undefined => result.error?.code;

describe('a visit', () => {
  const visit = { state: 'on_site', inspectorIds: ['psn_a'] } as const;
  const item = (control: string, verdict: AnsweredItem['verdict'], hasFinding = false): AnsweredItem => ({ control, verdict, hasFinding });

  test('is signed off by one of its inspectors when every item is answered and what was not kept has a finding', () => {
    expect(signOff(visit, { personId: 'psn_a' }, [item('a', 'kept'), item('b', 'not_kept', true), item('c', 'not_looked_at')])).toEqual({ ok: true, value: 'signed_off' });
  });

  test('is not signed off by somebody who was not sent', () => {
    expect(refusal(signOff(visit, { personId: 'psn_b' }, []))).toBe('supervision.not_an_inspector');
  });

  test('is not signed off with an item skipped, and every skipped item is named', () => {
    expect(signOff(visit, { personId: 'psn_a' }, [item('a', null), item('b', 'kept'), item('c', null)])).toMatchObject({ error: { code: 'supervision.items_unanswered', details: { controls: ['a', 'c'] } } });
  });

  test('is not signed off while something that was not kept has no finding', () => {
    expect(signOff(visit, { personId: 'psn_a' }, [item('a', 'not_kept'), item('b', 'not_kept', true)])).toMatchObject({ error: { code: 'supervision.findings_missing', details: { controls: ['a'] } } });
  });

  test('is acknowledged after it was signed off, once', () => {
    expect(refusal(moveVisit({ state: 'on_site' }, 'acknowledge'))).toBe('supervision.visit_not_open');
    expect(moveVisit({ state: 'signed_off' }, 'acknowledge')).toEqual({ ok: true, value: 'acknowledged' });
    expect(refusal(moveVisit({ state: 'acknowledged' }, 'acknowledge'))).toBe('supervision.visit_not_open');
  });
});

describe('an order', () => {
  const proof = { submittedBy: 'psn_school', submittedAtMs: 1_000 };
  const officer = { personId: 'psn_bureau' };
  const pass = (evaluatedAtMs: number) => ({ result: 'pass', day: day('2026-11-22'), evaluatedAtMs }) as const;

  test('moves only along its steps', () => {
    const open = (verb: Parameters<typeof moveOrder>[1]): OrderState[] => (['issued', 'accepted', 'proof_submitted', 'verified', 'returned', 'closed', 'reopened'] as const).filter((state) => moveOrder({ state }, verb).ok);
    expect([open('accept'), open('submit_proof'), open('verify'), open('return'), open('close'), open('reopen')]).toEqual([
      ['issued', 'reopened'], ['accepted', 'returned'], ['proof_submitted'], ['proof_submitted'], ['verified'], ['verified', 'closed'],
    ]);
  });

  test('is verified by a fresh automatic pass and by nothing older', () => {
    const judge = (newest: ReturnType<typeof pass> | undefined) => verifyProof({ state: 'proof_submitted' }, proof, officer, { isEvaluated: true, newest });
    expect(judge(pass(1_001))).toEqual({ ok: true, value: '2026-11-22' });
    expect(refusal(judge(pass(1_000)))).toBe('supervision.no_fresh_pass');
    expect(refusal(judge(undefined))).toBe('supervision.no_fresh_pass');
  });

  test.each(['partial', 'fail', 'no_evidence', 'not_applicable'] as const)('is not verified by a fresh result of %s', (result) => {
    expect(refusal(verifyProof({ state: 'proof_submitted' }, proof, officer, { isEvaluated: true, newest: { ...pass(2_000), result } }))).toBe('supervision.no_fresh_pass');
  });

  test('is verified by a person alone where nothing evaluates the control', () => {
    expect(verifyProof({ state: 'proof_submitted' }, proof, officer, { isEvaluated: false, newest: undefined })).toEqual({ ok: true, value: undefined });
  });

  test('is never verified by whoever submitted the proof', () => {
    expect(refusal(verifyProof({ state: 'proof_submitted' }, proof, { personId: 'psn_school' }, { isEvaluated: false, newest: undefined }))).toBe('supervision.own_proof');
  });

  test('is closed only while its control still passes', () => {
    expect(closeOrder({ state: 'verified' }, { isEvaluated: true, newest: pass(5) })).toEqual({ ok: true, value: 'closed' });
    expect(refusal(closeOrder({ state: 'verified' }, { isEvaluated: true, newest: { ...pass(5), result: 'fail' } }))).toBe('supervision.no_fresh_pass');
    expect(refusal(closeOrder({ state: 'proof_submitted' }, { isEvaluated: false, newest: undefined }))).toBe('supervision.order_not_open');
  });

  test('reopens for a failure on or after the day of its pass, once, and not for an older day', () => {
    const closed = { state: 'closed', settledOn: day('2026-11-22') } as const;
    expect(isRegression(closed, day('2026-11-22'))).toBe(true);
    expect(isRegression(closed, day('2026-11-21'))).toBe(false);
    expect(isRegression({ ...closed, state: 'reopened' }, day('2026-11-23'))).toBe(false);
  });

  test('is due within the time that policy gives for its severity', () => {
    const judge = (dueOn: string) => judgeDeadline(day(dueOn), day('2026-11-22'), 'critical', terms);
    expect(judge('2026-11-25').ok).toBe(true);
    expect(judge('2026-11-26')).toMatchObject({ error: { code: 'supervision.deadline_out_of_range', details: { from: '2026-11-23', to: '2026-11-25' } } });
    expect(judge('2026-11-22').ok).toBe(false);
    expect(deadlineAgain(day('2026-12-30'), 'critical', terms)).toBe('2027-01-02');
  });

  test('is extended once', () => {
    const order = { state: 'accepted', dueOn: day('2026-11-25'), extensions: 0, severity: 'critical' } as const;
    expect(extendDeadline(order, day('2026-11-28'), terms).ok).toBe(true);
    expect(refusal(extendDeadline(order, day('2026-11-25'), terms))).toBe('supervision.deadline_out_of_range');
    expect(refusal(extendDeadline({ ...order, extensions: 1 }, day('2026-11-28'), terms))).toBe('supervision.extended_already');
    expect(refusal(extendDeadline({ ...order, state: 'closed' }, day('2026-11-28'), terms))).toBe('supervision.order_not_open');
  });

  test('is overdue after its last day and never once it is verified', () => {
    const overdue = (state: OrderState, today: string) => isOverdue({ state, dueOn: day('2026-11-25') }, day(today));
    expect([overdue('accepted', '2026-11-25'), overdue('accepted', '2026-11-26'), overdue('verified', '2026-11-26')]).toEqual([false, true, false]);
  });
});
