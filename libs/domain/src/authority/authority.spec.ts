import { describe, expect, test } from '@jest/globals';
import { AUTHORITY_STATES, type Case, type Preserved, answerRelease, approveExport, askRelease, judgeNotice, mapCameras, missingPapers, refuseRequest, rightsOnCase, verifyPapers, withdrawNotice } from './index.ts';

const HOUR = 3_600_000;
const now = Date.parse('2026-11-22T08:00:00Z');
const asked: Case & Preserved = { isHeld: true, receipt: undefined, releaseAskedBy: undefined, state: 'papers_uploaded', fromMs: now - 4 * HOUR, toMs: now - HOUR, cameraIds: ['a', 'b'], signatures: [], granted: undefined };
const by = (personId: string) => ({ personId });
const verified: Case & Preserved = { ...asked, state: 'verified', signatures: [{ part: 'verification', personId: 'v1' }, { part: 'verification', personId: 'v2' }] };
const part = { fromMs: asked.fromMs + HOUR, toMs: asked.toMs, cameraIds: ['b'] };
const codeOf = (result: ReturnType<typeof approveExport> | ReturnType<typeof verifyPapers> | ReturnType<typeof mapCameras>) => (result.ok ? 'ok' : result.error.code);

describe('a notice', () => {
  test('is filed for a time that is over, with a deadline to come', () => {
    expect(judgeNotice({ fromMs: now - HOUR, toMs: now, deadlineMs: now + 1 }, now).ok).toBe(true);
  });

  test.each([
    ['authority.range_empty', { toMs: now - 2 * HOUR }],
    ['authority.range_too_long', { fromMs: now - 169 * HOUR }],
    ['authority.range_in_future', { toMs: now + 1 }],
    ['authority.deadline_passed', { deadlineMs: now }],
  ])('is refused: %s', (code, over) => {
    expect(judgeNotice({ fromMs: now - HOUR, toMs: now, deadlineMs: now + HOUR, ...over }, now)).toMatchObject({ ok: false, error: { code } });
  });

  test('names all that is wrong at once', () => {
    expect(judgeNotice({ fromMs: now + HOUR, toMs: now + HOUR, deadlineMs: now - 1 }, now)).toMatchObject({ error: { details: { findings: ['range_empty', 'range_in_future', 'deadline_passed'] } } });
  });

  test('comes with three papers, on one scan or on many', () => {
    expect(missingPapers(['notice'])).toEqual(['officer_ids', 'case_document']);
    expect(missingPapers(['case_document', 'notice', 'officer_ids', 'notice'])).toEqual([]);
  });
});

describe('verification', () => {
  test('takes two people', () => {
    expect(verifyPapers(asked, by('v1'))).toEqual({ ok: true, value: { ordinal: 1, complete: false } });
    const once: Case = { ...asked, signatures: [{ part: 'verification', personId: 'v1' }] };
    expect(verifyPapers(once, by('v2'))).toEqual({ ok: true, value: { ordinal: 2, complete: true } });
    expect(codeOf(verifyPapers(once, by('v1')))).toBe('authority.signed_already');
  });

  test('does not begin before the papers are there', () => expect(codeOf(verifyPapers({ ...asked, state: 'received' }, by('v1')))).toBe('authority.not_open'));
});

