import { describe, expect, test } from '@jest/globals';
import {
  ABSENT_AFTER_MS, LATE_GRACE_MS, LOG_EVERY_MS, ROSTER_LIMITS, SHIFT_STATES, SHIFT_TRANSITIONS, SIGN_ON_EARLY_MS, type RosterContext, type RosterLine, type Watch,
  absentFrom, allAnswered, endWithoutSuccessor, holesOf, isOnShift, lateMinutes, mayKeepWatch, mayShift, prepareHandover, rosterFaults, signOn, signOutgoing, silencesOf, standIn, takeOver,
} from './index.ts';

const H = 3_600_000;
const MIN = 60_000;
const keeper = { personId: 'sun' };
const other = { personId: 'he' };
/** From 100 h to 108 h, planned long before. */
const watch: Watch = { state: 'planned', personId: 'sun', plannedFromMs: 100 * H, plannedToMs: 108 * H, plannedAtMs: 0 };
const codeOf = (result: { ok: boolean; error?: { code: string } }): string | undefined => (result.ok ? undefined : result.error?.code);

describe('signing on', () => {
  test('opens a quarter of an hour before, to the millisecond', () => {
    const opens = watch.plannedFromMs - SIGN_ON_EARLY_MS;
    expect(codeOf(signOn(watch, keeper, undefined, opens - 1))).toBe('duty.too_early');
    expect(signOn(watch, keeper, undefined, opens)).toEqual({ ok: true, value: { lateMinutes: 0 } });
  });
  test('is on time within the grace and counts whole minutes after it', () => {
    expect(lateMinutes(watch, watch.plannedFromMs + LATE_GRACE_MS)).toBe(0);
    expect(lateMinutes(watch, watch.plannedFromMs + LATE_GRACE_MS + 1)).toBe(5);
    expect(lateMinutes(watch, watch.plannedFromMs + 17 * MIN + 59_999)).toBe(17);
  });
  test('counts nobody late for the time before the watch was planned', () => {
    expect(lateMinutes({ ...watch, plannedAtMs: 103 * H }, 103 * H + 4 * MIN)).toBe(0);
    expect(absentFrom({ ...watch, plannedAtMs: 103 * H })).toBe(103 * H + ABSENT_AFTER_MS);
  });
  test('is open until the end of the watch and not at it', () => {
    expect(signOn(watch, keeper, undefined, watch.plannedToMs - 1)).toMatchObject({ value: { lateMinutes: 8 * 60 - 1 } });
    expect(codeOf(signOn(watch, keeper, undefined, watch.plannedToMs))).toBe('duty.shift_is_over');
  });
  test('is for the person on the roster only, once', () => {
    expect(codeOf(signOn(watch, other, undefined, 100 * H))).toBe('duty.not_your_shift');
    expect(codeOf(signOn({ ...watch, state: 'active' }, keeper, undefined, 100 * H))).toBe('duty.already_signed_on');
    expect(codeOf(signOn({ ...watch, state: 'closed' }, keeper, undefined, 100 * H))).toBe('duty.shift_is_over');
  });
  test('after the verdict of absence asks for a reason', () => {
    const absent: Watch = { ...watch, state: 'judged_absent' };
    expect(codeOf(signOn(absent, keeper, undefined, 101 * H))).toBe('duty.late_reason_needed');
    expect(signOn(absent, keeper, '车祸堵车', 101 * H)).toMatchObject({ value: { lateMinutes: 60 } });
  });
});

describe('clearances', () => {
  const clear = { background_check: 'valid', undertaking: 'expiring', training: 'valid', credential: 'missing' } as const;
  test('let a watch begin while check and undertaking are in date and training was passed', () => {
    expect(mayKeepWatch(clear).ok).toBe(true);
    expect(mayKeepWatch({ ...clear, training: 'expired' }).ok).toBe(true);
  });
  test('refuse it otherwise, naming everything that is wanting', () => {
    expect(mayKeepWatch({ ...clear, background_check: 'expired', undertaking: 'missing', training: 'failed' })).toMatchObject({
      error: { code: 'duty.not_cleared', details: { missing: ['background_check', 'undertaking', 'training'], states: { background_check: 'expired', undertaking: 'missing', training: 'failed' } } },
    });
    expect(codeOf(mayKeepWatch({ ...clear, training: 'missing' }))).toBe('duty.not_cleared');
  });
});

