import { describe, expect, test } from '@jest/globals';
import { homeOf, placesOf } from './places.ts';

describe('first screen', () => {
  test.each([
    [['principal', 'staff'], [], 'decide'],
    [['security_lead', 'staff'], [], 'room'],
    [['watch_keeper'], [], 'my-shift'],
    [['equipment_admin', 'staff'], [], 'devices'],
    [['contractor'], [], 'fault-tickets'],
    [['staff'], [], 'my-requests'],
    [[], ['district_officer'], 'district'],
    [[], [], 'my-posts'],
  ] as const)('of %j and %j at the bureau is %s', (school, bureau, home) => {
    expect(homeOf(school, bureau)).toBe(home);
    expect(placesOf(school, bureau)).toContain(home);
  });
});

test('a liaison has their cases and nothing else', () => {
  expect(homeOf([], [], true)).toBe('cases');
  expect(placesOf([], [], true)).toEqual(['cases']);
});

test('the bureau has no place that shows or asks for footage', () => {
  expect(placesOf([], ['district_officer', 'district_admin'])).toEqual(['district', 'district-results', 'inspections', 'district-orders', 'district-policy', 'ledger', 'district-facts']);
});

test('plain staff have their own requests and posts and nothing else', () => {
  expect(placesOf(['staff'], [])).toEqual(['my-requests', 'my-posts']);
});
