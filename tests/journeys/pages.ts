import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { desk, openBrowser, phone, type Person } from './people.ts';
import type { Stage } from './stage.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const widths = [desk, phone];
const languages = ['zh-CN', 'en'] as const;

/** Ids of rows that pages are about. */
type Known = { readonly request: string; readonly camera: string };

/** Who looks at which places. */
const tours: Readonly<Record<string, (known: Known) => readonly string[]>> = {
  'li.wei': ({ request }) => ['/my-requests', '/my-requests/new', `/my-requests/${request}`, `/viewing/${request}`],
  'chen.ming': ({ request }) => ['/decide', '/room', '/footage-requests', `/footage-requests/${request}`, '/gaps', '/cameras', '/viewing-register', '/control-results', '/appointments'],
  'qian.hua': ({ camera }) => [`/cameras/${camera}/show`, '/cameras/create', `/cameras/${camera}`, '/gateways'],
  'wang.xun': () => ['/district', '/district-results', '/ledger', '/district-facts'],
};

type Finding = { readonly id: string; readonly impact: string; readonly help: string; readonly nodes: readonly { readonly html: string }[] };

/** Every page at both widths in both languages: a picture for people to look at, and no serious barrier to anybody. */
export function everyPage(stage: () => Stage): void {
  describe('every page', () => {
    const folder = mkdtempSync(join(tmpdir(), 'guardroom-pages-'));
    let known: Known;
    beforeAll(async () => {
      process.stderr.write(`pictures of every page: ${folder}\n`);
      const [row] = await stage().sql<Known>(
        `select r.request_id as request, c.camera_id as camera from footage_requests r join footage_request_cameras c using (school_id, request_id) where r.decision_kind = 'approved' order by r.filed_at desc limit 1`,
      );
      known = row as Known;
    });

    test.each(Object.entries(tours))('of %s holds up for those who cannot see or point, and fits a phone', async (username, places) => {
      const person = await stage().enter(username);
      const faults: string[] = [];
      for (const language of languages) {
        await speak(person, stage().url, language);
        for (const place of places(known)) {
          for (const viewport of widths) {
            await person.page.setViewportSize(viewport);
            await person.go(place);
            await settled(person.page);
            const name = `${place.replace(/\/(frq|cam)_\w+/, '/one').slice(1).replaceAll('/', '-')}.${viewport.width}.${language}`;
            faults.push(...(await look(person.page, join(folder, name))).map((fault) => `${name}: ${fault}`));
          }
        }
      }
      await person.leave();
      expect(faults).toEqual([]);
    }, 240_000);

    test('of the sign-in does so too', async () => {
      const browser = await openBrowser(desk);
      const faults: string[] = [];
      for (const viewport of widths) {
        await browser.page.setViewportSize(viewport);
        await browser.page.goto(stage().url);
        await browser.page.locator('#username').waitFor();
        faults.push(...(await look(browser.page, join(folder, `sign-in.${viewport.width}.zh-CN`))));
      }
      await browser.leave();
      expect(faults).toEqual([]);
    }, 60_000);
  });
}

/** Chooses the language by the switch in the head of the page. */
async function speak({ page, go }: Person, url: string, language: (typeof languages)[number]): Promise<void> {
  await page.goto(url);
  await go('/');
  await page.getByRole('button', { name: language === 'en' ? 'English' : '中文' }).click();
  await page.waitForFunction(`document.documentElement.lang === '${language}'`);
}

/** Waits until nothing on the page stands for something still to come. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(`document.querySelector('.MuiSkeleton-root, [aria-busy="true"]') === null && document.querySelector('h1') !== null`);
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}

/** Takes a picture, and names what axe finds serious and what is wider than the window. */
async function look(page: Page, path: string): Promise<string[]> {
  await page.screenshot({ path: `${path}.png`, fullPage: true });
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  await page.evaluate(axe);
  const found = await page.evaluate<Finding[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical'))`);
  return [...(overflow > 0 ? [`${overflow} px wider than the window`] : []), ...found.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).slice(0, 3).join(' | ')}`)];
}
