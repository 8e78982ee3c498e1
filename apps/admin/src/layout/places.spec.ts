import { describe, expect, test } from '@jest/globals';
import { homeOf, placesOf } from './places.ts';

describe('first screen', () => {
  test.each([
    [['principal', 'staff'], [], 'decide'],
    [['security_lead', 'staff'], [], 'room'],
    [['watch_keeper'], [], 'room'],
    [['equipment_admin', 'staff'], [], 'cameras'],
    [['staff'], [], 'my-requests'],
    [[], ['district_officer'], 'district'],
  ] as const)('of %j and %j at the bureau is %s', (school, bureau, home) => {
    expect(homeOf(school, bureau)).toBe(home);
    expect(placesOf(school, bureau)).toContain(home);
  });
});

test('the bureau has no place that shows or asks for footage', () => {
  expect(placesOf([], ['district_officer', 'district_admin'])).toEqual(['district', 'district-results', 'ledger', 'district-facts']);
});

test('plain staff have their own requests and nothing else', () => {
  expect(placesOf(['staff'], [])).toEqual(['my-requests']);
});