describe('absence', () => {
  test('is judged half an hour after the beginning, and at the end of a shorter watch', () => {
    expect(absentFrom(watch)).toBe(100 * H + ABSENT_AFTER_MS);
    expect(absentFrom({ ...watch, plannedToMs: 100 * H + 20 * MIN })).toBe(100 * H + 20 * MIN);
  });
});

describe('standing in', () => {
  const post = { onShift: 0, missed: watch };
  test('needs an empty post whose keeper is late beyond the grace', () => {
    expect(codeOf(standIn({ ...post, onShift: 1 }, other, 101 * H))).toBe('duty.post_is_kept');
    expect(codeOf(standIn(post, other, watch.plannedFromMs + LATE_GRACE_MS))).toBe('duty.keeper_still_expected');
    expect(codeOf(standIn(post, other, watch.plannedFromMs + LATE_GRACE_MS + 1))).toBeUndefined();
    expect(codeOf(standIn({ onShift: 0, missed: undefined }, other, 0))).toBeUndefined();
  });
  test('is not for the one who is missed', () => expect(codeOf(standIn(post, keeper, 101 * H))).toBe('duty.own_shift_is_planned'));
});

describe('a handover', () => {
  const running: Watch = { ...watch, state: 'active' };
  const next: Watch = { ...watch, personId: 'he', plannedFromMs: 108 * H, plannedToMs: 116 * H };
  const signed = { state: 'outgoing_signed', outgoingPersonId: 'sun' } as const;
  test('is made ready by the keeper alone, and only with a log', () => {
    expect(codeOf(prepareHandover(running, keeper, 0))).toBe('duty.log_empty');
    expect(codeOf(prepareHandover(running, other, 1))).toBe('duty.not_your_shift');
    expect(codeOf(prepareHandover(watch, keeper, 1))).toBe('duty.not_on_shift');
    expect(codeOf(prepareHandover({ ...watch, state: 'handing_over' }, keeper, 1))).toBeUndefined();
  });
  test('is signed once by the outgoing keeper', () => {
    expect(codeOf(signOutgoing({ ...signed, state: 'prepared' }, keeper))).toBeUndefined();
    expect(codeOf(signOutgoing({ ...signed, state: 'prepared' }, other))).toBe('duty.not_your_shift');
    expect(codeOf(signOutgoing(signed, keeper))).toBe('duty.handover_not_open');
  });
  test('is taken over by another person who is next, and begins their watch', () => {
    expect(codeOf(takeOver(signed, { ...next, personId: 'sun' }, keeper, 108 * H))).toBe('duty.takes_over_from_self');
    expect(codeOf(takeOver({ ...signed, state: 'prepared' }, next, other, 108 * H))).toBe('duty.handover_not_signed');
    expect(codeOf(takeOver({ ...signed, state: 'incoming_signed' }, next, other, 108 * H))).toBe('duty.handover_not_open');
    expect(codeOf(takeOver(signed, undefined, other, 108 * H))).toBe('duty.not_next');
    expect(codeOf(takeOver(signed, next, other, 108 * H - SIGN_ON_EARLY_MS - 1))).toBe('duty.not_next');
    expect(takeOver(signed, next, other, 108 * H - SIGN_ON_EARLY_MS)).toMatchObject({ value: { begins: true, lateMinutes: 0 } });
    expect(codeOf(takeOver(signed, { ...next, state: 'judged_absent' }, other, 110 * H))).toBe('duty.late_reason_needed');
    expect(takeOver(signed, { ...next, state: 'active' }, other, 90 * H)).toMatchObject({ value: { begins: false } });
  });
  test('drops no item: each is answered, and a disputed one disputes the whole', () => {
    expect(codeOf(allAnswered([1, 2], new Map([[1, 'accepted']])))).toBe('duty.items_unanswered');
    expect(codeOf(allAnswered([1, 2], new Map([[1, 'accepted'], [2, 'disputed']])))).toBe('duty.item_disputed');
    expect(allAnswered([], new Map()).ok).toBe(true);
  });
});

