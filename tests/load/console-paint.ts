import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import files from '@fastify/static';
import { fastify } from 'fastify';
import type { Page } from 'playwright-core';
import { testInstallation } from '@guardroom/testkit';
import { openBrowser, signInAt, desk } from '../journeys/people.ts';
import { loginOf } from '../journeys/stage.ts';
import { buildMinimal } from './console/minimal.ts';
import { interleaved, median, resultOf, type BenchResult, type Goal } from './protocol.ts';

export const goal: Goal = {
  id: 'P28',
  subject: "largest contentful paint of a teacher's first screen, signed in, real API / of a minimal react-admin with one resource; one browser each, nothing cached, turn by turn",
  gate: 1.4,
  target: 1.15,
  lowerIsBetter: true,
};

const ROUNDS = 9;
const root = resolve(import.meta.dirname, '../..');

/** Runs in the page: when its largest piece was painted, in milliseconds since 1970. */
const LARGEST = `new Promise((tell) => new PerformanceObserver((list) => tell(performance.timeOrigin + list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))`;

type Visit = { readonly page: Page; readonly url: string; readonly isThere: string };

/** Opens a page afresh and answers after how many milliseconds its largest piece was painted, with every document that was loaded on the way. */
async function largestPaint({ page, url, isThere }: Visit, isCached: boolean): Promise<number> {
  await page.goto('about:blank');
  if (!isCached) await (await page.context().newCDPSession(page)).send('Network.clearBrowserCache');
  const began = Date.now();
  await page.goto(url);
  await page.locator(isThere).first().waitFor();
  await page.waitForLoadState('networkidle');
  return (await page.evaluate<number>(LARGEST)) - began;
}

/** Both are served compressed by nobody. A first visit is compared; what a later one takes, with all that their servers let the browser keep, is told beside it. */
export async function run(): Promise<BenchResult> {
  const work = mkdtempSync(join(root, 'node_modules/.cache-bench-'));
  const installation = await testInstallation();
  const minimal = fastify();
  await minimal.register(files, { root: await buildMinimal(work) });
  const peer = await minimal.listen({ host: '127.0.0.1', port: 0 });
  const teacher = await signInAt(installation.url, loginOf(installation.home, 'li.wei'), desk);
  const other = await openBrowser(desk);
  try {
    const ours: Visit = { page: teacher.page, url: installation.url, isThere: '#content h1' };
    const theirs: Visit = { page: other.page, url: peer, isThere: 'table' };
    const measured = await interleaved(ROUNDS, {
      console: () => largestPaint(ours, false),
      minimal: () => largestPaint(theirs, false),
      consoleAgain: () => largestPaint(ours, true),
      minimalAgain: () => largestPaint(theirs, true),
    });
    const ratios = measured.console.map((one, i) => one / measured.minimal[i]!);
    const both = (one: number[], other: number[]): string => `${Math.round(median(one))} / ${Math.round(median(other))}`;
    return resultOf(goal, ratios, { 'median ms': both(measured.console, measured.minimal), 'median ms of a later visit': both(measured.consoleAgain, measured.minimalAgain) });
  } finally {
    await Promise.all([teacher.leave(), other.leave()]);
    await minimal.close();
    await installation.stop();
    rmSync(work, { recursive: true });
  }
}
