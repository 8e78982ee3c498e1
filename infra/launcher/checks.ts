import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { buildApps, nxEnvironment } from './app-steps.ts';
import { run } from './command.ts';
import { PartFailed } from './failure.ts';
import { ensureGoProgram } from './go-builds.ts';
import { installationLock, openInstallation } from './installation.ts';
import { withLock } from './lock.ts';
import { ensurePackages } from './packages.ts';
import { repoRoot, testHome } from './places.ts';
import { runningProcess } from './process.ts';
import { duration, Progress } from './progress.ts';
import { allOf, ensureServers, servers, type ServerName } from './servers.ts';

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

/**
 * Builds, checks types, lints and runs every test, against real servers of their own; the last line on standard output counts.
 * Answers 0 only when something was tested and nothing failed. Servers that it started are stopped again.
 */
export async function runChecks({ full }: { readonly full: boolean }): Promise<number> {
  const startedAtMs = Date.now();
  const progress = new Progress();
  progress.heading('Guardroom 校园监控室: checks');
  await progress.task('Packages', ensurePackages, () => 'present');
  await allOf([
    ...Object.values(servers).slice(2).map((part) => progress.task(part.title, (say) => part.ensureInstalled(say), () => 'built')),
    progress.task('fsck', async (say) => void (await ensureGoProgram('fsck', say)), () => 'built'),
  ]);
  const results = [await check(progress, 'build', buildApps)];
  for (const typeProject of ['tsconfig.json', 'apps/admin/tsconfig.json'].filter((path) => existsSync(`${repoRoot}/${path}`))) {
    const name = typeProject === 'tsconfig.json' ? 'typecheck' : 'typecheck console';
    results.push(await check(progress, name, () => program('npx', ['tsc', '-p', typeProject, '--noEmit'])));
  }
  results.push(await check(progress, 'lint', () => program('npm', ['run', '--silent', 'lint'])));
  results.push(await withTestServers(progress, () => jest(progress, full)));
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
    const isExplained = error instanceof PartFailed;
    progress.note(isExplained ? `${error.message}\n${error.logTail}` : String(error));
    return { passed: 0, failed: 1 };
  }
}

async function program(command: string, args: readonly string[]): Promise<void> {
  const result = await run(command, args, { cwd: repoRoot, env: { ...process.env, ...nxEnvironment } });
  if (result.code !== 0) throw new PartFailed(args.join(' '), `${command} ${args.join(' ')} ended with ${result.code}`, { advice: 'Mend what it names.', logTail: result.output });
}

/** Brings the tests' servers up first, so that no test's time limit pays for it, and stops those that did not run before. */
async function withTestServers(progress: Progress, work: () => Promise<Tally>): Promise<Tally> {
  const home = testHome();
  const names = Object.keys(servers) as ServerName[];
  const before = await withLock(installationLock(home), async () => {
    const { places } = await openInstallation(home, 'test');
    return new Set(names.filter((name) => runningProcess(places, name)));
  });
  const started = await check(progress, 'test servers', async (say) => void (await ensureServers(home, 'test', names, say)));
  try {
    return started.failed > 0 ? started : total([started, await work()]);
  } finally {
    await withLock(installationLock(home), async () => {
      const installation = await openInstallation(home, 'test');
      for (const name of names.filter((one) => !before.has(one)).reverse()) await servers[name].stop(installation);
    });
  }
}

/** Specs named `*.long.spec.ts` run only with `--full`. */
async function jest(progress: Progress, full: boolean): Promise<Tally> {
  const dir = mkdtempSync(`${tmpdir()}/guardroom-checks-`);
  const report = `${dir}/jest.json`;
  const args = ['--ci', '--json', `--outputFile=${report}`, '--maxWorkers=2', ...(full ? [] : ['--testPathIgnorePatterns', '/node_modules/', '\\.long\\.spec\\.'])];
  progress.heading('Tests');
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(process.execPath, ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', `${repoRoot}/node_modules/jest/bin/jest.js`, ...args], {
        cwd: repoRoot,
        // Jest writes its report to standard output as well; ours ends in one line, and Jest's progress goes to standard error.
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, ...nxEnvironment, GUARDROOM_TEST_HOME: testHome() },
      });
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
