import { describe, expect, test } from '@jest/globals';
import { SCHOOL_ROLES } from '@guardroom/domain';
import { homeOf, isOfSchool, navigationOf, placeAt, type GroupName } from './places.ts';

const placesOf = (...who: Parameters<typeof navigationOf>) => navigationOf(...who).flatMap((group) => group.places);
const headingsOf = (...who: Parameters<typeof navigationOf>): (GroupName | undefined)[] => navigationOf(...who).map((group) => group.name);

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
  ] as const)('of %j and %j at the bureau is %s, which opens their navigation', (school, bureau, home) => {
    expect(homeOf(school, bureau)).toBe(home);
    expect(placesOf(school, bureau)[0]).toBe(home);
  });
});

test('a liaison has their cases and nothing else', () => {
  expect(homeOf([], [], true)).toBe('cases');
  expect(navigationOf([], [], true)).toEqual([{ places: ['cases'] }]);
});

test('the bureau has no place that shows or asks for footage', () => {
  expect(placesOf([], ['district_officer', 'district_admin'])).toEqual(['district', 'district-results', 'inspections', 'district-orders', 'district-policy', 'representatives', 'officials', 'ledger', 'district-facts']);
});

test('plain staff have their own requests and posts and nothing else, without a heading', () => {
  expect(navigationOf(['staff'], [])).toEqual([{ places: ['my-requests', 'my-posts'] }]);
});

describe('the groups of the navigation', () => {
  test.each([
    ['principal', ['today', 'footage', 'watch', 'equipment', 'people', 'compliance', 'own']],
    ['security_lead', ['today', 'footage', 'watch', 'equipment', 'people', 'compliance', 'own']],
    ['centre_head', ['today', 'footage', 'watch', 'equipment', 'people', 'compliance', 'own']],
    ['equipment_admin', ['equipment', 'compliance', 'own']],
  ] as const)('of a %s begin with what they are there for', (role, headings) => {
    expect(headingsOf([role, 'staff'], [])).toEqual(headings);
  });

  test('of somebody who serves a school and the bureau keep the two apart', () => {
    expect(headingsOf(['staff'], ['district_officer'])).toEqual(['own', 'bureau']);
  });

  test.each(SCHOOL_ROLES)('of a %s hold no place twice and stay unnamed when there is but one', (role) => {
    const navigation = navigationOf([role], []);
    const places = navigation.flatMap((group) => group.places);
    expect(new Set(places).size).toBe(places.length);
    expect(navigation.every((group) => group.places.length > 0)).toBe(true);
    expect(navigation.length === 1).toBe(navigation[0]?.name === undefined);
  });
});

describe('the present place', () => {
  const head = navigationOf(['centre_head', 'staff'], []);

  test.each([
    ['/cameras', 'cameras'],
    ['/cameras/cam_1/show', 'cameras'],
    ['/handovers/hnd_1', 'duty-log'],
    ['/asset-import', 'assets'],
    ['/escort/ses_1', 'room'],
  ])('of %s is %s', (pathname, place) => {
    expect(placeAt(pathname, head)).toBe(place);
  });

  test.each(['/', '/camera', '/decide', '/district'])('of %s is none of a centre head', (pathname) => {
    expect(placeAt(pathname, head)).toBeUndefined();
  });
});

test('pages behind a place belong to the school as the place does', () => {
  for (const pathname of ['/handovers/hnd_1', '/viewing/frq_1', '/room']) expect(isOfSchool(pathname)).toBe(true);
  for (const pathname of ['/district', '/cases', '/my-posts', '/']) expect(isOfSchool(pathname)).toBe(false);
});
