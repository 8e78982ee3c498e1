import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { secretsAt, type Secrets } from './secrets.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(`${tmpdir()}/secrets-`);
});
afterEach(() => rmSync(dir, { recursive: true }));

const people = [{ username: 'chen.ming', needsSecondFactor: true }, { username: 'li.wei', needsSecondFactor: false }];

/** Every string in a tree. */
function leaves(value: unknown): string[] {
  return typeof value === 'string' ? [value] : Object.values(value as object).flatMap(leaves);
}

describe('secrets of an installation', () => {
  test('can be read by their owner only', () => {
    secretsAt(`${dir}/secrets.json`, people);
    expect(statSync(`${dir}/secrets.json`).mode & 0o777).toBe(0o600);
  });

  test('are different in every installation, and no two are the same', () => {
    const all = ['a', 'b', 'c'].flatMap((name) => leaves(secretsAt(`${dir}/${name}.json`, people)));
    expect(new Set(all).size).toBe(all.length);
  });

  test('stay as they are when opened again', () => {
    const first = secretsAt(`${dir}/secrets.json`, people);
    expect(secretsAt(`${dir}/secrets.json`, people)).toEqual(first);
  });

  test('grow by what a later version needs, without changing the rest', () => {
    const path = `${dir}/secrets.json`;
    const first = secretsAt(path, people);
    const { redis: _redis, ...older } = first;
    writeFileSync(path, JSON.stringify(older));
    const second = secretsAt(path, [...people, { username: 'new', needsSecondFactor: false }]);
    expect(second.redis).toHaveLength(43);
    expect(second.people['new']?.password).toHaveLength(19);
    expect({ ...second, redis: first.redis, people: first.people }).toEqual(first);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(second);
  });

  test('give a second factor to whoever needs one, of 160 bits that make six digits', () => {
    const secrets: Secrets = secretsAt(`${dir}/secrets.json`, people);
    const totp = secrets.people['chen.ming']?.totp ?? '';
    expect(Secret.fromBase32(totp).bytes).toHaveLength(20);
    expect(new TOTP({ secret: totp }).generate()).toMatch(/^\d{6}$/);
    expect(secrets.people['li.wei']?.totp).toBeUndefined();
  });
});
