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

/** A side: `isListed` is true in its page once the list has its answer. */
type Visit = { readonly page: Page; readonly url: string; readonly isListed: string };
type Times = { readonly painted: number; readonly listed: number };

/** Opens a page afresh and answers after how many milliseconds its largest piece was painted and its list stood there. */
async function timesOf({ page, url, isListed }: Visit, isCached: boolean): Promise<Times> {
  await page.goto('about:blank');
  if (!isCached) await (await page.context().newCDPSession(page)).send('Network.clearBrowserCache');
  const began = Date.now();
  await page.goto(url, { waitUntil: 'commit' });
  const listed = await page.evaluate<number>(`new Promise((tell) => { const look = () => (${isListed} ? tell(performance.timeOrigin + performance.now()) : requestAnimationFrame(look)); look(); })`);
  await page.waitForLoadState('networkidle');
  return { painted: (await page.evaluate<number>(LARGEST)) - began, listed: listed - began };
}

/** Nothing stands between browser and server. A visit with nothing cached is compared, of somebody who was here before; when the list stood there, and what a later visit takes, is told beside it. */
export async function run(): Promise<BenchResult> {
  const work = mkdtempSync(join(root, 'node_modules/.cache-bench-'));
  const installation = await testInstallation();
  const minimal = fastify();
  await minimal.register(files, { root: await buildMinimal(work) });
  const peer = await minimal.listen({ host: '127.0.0.1', port: 0 });
  const teacher = await signInAt(installation.url, loginOf(installation.home, 'li.wei'), desk);
  const other = await openBrowser(desk);
  try {
    const ours: Visit = { page: teacher.page, url: installation.url, isListed: `document.querySelector('#content h1') && !document.querySelector('[aria-busy=true]')` };
    const theirs: Visit = { page: other.page, url: peer, isListed: `document.querySelector('table tbody tr')` };
    const listed = { console: [] as number[], minimal: [] as number[] };
    const first = (side: keyof typeof listed, visit: Visit) => async (): Promise<number> => {
      const times = await timesOf(visit, false);
      listed[side].push(times.listed);
      return times.painted;
    };
    const later = (visit: Visit) => async (): Promise<number> => (await timesOf(visit, true)).painted;
    const measured = await interleaved(ROUNDS, { console: first('console', ours), minimal: first('minimal', theirs), consoleAgain: later(ours), minimalAgain: later(theirs) });
    const ratios = measured.console.map((one, i) => one / measured.minimal[i]!);
    const both = (one: number[], other: number[]): string => `${Math.round(median(one))} / ${Math.round(median(other))}`;
    return resultOf(goal, ratios, {
      'median ms': both(measured.console, measured.minimal),
      'median ms until the list stands': both(listed.console, listed.minimal),
      'median ms of a later visit': both(measured.consoleAgain, measured.minimalAgain),
    });
  } finally {
    await Promise.all([teacher.leave(), other.leave()]);
    await minimal.close();
    await installation.stop();
    rmSync(work, { recursive: true });
  }
}
