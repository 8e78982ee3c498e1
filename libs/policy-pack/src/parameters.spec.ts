import { describe, expect, test } from '@jest/globals';
import { effectiveParameter, policyPack } from './index.ts';

const settled = (control: string, key: string, district?: unknown, school?: unknown) => {
  const { value, setBy, ignored } = effectiveParameter(control, key, district, school);
  return [value, setBy, ...ignored.map(({ setBy: by, reason }) => `${by} ${reason}`)];
};

describe('an effective parameter', () => {
  test('is the default when nobody set it', () => {
    expect(settled('recording.retention-minimum', 'retention_days')).toEqual([30, 'default']);
    expect(settled('recording.retention-minimum', 'retention_days', null, null)).toEqual([30, 'default']);
  });

  test('follows the district inside the limits only', () => {
    expect(settled('recording.retention-minimum', 'retention_days', 60)).toEqual([60, 'district']);
    expect(settled('recording.retention-minimum', 'retention_days', 7)).toEqual([30, 'default', 'district outside_limits']);
    expect(settled('recording.retention-minimum', 'retention_days', 400)).toEqual([30, 'default', 'district outside_limits']);
    expect(settled('recording.retention-minimum', 'retention_days', '60')).toEqual([30, 'default', 'district wrong_type']);
    expect(settled('recording.retention-minimum', 'retention_days', 30.5)).toEqual([30, 'default', 'district wrong_type']);
  });

  test.each<[string, string, string, unknown, unknown, unknown]>([
    ['a higher number', 'recording.retention-minimum', 'retention_days', 60, 90, 45],
    ['a lower number', 'recording.no-unexplained-gap', 'max_gap_seconds', 20, 10, 30],
    ['a flag that may only go on', 'data.no-rephotographing', 'phone_lockbox_required', false, true, undefined],
    ['a flag that may only go off', 'access.approval-before-viewing', 'emergency_bypass_allowed', true, false, undefined],
    ['a stricter choice', 'access.approver-authority', 'viewing_approver', 'principal', 'legal_representative', undefined],
    ['a higher choice', 'people.qualification-minimum', 'min_education', 'junior_college', 'bachelor', 'senior_secondary'],
    ['a longer list', 'governance.lawful-basis-published', 'notice_channels', ['gate_board'], ['gate_board', 'school_website'], ['school_website']],
    ['a shorter list', 'data.purpose-limitation', 'allowed_purposes', ['campus_safety', 'emergency'], ['campus_safety'], ['campus_safety', 'legal_process']],
  ])('lets a school move to %s and not back', (_name, control, key, district, stricter, looser) => {
    expect(settled(control, key, district, stricter)).toEqual([stricter, 'school']);
    if (looser !== undefined) expect(settled(control, key, district, looser)).toEqual([district, 'district', 'school looser']);
    expect(settled(control, key, stricter, district)).toEqual([stricter, 'district', 'school looser']);
  });

  test('never lets a school below the limits, nor past what only the district may set', () => {
    expect(settled('access.no-over-range', 'tolerance_seconds', 5, -1)).toEqual([5, 'district', 'school outside_limits']);
    expect(settled('recording.no-alteration', 'hash_algorithm', 'SHA-256', 'SM3')).toEqual(['SHA-256', 'district', 'school district_only']);
    expect(settled('data.no-unauthorised-copy', 'download_endpoint_enabled', true, true)).toEqual([false, 'default', 'district outside_limits', 'school outside_limits']);
  });

  test('keeps what a list must include', () => {
    const spaces = ['toilet', 'bath', 'changing_room', 'dormitory_room', 'nursing_room'];
    expect(settled('coverage.prohibited-spaces', 'always_prohibited', spaces.slice(1))).toEqual([spaces, 'default', 'district outside_limits']);
    expect(settled('coverage.prohibited-spaces', 'always_prohibited', undefined, [...spaces, 'counselling_room'])).toEqual([[...spaces, 'counselling_room'], 'school']);
    expect(settled('coverage.prohibited-spaces', 'always_prohibited', undefined, [...spaces, 'bath'])).toEqual([spaces, 'default', 'school wrong_type']);
  });

  test('refuses expulsion in compulsory schooling and weights that do not add up', () => {
    const [list] = settled('discipline.student-sanction-lawful', 'sanction_list_by_stage') as [Record<string, string[]>];
    expect(settled('discipline.student-sanction-lawful', 'sanction_list_by_stage', { ...list, primary: ['talk', 'expulsion'] })[2]).toBe('district outside_limits');
    expect(settled('discipline.student-sanction-lawful', 'sanction_list_by_stage', undefined, { ...list, primary: ['talk'] })[1]).toBe('school');
    expect(settled('discipline.student-sanction-lawful', 'sanction_list_by_stage', { ...list, primary: ['talk'] }, list)[2]).toBe('school looser');
    const weights = { device_operation: 40, incident_handling: 30, duty_discipline: 20, confidentiality: 10 };
    expect(settled('discipline.half-year-assessment', 'criteria_weights', { ...weights, confidentiality: 20 })[2]).toBe('district outside_limits');
    expect(settled('discipline.half-year-assessment', 'criteria_weights', { ...weights, incident_handling: 20, confidentiality: 20 })[1]).toBe('district');
    expect(settled('discipline.half-year-assessment', 'criteria_weights', { ...weights, device_operation: 10, confidentiality: 40 })[2]).toBe('district outside_limits');
  });

  test('settles every parameter of the pack on its own default, for district and school alike', () => {
    for (const { id, parameters } of policyPack().controls) {
      for (const parameter of parameters) expect([id, ...settled(id, parameter.key, parameter.default, parameter.default)]).toEqual([id, parameter.default, 'school']);
    }
  });

  test('does not exist for a misspelt key', () => {
    expect(() => effectiveParameter('recording.retention-minimum', 'retention_day')).toThrow(RangeError);
  });
});
