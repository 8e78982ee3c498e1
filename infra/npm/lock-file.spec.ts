import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { missingOptional, type LockedPackages } from './lock-file.ts';

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as { packages: LockedPackages };

describe('the lock file', () => {
  test('names every optional package of every platform, so that a clean install is taken anywhere', () => {
    expect(Object.keys(missingOptional(lock.packages))).toEqual([]);
  });

  test('is found lacking a package that is taken out of it', () => {
    const [place, taken] = Object.entries(lock.packages).find(([, entry]) => entry.optional && entry.os?.includes('darwin')) ?? ['', {}];
    const without = Object.fromEntries(Object.entries(lock.packages).filter(([other]) => other !== place));
    expect(missingOptional(without)).toMatchObject({ [place]: { version: taken.version, optional: true, os: ['darwin'] } });
  });

  test('keeps two versions of one package apart', () => {
    const packages: LockedPackages = {
      'node_modules/a': { version: '2.0.0', optionalDependencies: { 'a-darwin-arm64': '2.0.0' } },
      'node_modules/a-darwin-arm64': { version: '2.0.0' },
      'node_modules/b/node_modules/a': { version: '1.0.0', optionalDependencies: { 'a-darwin-arm64': '1.0.0' } },
    };
    expect(missingOptional(packages)).toEqual({ 'node_modules/b/node_modules/a-darwin-arm64': { version: '1.0.0', cpu: ['arm64'], optional: true, os: ['darwin'] } });
  });
});
