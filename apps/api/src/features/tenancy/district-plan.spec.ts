import { describe, expect, test } from '@jest/globals';
import { readPlan } from './district-plan.ts';

const plan = {
  name: '新区教育局',
  schools: ['实验小学'],
  agencies: [{ name: '新区公安分局', kind: 'police' }],
  people: [
    { sub: '3f1a0c52-6f0e-4d0e-9d5a-0c2a8a6f1b01', name: '张敏', roles: ['district_admin'] },
    { sub: '3f1a0c52-6f0e-4d0e-9d5a-0c2a8a6f1b02', name: '王芳', roles: ['principal', 'staff'], school: '实验小学' },
    { sub: '3f1a0c52-6f0e-4d0e-9d5a-0c2a8a6f1b03', name: '彭飞', roles: ['authority_liaison'], agency: '新区公安分局', badgeNumber: '013579' },
  ],
};
const liaison = plan.people[2]!;
const placesOf = (input: unknown): string[] => {
  try {
    readPlan(input);
    return [];
  } catch (error) {
    return [...(error as Error).message.matchAll(/→ at (\S+)/g)].map(([, place]) => place!).sort();
  }
};

describe('a plan', () => {
  test('brings schools, authorities and people of all three places', () => {
    expect(readPlan(plan)).toEqual(plan);
    const { agencies: _, ...schoolsOnly } = { ...plan, people: plan.people.slice(0, 2) };
    expect(readPlan(schoolsOnly)).toEqual({ ...schoolsOnly, agencies: [] });
  });

  test('tells all its faults at once, those of shape and those of sense', () => {
    const people = [{ sub: 'zhang', name: '', roles: ['king'], school: '另一所' }, { ...liaison, agency: '邻区公安分局', badgeNumber: undefined }];
    expect(placesOf({ ...plan, agencies: [{ name: '法院', kind: 'court' }], people })).toEqual(['agencies[0].kind', 'people[0].name', 'people[0].roles', 'people[0].roles[0]', 'people[0].school', 'people[0].sub', 'people[1].agency', 'people[1].badgeNumber']);
  });

  test.each([
    ['a liaison without a badge number', { badgeNumber: undefined }, ['people[3].badgeNumber']],
    ['a liaison without an authority', { agency: undefined }, ['people[3].badgeNumber', 'people[3].roles']],
    ['an authority that the plan does not name', { agency: '邻区公安分局' }, ['people[3].agency']],
    ['an officer with a post at a school', { school: '实验小学' }, ['people[3].agency']],
    ['an officer with a post at the bureau', { roles: ['authority_liaison', 'district_officer'] }, ['people[3].roles']],
    ['one officer of two authorities', { sub: liaison.sub }, ['people[3].agency']],
    ['a post at a school without the school', { roles: ['principal'], agency: undefined, badgeNumber: undefined }, ['people[3].roles']],
  ])('is refused for %s', (_what, changed, places) => {
    expect(placesOf({ ...plan, people: [...plan.people, { ...liaison, sub: '3f1a0c52-6f0e-4d0e-9d5a-0c2a8a6f1b04', ...changed }] })).toEqual(places);
  });

  test('that is no plan at all is refused', () => {
    expect(() => readPlan([])).toThrow('expected object');
    expect(placesOf({ ...plan, agencies: [...plan.agencies, ...plan.agencies] })).toEqual(['agencies[1].name']);
  });
});
