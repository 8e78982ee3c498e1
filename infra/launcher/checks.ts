import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { buildApps, nxEnvironment } from './app-steps.ts';
import { install } from './bring-up.ts';
import { endWithUs, run } from './command.ts';
import { PartFailed } from './failure.ts';
import { installationLock, openInstallation } from './installation.ts';
import { withLock } from './lock.ts';
import { allParts } from './parts.ts';
import { repoRoot, testHome } from './places.ts';
import { runningProcess } from './process.ts';
import { duration, Progress } from './progress.ts';
import { ensureServers, servers, type ServerName } from './servers.ts';

/** How many checks held and how many did not. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** What of Jest's result file is read here. */
export interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly numTotalTests: number;
}

/** What is to be checked. */
export interface Scope {
  /** Also the specs named `*.long.spec.ts`. */
  readonly full: boolean;
  /** Only the tests whose path holds one of these; all when empty. */
  readonly paths: readonly string[];
}

/**
 * Builds, checks types, lints and runs every test, against real servers of their own; the last line on standard output counts.
 * Answers 0 only when something was tested and nothing failed. Servers that it started are stopped again.
 */
export async function runChecks(scope: Scope): Promise<number> {
  const startedAtMs = Date.now();
  const progress = new Progress();
  progress.heading('Guardroom 守望: checks');
  await install(progress, { serversOnly: true });
  const results = [await check(progress, 'build', buildApps)];
  for (const typeProject of ['tsconfig.json', 'apps/admin/tsconfig.json'].filter((path) => existsSync(`${repoRoot}/${path}`))) {
    const name = typeProject === 'tsconfig.json' ? 'typecheck' : 'typecheck console';
    results.push(await check(progress, name, () => program(`${repoRoot}/node_modules/.bin/tsc`, ['-p', typeProject, '--noEmit'])));
  }
  results.push(await check(progress, 'lint', () => program('npm', ['run', '--silent', 'lint'])));
  results.push(await withTestServers(progress, () => jest(progress, scope)));
  const { passed, failed } = total(results);
  progress.note(`\nafter ${duration(Date.now() - startedAtMs)}`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** The sum of all. */
export function total(tallies: readonly Tally[]): Tally {
  return tallies.reduce((sum, one) => ({ passed: sum.passed + one.passed, failed: sum.failed + one.failed }), { passed: 0, failed: 0 });
}

/** One check that holds or not; what it says is shown in full when it does not. */
async function check(progress: Progress, name: string, work: (say: (doing: string) => void) => Promise<void>): Promise<Tally> {
  try {
    await progress.task(name, work, () => 'passed');
    return { passed: 1, failed: 0 };
  } catch (error) {
    progress.note(error instanceof PartFailed ? `${error.message}\n${error.logTail}` : String(error));
    return { passed: 0, failed: 1 };
  }
}

async function program(command: string, args: readonly string[]): Promise<void> {
  const result = await run(command, args, { cwd: repoRoot, env: { ...process.env, ...nxEnvironment, NO_COLOR: '1' } });
  if (result.code !== 0) throw new PartFailed(args.join(' '), `${command} ${args.join(' ')} ended with ${result.code}`, { advice: 'Mend what it names.', logTail: result.output });
}

/** Brings the tests' servers up first, so that no test's time limit pays for it, and stops those that did not run before. */
async function withTestServers(progress: Progress, work: () => Promise<Tally>): Promise<Tally> {
  const home = testHome();
  const before = await withLock(installationLock(home), async () => {
    const { places } = await openInstallation(home, 'test');
    return new Set(allParts.filter((part) => runningProcess(places, part.name)));
  });
  const started = await check(progress, 'test servers', async (say) => void (await ensureServers(home, 'test', Object.keys(servers) as ServerName[], say)));
  try {
    return started.failed > 0 ? started : total([started, await work()]);
  } finally {
    await withLock(installationLock(home), async () => {
      const installation = await openInstallation(home, 'test');
      for (const part of allParts.filter((one) => !before.has(one)).reverse()) await part.stop(installation);
    });
  }
}

async function jest(progress: Progress, { full, paths }: Scope): Promise<Tally> {
  const dir = mkdtempSync(`${tmpdir()}/guardroom-checks-`);
  const report = `${dir}/jest.json`;
  const args = [...paths, '--ci', '--json', `--outputFile=${report}`, '--maxWorkers=2', ...(full ? [] : ['--testPathIgnorePatterns=/node_modules/', '--testPathIgnorePatterns=\\.long\\.spec\\.'])];
  progress.heading('Tests');
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(process.execPath, ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', `${repoRoot}/node_modules/jest/bin/jest.js`, ...args], {
        cwd: repoRoot,
        // Jest writes its report to standard output as well; ours ends in one line, and Jest's progress goes to standard error.
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, ...nxEnvironment, GUARDROOM_TEST_HOME: testHome() },
      });
      endWithUs(child);
      child.once('error', reject);
      child.once('close', () => resolve());
    });
    return tallyOf(existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as JestReport) : undefined);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Counts a Jest run. No report, a file that could not be run, or no test at all is a failure, never a quiet pass. */
export function tallyOf(report: JestReport | undefined): Tally {
  if (!report) return { passed: 0, failed: 1 };
  const nothingRan = report.numPassedTests + report.numFailedTests === 0 ? 1 : 0;
  return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites + nothingRan };
}