describe('approval', () => {
  test('takes two people who did not verify', () => {
    expect(codeOf(approveExport(verified, by('v1'), undefined))).toBe('authority.signed_already');
    const first = approveExport(verified, by('a1'), part);
    expect(first).toEqual({ ok: true, value: { ordinal: 1, complete: false, grant: part } });
    const once: Case = { ...verified, granted: part, signatures: [...verified.signatures, { part: 'approval', personId: 'a1' }] };
    expect(codeOf(approveExport(once, by('a1'), undefined))).toBe('authority.signed_already');
    expect(approveExport(once, by('a2'), undefined)).toEqual({ ok: true, value: { ordinal: 2, complete: true, grant: part } });
  });

  test('grants the whole when no part is named', () => {
    expect(approveExport(verified, by('a1'), undefined)).toMatchObject({ value: { grant: { fromMs: asked.fromMs, toMs: asked.toMs, cameraIds: ['a', 'b'] } } });
  });

  test.each([
    ['a camera of another place', { ...part, cameraIds: ['b', 'c'] }],
    ['an earlier minute', { ...part, fromMs: asked.fromMs - 1 }],
    ['a later minute', { ...part, toMs: asked.toMs + 1 }],
    ['no time at all', { ...part, toMs: part.fromMs }],
  ])('grants nothing beyond the notice: %s', (_, beyond) => expect(codeOf(approveExport(verified, by('a1'), beyond))).toBe('authority.beyond_notice'));

  test('is for exactly what the first approver granted', () => {
    const once: Case = { ...verified, granted: part, signatures: [...verified.signatures, { part: 'approval', personId: 'a1' }] };
    expect(codeOf(approveExport(once, by('a2'), { ...part, cameraIds: ['a'] }))).toBe('authority.grant_fixed');
    expect(codeOf(approveExport(once, by('a2'), part))).toBe('ok');
    expect(codeOf(mapCameras(once))).toBe('authority.grant_fixed');
  });

  test('needs cameras, verified papers, and no more than a package holds', () => {
    expect(codeOf(approveExport({ ...verified, cameraIds: [] }, by('a1'), undefined))).toBe('authority.no_cameras');
    expect(codeOf(approveExport(asked, by('a1'), undefined))).toBe('authority.not_open');
    expect(codeOf(approveExport({ ...verified, fromMs: asked.toMs - 9 * HOUR }, by('a1'), undefined))).toBe('authority.export_too_long');
  });
});

test('a settled request takes no further step', () => {
  for (const state of ['approved', 'fulfilled', 'refused', 'withdrawn'] as const) {
    expect([mapCameras({ ...asked, state }), refuseRequest({ state }), withdrawNotice({ state })].map((r) => r.ok)).toEqual([false, false, false]);
    expect(rightsOnCase({ ...asked, state }, { personId: 'x', roles: ['principal', 'security_lead', 'deputy_safety'] })).toEqual([]);
  }
});

test('a request is taken back until it is granted', () => {
  expect(AUTHORITY_STATES.filter((state) => withdrawNotice({ state }).ok)).toEqual(['received', 'papers_uploaded', 'verified']);
});

describe('granted footage', () => {
  const kept: Preserved = { state: 'fulfilled', isHeld: true, receipt: 'verified', releaseAskedBy: undefined };
  const of = (result: ReturnType<typeof askRelease>) => (result.ok ? 'ok' : result.error.code);

  test.each([
    ['ok', {}],
    ['authority.not_preserved', { state: 'refused' }],
    ['authority.not_preserved', { isHeld: false }],
    ['authority.not_received', { receipt: undefined }],
    ['authority.not_received', { receipt: 'damaged' }],
    ['authority.release_asked', { releaseAskedBy: 'a1' }],
  ] as const)('is let go before its time once the agency has it intact: %s for %j', (code, over) => expect(of(askRelease({ ...kept, ...over }))).toBe(code));

  test('is let go by another person than who asked', () => {
    expect(of(answerRelease(kept, by('a1')))).toBe('authority.release_not_asked');
    expect(of(answerRelease({ ...kept, releaseAskedBy: 'a1' }, by('a1')))).toBe('authority.release_needs_another');
    expect(of(answerRelease({ ...kept, releaseAskedBy: 'a1' }, by('a2')))).toBe('ok');
    expect(of(answerRelease({ ...kept, releaseAskedBy: 'a1', isHeld: false }, by('a2')))).toBe('authority.release_not_asked');
    expect(rightsOnCase({ ...verified, ...kept }, { personId: 'a1', roles: ['principal'] })).toEqual(['ask_release']);
    expect(rightsOnCase({ ...verified, ...kept, releaseAskedBy: 'a1' }, { personId: 'a2', roles: ['security_lead'] })).toEqual(['answer_release']);
    expect(rightsOnCase({ ...verified, ...kept }, { personId: 'k', roles: ['centre_head'] })).toEqual([]);
  });
});

test('rights follow the post, and a signature ends them', () => {
  expect(rightsOnCase(asked, { personId: 'v1', roles: ['centre_head'] })).toEqual(['map', 'verify']);
  expect(rightsOnCase(verified, { personId: 'a1', roles: ['principal'] })).toEqual(['map', 'approve', 'refuse']);
  expect(rightsOnCase(verified, { personId: 'v1', roles: ['deputy_safety'] })).toEqual(['map', 'refuse']);
  expect(rightsOnCase(verified, { personId: 'k', roles: ['watch_keeper'] })).toEqual([]);
});
