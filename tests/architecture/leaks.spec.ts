import { expect, test } from '@jest/globals';
import { search } from './leaks.ts';

const secret = { name: 'the password', value: 'canary "Zq7$w-1 中文' };
const found = (text: string) => search([{ where: 'log', text: `a line\n${text}\nanother` }], [secret]).leaks;

test.each([
  ['as it is', secret.value],
  ['in JSON', JSON.stringify({ message: secret.value })],
  ['in JSON inside JSON', JSON.stringify({ message: JSON.stringify({ password: secret.value }) })],
  ['in an address', `rtsp://user:${encodeURIComponent(secret.value)}@192.0.2.1/`],
  ['in base64', `Basic ${Buffer.from(secret.value).toString('base64')}`],
  ['in hexadecimal', Buffer.from(secret.value).toString('hex')],
])('a planted secret is found %s, with its place', (_, text) => {
  expect(found(text)).toEqual(['log:2 tells the password']);
});

test('half of a long secret is a leak too, and the head that all tokens share is none', () => {
  const long = { name: 'key', value: 'Kq8zR2mWb4TnY6uJ1sXc5vLp' };
  const token = { name: 'token', value: 'eyJhbGciOiJSUzI1NiIsInR5cCIgOiAiSldUIn0.e30.c2lnbmF0dXJl' };
  expect(search([{ where: 'log', text: 'Unexpected token \'K\', "Kq8zR2mWb4"...' }], [long]).leaks).toHaveLength(1);
  expect(search([{ where: 'log', text: '…1sXc5vLp' }], [long]).leaks).toHaveLength(1);
  expect(search([{ where: 'log', text: '{"alg":"RS256"} eyJhbGciOiJSUzI1NiIsInR5cCIg' }], [token]).leaks).toEqual([]);
});

test('a text without the secret is clean, counted, and an empty search is no success', () => {
  expect(search([{ where: 'log', text: 'one\ntwo' }], [secret])).toEqual({ leaks: [], texts: 1, lines: 2, bytes: 7 });
  expect(() => search([], [secret])).toThrow('nothing was looked at');
  expect(() => search([{ where: 'log', text: 'x' }], [])).toThrow('nothing was looked at');
  expect(() => search([{ where: 'log', text: 'x' }], [{ name: 'pin', value: '1234' }])).toThrow('too short to look for: pin');
});
