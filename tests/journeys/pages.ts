import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { look } from './look.ts';
import { desk, openBrowser, phone, type Person } from './people.ts';
import type { Stage } from './stage.ts';

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

/** Every page at both widths in both languages: a picture for people to look at, and no serious barrier to anybody. */
export function everyPage(stage: () => Stage): void {
  describe('every page', () => {
    let known: Known;
    beforeAll(async () => {
      const [row] = await stage().sql<Known>(
        `select r.request_id as request, c.camera_id as camera from footage_requests r join footage_request_cameras c using (school_id, request_id) where r.decision_kind = 'approved' order by r.filed_at desc limit 1`,
      );
      known = row as Known;
    });

    test.each(Object.entries(tours))('of %s holds up for those who cannot see or point, and fits a phone', async (username, places) => {
      const person = await stage().enter(username);
      const faults: string[] = [];
      for (const language of languages) {
        await speak(person, language);
        for (const place of places(known)) {
          for (const viewport of widths) {
            await person.page.setViewportSize(viewport);
            await person.go(place);
            await settled(person.page);
            const name = `${place.replace(/\/(frq|cam)_\w+/, '/one').slice(1).replaceAll('/', '-')}.${viewport.width}.${language}`;
            faults.push(...(await look(person.page, join(stage().pictures, name))).map((fault) => `${name}: ${fault}`));
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
        faults.push(...(await look(browser.page, join(stage().pictures, `sign-in.${viewport.width}.zh-CN`))));
      }
      await browser.leave();
      expect(faults).toEqual([]);
    }, 60_000);
  });
}

/** Chooses the language by the switch in the head of the page. */
async function speak({ page, go }: Person, language: (typeof languages)[number]): Promise<void> {
  await go('/');
  await page.getByRole('button', { name: language === 'en' ? 'EN English' : '中文' }).click();
  await page.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' });
}

/** Waits until nothing on the page stands for something still to come. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.locator('.MuiSkeleton-root, [aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}
