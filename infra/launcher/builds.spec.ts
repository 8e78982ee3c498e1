import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, expect, describe, test } from '@jest/globals';
import { builtDir, ensureBuilt } from './builds.ts';
import { cacheDir } from './places.ts';

const name = `spec-${randomBytes(6).toString('hex')}`;
const silent = (): void => undefined;
afterEach(() => {
  for (const entry of readdirSync(cacheDir).filter((one) => one.startsWith(name))) rmSync(`${cacheDir}/${entry}`, { recursive: true });
});

describe('a cached build', () => {
  test('happens once, however many ask at the same time', async () => {
    let builds = 0;
    const wanted = {
      name,
      inputs: ['one'],
      build: async (into: string) => {
        builds += 1;
        writeFileSync(`${into}/result`, 'built');
      },
    };
    const dirs = await Promise.all([1, 2, 3].map(() => ensureBuilt(wanted, silent)));
    expect(builds).toBe(1);
    expect(dirs.map((dir) => readFileSync(`${dir}/result`, 'utf8'))).toEqual(['built', 'built', 'built']);
  });

  test('that fails leaves nothing that a later run would take for finished', async () => {
    const wanted = {
      name,
      inputs: ['fails'],
      build: async (into: string) => {
        writeFileSync(`${into}/half`, '');
        throw new Error('compiler says no');
      },
    };
    await expect(ensureBuilt(wanted, silent)).rejects.toThrow('compiler says no');
    expect(existsSync(builtDir(wanted))).toBe(false);
    expect(readdirSync(cacheDir).filter((entry) => entry.startsWith(`${name}-`))).toEqual([]);
  });

  test('removes what a killed run left half done', async () => {
    const left = `${cacheDir}/${name}-0123.making-abc`;
    mkdirSync(left);
    await ensureBuilt({ name, inputs: ['two'], build: async () => undefined }, silent);
    expect(existsSync(left)).toBe(false);
  });

  test('has a place of its own for other inputs, also when they only join to the same text', () => {
    const dirs = [['ab', 'c'], ['a', 'bc'], ['abc']].map((inputs) => basename(builtDir({ name, inputs })));
    expect(new Set(dirs).size).toBe(3);
  });
});
