import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run, type CommandResult } from './command.ts';
import { repoRoot } from './places.ts';
import { verbs } from './verbs.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(`${tmpdir()}/launcher-`);
});
afterAll(() => rmSync(dir, { recursive: true }));

const launcher = (...args: string[]): Promise<CommandResult> =>
  run(process.execPath, ['--disable-warning=ExperimentalWarning', `${repoRoot}/infra/launcher/main.ts`, ...args], { env: { PATH: process.env['PATH'], HOME: dir, GUARDROOM_HOME: `${dir}/home` } });

describe('the launcher', () => {
  test('explains every verb, and fails when asked for none of them', async () => {
    const { stdout, code } = await launcher();
    expect(code).toBe(0);
    for (const [name, verb] of Object.entries(verbs)) expect(stdout).toContain(`${name} ${verb.usage}`.trim());
    const unknown = await launcher('dwon');
    expect(unknown.code).toBe(2);
    expect(unknown.output).toContain('There is no "dwon".');
  });

  test.each([['up', '--fast'], ['down', 'everything'], ['toString'], ['constructor']])('refuses %s %s without doing anything', async (...args) => {
    expect((await launcher(...args.filter((arg) => arg !== undefined))).code).toBe(2);
    expect(existsSync(`${dir}/home`)).toBe(false);
  });

  test.each(['status', 'logins', 'otp'])('says what to do first when %s finds no installation, and makes none', async (verb) => {
    const { code, output } = await launcher(verb, ...(verb === 'otp' ? ['chen.ming'] : []));
    expect(code).toBe(1);
    expect(output).toContain('./guardroom up');
    expect(existsSync(`${dir}/home`)).toBe(false);
  });

  test('doctor looks at the machine, says that nothing is installed and what to do, and makes nothing', async () => {
    const { code, stdout } = await launcher('doctor');
    expect(code).toBe(1);
    for (const what of ['Node.js', 'Debian packages', 'Go', 'Java', 'disk']) expect(stdout).toMatch(new RegExp(`^  [✓✗] ${what} `, 'm'));
    expect(stdout).toMatch(/^ {2}✗ installation .*\n +→ .*\.\/guardroom up/m);
    expect(stdout).toMatch(/\d of \d+ checks need a hand\.\n$/);
    expect(existsSync(`${dir}/home`)).toBe(false);
  });

  test('removes nothing without a word of agreement', async () => {
    const home = `${dir}/asked`;
    const env = { PATH: process.env['PATH'], HOME: dir, GUARDROOM_HOME: home };
    await run('mkdir', [home]);
    const { code, output } = await run(process.execPath, [`${repoRoot}/infra/launcher/main.ts`, 'reset'], { env });
    expect(code).toBe(1);
    expect(output).toContain('--yes');
    expect(existsSync(home)).toBe(true);
  });
});