describe('an end without successor', () => {
  const running: Watch = { ...watch, state: 'active' };
  test('waits for the planned end, an empty roster after it, and a log', () => {
    expect(codeOf(endWithoutSuccessor(running, keeper, { successors: 1, logLines: 1 }, 108 * H))).toBe('duty.successor_expected');
    expect(codeOf(endWithoutSuccessor(running, keeper, { successors: 0, logLines: 1 }, 108 * H - 1))).toBe('duty.shift_not_over');
    expect(codeOf(endWithoutSuccessor(running, keeper, { successors: 0, logLines: 0 }, 108 * H))).toBe('duty.log_empty');
    expect(codeOf(endWithoutSuccessor(running, keeper, { successors: 0, logLines: 1 }, 108 * H))).toBeUndefined();
    expect(codeOf(endWithoutSuccessor(running, other, { successors: 0, logLines: 1 }, 108 * H))).toBe('duty.not_your_shift');
  });
});

describe('a roster', () => {
  const line = (personId: string, from: number, to: number): RosterLine => ({ personId, fromMs: from * H, toMs: to * H });
  const context: RosterContext = { weekFromMs: 0, weekToMs: 168 * H, limits: ROSTER_LIMITS, keepers: new Set(['sun', 'he']), neighbours: [], begun: [] };
  const kinds = (lines: RosterLine[], more: Partial<RosterContext> = {}): string[] => rosterFaults(lines, { ...context, ...more }).map((fault) => fault.kind);
  test('is in order with eight hours each and eight hours of rest', () => expect(kinds([line('sun', 0, 8), line('he', 8, 16), line('sun', 16, 24)])).toEqual([]));
  test('tells all its faults at once', () => {
    expect(kinds([line('sun', 0, 9), line('sun', 8, 12), line('sun', 15, 16), line('li', 200, 208)])).toEqual(['too_long', 'overlap', 'too_little_rest', 'too_little_rest', 'not_a_keeper', 'outside_week']);
  });
  test('minds the neighbouring weeks', () => expect(kinds([line('sun', 0, 8)], { neighbours: [line('sun', -6, 0), line('he', -6, 0)] })).toEqual(['too_little_rest']));
  test('keeps what has begun, also when the person no longer keeps watch', () => {
    expect(kinds([line('he', 8, 16)], { begun: [line('sun', 0, 8)] })).toEqual(['begun_changed']);
    expect(kinds([line('li', 0, 8)], { begun: [line('li', 0, 8)] })).toEqual([]);
  });
  test('shows every stretch with too few people', () => {
    const lines = [line('sun', 0, 8), line('he', 4, 12), line('sun', 20, 28)];
    expect(holesOf(lines, 0, 24 * H, 1)).toEqual([{ fromMs: 12 * H, toMs: 20 * H, planned: 0 }]);
    expect(holesOf(lines, 0, 24 * H, 2).map(({ fromMs, toMs, planned }) => [fromMs / H, toMs / H, planned])).toEqual([[0, 4, 1], [8, 12, 1], [12, 20, 0], [20, 24, 1]]);
    expect(holesOf([], 0, 24 * H, 1)).toEqual([{ fromMs: 0, toMs: 24 * H, planned: 0 }]);
  });
  test('counts one person twice planned as one', () => expect(holesOf([line('sun', 0, 8), line('sun', 0, 8)], 0, 8 * H, 2)).toHaveLength(1));
});

describe('the log', () => {
  test('is silent when nothing was written for two hours', () => {
    expect(silencesOf(0, [LOG_EVERY_MS, 2 * LOG_EVERY_MS + 1], 2 * LOG_EVERY_MS + 2)).toEqual([{ fromMs: LOG_EVERY_MS, toMs: 2 * LOG_EVERY_MS + 1 }]);
    expect(silencesOf(0, [], LOG_EVERY_MS)).toEqual([]);
    expect(silencesOf(0, [], LOG_EVERY_MS + 1)).toHaveLength(1);
  });
});

describe('states', () => {
  test('are reached by their verbs and no others', () => {
    const reached = SHIFT_STATES.map((state) => Object.keys(SHIFT_TRANSITIONS).filter((verb) => mayShift(state, verb as keyof typeof SHIFT_TRANSITIONS)));
    expect(reached).toEqual([['sign_on', 'judge_absent'], ['prepare_handover', 'close'], ['prepare_handover', 'dispute_handover', 'close'], [], ['sign_on']]);
    expect(SHIFT_STATES.filter(isOnShift)).toEqual(['active', 'handing_over']);
  });
});
