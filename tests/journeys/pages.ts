import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@guardroom/testkit';
import type { Page } from 'playwright-core';
import { lacking, nothingFound } from './lists.ts';
import { look } from './look.ts';
import { desk, openBrowser, phone, speak } from './people.ts';
import type { Stage } from './stage.ts';
import { tours, type Known } from './tours.ts';

const widths = [desk, phone];
const languages = ['zh-CN', 'en'] as const;

/** Every page at both widths in both languages: a picture for people to look at, no serious barrier to anybody, and no list without its tools. */
export function everyPage(stage: () => Stage): void {
  describe('every page', () => {
    let known: Known;
    beforeAll(async () => {
      const [row] = await stage().sql<Known>(
        `select r.request_id as request, c.camera_id as camera,
                (select v.session_id from viewing_sessions v where v.request_id = r.request_id order by v.opened_at desc limit 1) as session,
                (select i.incident_id from incidents i join schools s using (school_id) where s.name = '明德小学' order by i.opened_at desc limit 1) as incident,
                (select a.request_id from authority_requests a join schools s using (school_id) where s.name = '明德小学' order by a.filed_at desc limit 1) as notice,
                (select v.visit_id from supervision_visits v join schools s using (school_id) where s.name = '明德小学' and v.signed_off_at is not null order by v.planned_at limit 1) as visit,
                (select o.order_id from rectification_orders o join schools s using (school_id) where s.name = '明德小学' order by o.issued_at limit 1) as order,
                (select a.asset_id from assets a join schools s using (school_id) where s.name = '明德小学' and a.tag_number = 'FWQ-0001') as asset,
                (select t.ticket_id from fault_tickets t join schools s using (school_id) where s.name = '明德小学' order by t.opened_at limit 1) as ticket,
                (select o.order_id from change_orders o join schools s using (school_id) where s.name = '明德小学' order by o.proposed_at limit 1) as change,
                (select h.handover_id from handovers h join schools s using (school_id) where s.name = '明德小学' order by h.prepared_at desc limit 1) as handover,
                (select school_id from schools where name = '明德小学') as school
           from footage_requests r join footage_request_cameras c using (school_id, request_id) where r.decision_kind = 'approved' order by r.filed_at desc limit 1`,
      );
      known = row as Known;
    });

    test('has a row to be about', () => {
      expect(Object.entries(known).filter(([, id]) => id === null)).toEqual([]);
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
            const name = `${place.replaceAll(/\/[a-z]{3}_\w+/g, '/one').slice(1).replaceAll(/[/?]/g, '-')}.${viewport.width}.${language}`;
            const seen = [...(await look(person.page, join(stage().pictures, name))), ...(await lacking(person.page, language))];
            if (viewport === phone && language === 'en') seen.push(...(await nothingFound(person.page)));
            faults.push(...seen.map((fault) => `${name}: ${fault}`));
          }
        }
      }
      await person.leave();
      expect(faults).toEqual([]);
    }, 1_500_000);

    test('of a register that the API gives in several is in its export', async () => {
      const facts = async (): Promise<number> => (await stage().sql<{ facts: number }>(`select count(*)::int as facts from facts f join schools s using (district_id) where s.name = '明德小学'`))[0]?.facts ?? 0;
      await until('a second page of facts', facts, { isIt: (count) => count > 510, limitMs: 500_000 });
      const { page, go, leave } = await stage().enter('wang.xun');
      await go('/district-facts');
      const all = Number(/共 (\d+) 条/.exec((await page.getByRole('navigation', { name: '翻页' }).textContent()) ?? '')?.[1]);
      expect(all).toBeGreaterThan(500);
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出 CSV' }).click()]);
      const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n').slice(1);
      expect(lines.length).toBeGreaterThanOrEqual(all);
      await leave();
    }, 600_000);

    test('of the sign-in does so too', async () => {
      const browser = await openBrowser(desk);
      const faults: string[] = [];
      await browser.page.goto(stage().url);
      for (const language of languages) {
        await browser.page.locator('#username').waitFor();
        if (language === 'en') await browser.page.locator('#login-select-toggle').selectOption({ label: 'English' });
        await browser.page.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' });
        for (const viewport of widths) {
          await browser.page.setViewportSize(viewport);
          await browser.page.locator('#username').waitFor();
          faults.push(...(await look(browser.page, join(stage().pictures, `sign-in.${viewport.width}.${language}`))));
        }
      }
      await browser.leave();
      expect(faults).toEqual([]);
    });
  });
}

/** Waits until nothing on the page stands for something still to come. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.locator('.MuiSkeleton-root, [aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}
