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
  subject: "largest contentful paint of a teacher's first screen, signed in, real API / of a minimal react-admin with one resource; one browser each, turn by turn",
  gate: 1.4,
  target: 1.15,
  lowerIsBetter: true,
};

const ROUNDS = 9;
const root = resolve(import.meta.dirname, '../..');

/** Runs in the page: when its largest piece was painted, in milliseconds since the document began. */
const LARGEST = `new Promise((tell) => new PerformanceObserver((list) => tell(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))`;

/** Opens a page afresh and answers when its largest piece was painted, in milliseconds since the document began. */
async function largestPaint(page: Page, url: string, isThere: string): Promise<number> {
  await page.goto('about:blank');
  await page.goto(url);
  await page.locator(isThere).first().waitFor();
  await page.waitForLoadState('networkidle');
  return page.evaluate<number>(LARGEST);
}

/** Both are served compressed by nobody and cached by the browser as their servers say; only the paint is compared. */
export async function run(): Promise<BenchResult> {
  const work = mkdtempSync(join(root, 'node_modules/.cache-bench-'));
  const installation = await testInstallation();
  const minimal = fastify();
  await minimal.register(files, { root: await buildMinimal(work) });
  const peer = await minimal.listen({ host: '127.0.0.1', port: 0 });
  const teacher = await signInAt(installation.url, loginOf(installation.home, 'li.wei'), desk);
  const other = await openBrowser(desk);
  try {
    const measured = await interleaved(ROUNDS, {
      console: () => largestPaint(teacher.page, installation.url, '#content h1'),
      minimal: () => largestPaint(other.page, peer, 'table'),
    });
    const ratios = measured.console.map((ours, i) => ours / measured.minimal[i]!);
    return resultOf(goal, ratios, { 'median ms': `${Math.round(median(measured.console))} / ${Math.round(median(measured.minimal))}` });
  } finally {
    await Promise.all([teacher.leave(), other.leave()]);
    await minimal.close();
    await installation.stop();
    rmSync(work, { recursive: true });
  }
}
