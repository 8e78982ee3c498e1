import { expect, test } from '@jest/globals';
import { candidateOf, clashOf, offeredBy, type Offer } from './offer.ts';

const blank: Offer = { kind: 'known', personId: '', username: '', name: '', role: '', startsOn: '2026-11-22' };

test('a principal is offered every post but the two at the top', () => {
  expect(offeredBy(['principal'])).not.toContain('principal');
  expect(offeredBy(['principal'])).toContain('watch_keeper');
  expect(offeredBy(['legal_representative'])).toContain('principal');
  expect(offeredBy(['staff'])).toEqual([]);
});

test('an offer names somebody only when the form says enough', () => {
  expect(candidateOf(blank)).toBeUndefined();
  expect(candidateOf({ ...blank, personId: 'psn_1' })).toEqual({ kind: 'known', personId: 'psn_1' });
  expect(candidateOf({ ...blank, kind: 'login', username: 'Zhang Wei' })).toBeUndefined();
  expect(candidateOf({ ...blank, kind: 'new', username: 'zhang.wei', name: ' 张 ' })).toBeUndefined();
  expect(candidateOf({ ...blank, kind: 'new', username: 'zhang.wei', name: ' 张伟 ' })).toEqual({ kind: 'new', username: 'zhang.wei', name: '张伟' });
});

test('posts that cannot be held together are told before sending', () => {
  expect(clashOf({ ...blank, role: 'security_lead' }, ['staff', 'equipment_admin'])).toEqual(['equipment_admin']);
});
