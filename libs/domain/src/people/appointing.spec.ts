import { describe, expect, test } from '@jest/globals';
import { clashingPosts, judgeAppointment, mayAppoint } from './appointing.ts';
import { SCHOOL_ROLES } from './roles.ts';

const nobody = { held: [], offered: [], servesElsewhere: false } as const;
const offer = { role: 'watch_keeper', startsInDays: 0 } as const;

describe('appointing', () => {
  test('is for the heads, and to the head by the legal representative alone', () => {
    expect(mayAppoint(['principal'], 'watch_keeper').ok).toBe(true);
    expect(mayAppoint(['legal_representative'], 'principal').ok).toBe(true);
    expect(mayAppoint(['principal'], 'principal')).toMatchObject({ error: { code: 'people.may_not_appoint', details: { appointedBy: ['legal_representative'] } } });
    expect(mayAppoint(['principal', 'legal_representative'], 'legal_representative').ok).toBe(false);
    expect(SCHOOL_ROLES.filter((role) => mayAppoint(['district_admin'], role).ok)).toEqual(['legal_representative']);
    expect(mayAppoint(['district_officer'], 'legal_representative').ok).toBe(false);
    expect(mayAppoint(['security_lead', 'centre_head'], 'watch_keeper').ok).toBe(false);
  });

  test('begins today at the earliest and a year ahead at the latest', () => {
    expect([-1, 0, 365, 366].map((startsInDays) => judgeAppointment({ ...offer, startsInDays }, nobody).ok)).toEqual([false, true, true, false]);
  });

  test('offers no post twice, held or offered', () => {
    expect(judgeAppointment(offer, { ...nobody, held: ['watch_keeper'] })).toMatchObject({ error: { code: 'people.already_appointed' } });
    expect(judgeAppointment(offer, { ...nobody, offered: ['watch_keeper'] })).toMatchObject({ error: { code: 'people.already_appointed' } });
  });
});

test('a post of one person is offered to nobody else while somebody has it', () => {
  expect(judgeAppointment({ role: 'legal_representative', startsInDays: 0 }, { ...nobody, holder: '林校董' })).toMatchObject({ error: { code: 'people.post_taken', details: { holder: '林校董' } } });
});

describe('running the system, security and oversight', () => {
  test('are three different people, also when the second post is only offered', () => {
    expect(judgeAppointment({ ...offer, role: 'equipment_admin' }, { ...nobody, held: ['staff', 'security_lead'] })).toMatchObject({ error: { code: 'people.posts_must_be_separate', details: { clashing: ['security_lead'] } } });
    expect(judgeAppointment({ ...offer, role: 'security_lead' }, { ...nobody, offered: ['principal'] }).ok).toBe(false);
    expect(clashingPosts('deputy_safety', ['contractor', 'staff', 'principal'])).toEqual(['contractor']);
  });

  test('leave every other post free', () => {
    expect(clashingPosts('watch_keeper', ['equipment_admin', 'security_lead', 'principal'])).toEqual([]);
    expect(judgeAppointment({ ...offer, role: 'contractor' }, { ...nobody, held: ['equipment_admin'] }).ok).toBe(true);
  });

  test('keep the bureau\'s own people out of a school\'s posts', () => {
    expect(judgeAppointment(offer, { ...nobody, servesElsewhere: true })).toMatchObject({ error: { code: 'people.posts_must_be_separate', details: { servesElsewhere: true } } });
    expect(judgeAppointment({ ...offer, role: 'staff' }, { ...nobody, servesElsewhere: true }).ok).toBe(true);
  });
});
