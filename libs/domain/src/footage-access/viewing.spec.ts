import { describe, expect, test } from '@jest/globals';
import { ABSENCE_ENDS_MS, SESSION_LONGEST_MS, type Viewing, isViewer, joinAsEscort, openViewing, partIn, standingOf } from './viewing.ts';
import { rightsOn } from './rights.ts';

const granted = { state: 'approved', applicantPersonId: 'teacher', decidedByPersonId: 'principal', fulfilment: 'escorted_viewing', validUntilMs: 10_000_000 } as const;
const teacher = { personId: 'teacher', roles: ['staff'] } as const;
const keeper = { personId: 'keeper', roles: ['staff', 'watch_keeper'] } as const;
const principal = { personId: 'principal', roles: ['principal'] } as const;
const viewing: Viewing = { state: 'playing', escortNeeded: true, viewerPersonId: 'teacher', escortPersonId: 'keeper', viewerSeenAtMs: 0, escortSeenAtMs: 0, expiresAtMs: 1_000_000 };

describe('the one who looks', () => {
  test('is the applicant where an escorted viewing was granted', () => {
    expect([teacher, keeper, principal].map((p) => isViewer(granted, p))).toEqual([true, false, false]);
  });
  test('is else a designated viewer who neither asked nor decided', () => {
    const result = { ...granted, fulfilment: 'result_only' } as const;
    expect([teacher, keeper, principal].map((p) => isViewer(result, p))).toEqual([false, true, false]);
    expect(isViewer({ ...result, applicantPersonId: 'keeper' }, keeper)).toBe(false);
    expect(isViewer({ ...result, decidedByPersonId: 'keeper' }, keeper)).toBe(false);
  });
});

describe('opening', () => {
  test('lasts half an hour, or to the end of the grant', () => {
    expect(openViewing(granted, teacher, 0)).toMatchObject({ value: { expiresAtMs: SESSION_LONGEST_MS, escortNeeded: true } });
    expect(openViewing({ ...granted, validUntilMs: 5 }, teacher, 0)).toMatchObject({ value: { expiresAtMs: 5 } });
  });
  test('is refused at the grant\'s last instant', () => expect(openViewing({ ...granted, validUntilMs: 5 }, teacher, 5)).toMatchObject({ error: { code: 'viewing.grant_expired' } }));
  test('is refused without a grant and to others', () => {
    expect(openViewing({ ...granted, state: 'withdrawn' }, teacher, 0)).toMatchObject({ error: { code: 'viewing.request_not_approved' } });
    expect(openViewing(granted, keeper, 0)).toMatchObject({ error: { code: 'viewing.not_the_viewer' } });
  });
});

describe('a picture', () => {
  test('exists while both were seen within a second and a half', () => {
    expect(standingOf(viewing, 1_500)).toEqual({ state: 'playing' });
    expect(standingOf({ ...viewing, viewerSeenAtMs: 100 }, 1_501)).toEqual({ state: 'blanked', absent: 'escort', sinceMs: 1_500 });
    expect(standingOf({ ...viewing, escortSeenAtMs: 100 }, 1_501)).toEqual({ state: 'blanked', absent: 'viewer', sinceMs: 1_500 });
    expect(standingOf({ ...viewing, escortSeenAtMs: 100 }, 9_000)).toEqual({ state: 'blanked', absent: 'viewer', sinceMs: 1_500 });
  });
  test('does not exist before an escort confirmed, however long the applicant waits in front of it', () => {
    expect(standingOf({ ...viewing, escortPersonId: null, escortSeenAtMs: null, viewerSeenAtMs: 900_000 }, 900_500)).toEqual({ state: 'authenticating' });
  });
  test('needs no escort where a trained person looks alone', () => {
    expect(standingOf({ ...viewing, escortNeeded: false, escortPersonId: null, escortSeenAtMs: null }, 1_000)).toEqual({ state: 'playing' });
  });
  test('ends with the time, or a minute after somebody left, whichever is first', () => {
    expect(standingOf({ ...viewing, expiresAtMs: 1_000 }, 1_000)).toEqual({ state: 'ended', atMs: 1_000, reason: 'time_up' });
    expect(standingOf({ ...viewing, viewerSeenAtMs: 10 }, ABSENCE_ENDS_MS)).toEqual({ state: 'ended', atMs: ABSENCE_ENDS_MS, reason: 'escort_absent' });
    expect(standingOf({ ...viewing, escortSeenAtMs: 10 }, 2 * ABSENCE_ENDS_MS)).toEqual({ state: 'ended', atMs: ABSENCE_ENDS_MS, reason: 'applicant_absent' });
    expect(standingOf({ ...viewing, expiresAtMs: 1_000 }, 10 * ABSENCE_ENDS_MS)).toMatchObject({ reason: 'time_up' });
  });
});

describe('an escort', () => {
  test('is one person, never the viewer, never after the end', () => {
    const waiting: Viewing = { ...viewing, state: 'authenticating', escortPersonId: null, escortSeenAtMs: null };
    const code = (v: Viewing, personId: string) => { const r = joinAsEscort(v, { personId }); return r.ok ? undefined : r.error.code; };
    expect(code(waiting, 'keeper')).toBeUndefined();
    expect(code(waiting, 'teacher')).toBe('viewing.escort_is_viewer');
    expect(code(viewing, 'other')).toBe('viewing.escort_taken');
    expect(code(viewing, 'keeper')).toBeUndefined();
    expect(code({ ...waiting, escortNeeded: false }, 'keeper')).toBe('viewing.escort_taken');
    expect(code({ ...waiting, state: 'ended' }, 'keeper')).toBe('viewing.ended');
  });
  test('counts only while holding a post that escorts', () => {
    expect(partIn(viewing, keeper)).toBe('escort');
    expect(partIn(viewing, { ...keeper, roles: ['staff'] })).toBeUndefined();
    expect(partIn(viewing, teacher)).toBe('viewer');
  });
});

test('what somebody may do is what the commands would permit', () => {
  const of = (state: 'submitted' | 'approved', person: typeof teacher | typeof keeper | typeof principal, over: object = {}) => rightsOn({ ...granted, state, hasLooked: false, ...over }, person, 0);
  expect([of('submitted', teacher), of('submitted', keeper), of('submitted', principal)]).toEqual([['withdraw'], [], ['decide']]);
  expect([of('approved', teacher), of('approved', keeper), of('approved', principal)]).toEqual([['withdraw', 'open_viewing'], [], []]);
  expect(of('approved', keeper, { fulfilment: 'result_only' })).toEqual(['open_viewing']);
  expect(of('approved', keeper, { fulfilment: 'result_only', hasLooked: true, validUntilMs: 0 })).toEqual(['report_finding']);
  expect(of('submitted', principal, { applicantPersonId: 'principal' })).toEqual(['withdraw']);
});
