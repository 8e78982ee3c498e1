import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { look } from './look.ts';
import { desk, openBrowser, phone, speak } from './people.ts';
import type { Stage } from './stage.ts';

const widths = [desk, phone];
const languages = ['zh-CN', 'en'] as const;

/** Ids of rows that pages are about. */
type Known = { readonly incident: string; readonly request: string; readonly camera: string; readonly visit: string; readonly order: string; readonly notice: string; readonly asset: string; readonly ticket: string; readonly change: string; readonly school: string };

/** Who looks at which places. */
const tours: Readonly<Record<string, (known: Known) => readonly string[]>> = {
  'li.wei': ({ request }) => ['/my-requests', '/my-requests/new', `/my-requests/${request}`, `/viewing/${request}`, '/my-posts'],
  'chen.ming': ({ request, visit, order }) => ['/decide', '/room', '/footage-requests', `/footage-requests/${request}`, '/gaps', '/cameras', '/viewing-register', '/control-results', '/violation-cases', '/appointments', '/appointments/create', '/rectification', `/rectification/${order}`, '/rectification/visits', `/rectification/visits/${visit}`, '/policy'],
  'guo.tao': () => ['/live', '/live-views', '/roster', '/duty-log', '/shifts', '/handovers', '/visitors'],
  'qian.hua': ({ camera, asset, ticket, change }) => [`/cameras/${camera}/show`, '/cameras/create', `/cameras/${camera}`, '/gateways', '/devices', '/assets', '/assets/create', `/assets/${asset}/show`, `/assets/${asset}`, '/asset-import', '/fault-tickets', `/fault-tickets/${ticket}/show`, '/change-orders', `/change-orders/${change}/show`],
  'peng.fei': ({ notice }) => ['/cases', '/cases/new', `/cases/${notice}`],
  'zhao.an': ({ notice, incident }) => ['/clearances', '/incidents', '/incidents/new', `/incidents/${incident}`, '/authority-requests', `/authority-requests/${notice}`],
  'sun.ping': () => ['/my-shift'],
  'wang.xun': ({ visit, order, school }) => ['/district', `/district/schools/${school}`, '/district-results', '/ledger', '/district-facts', '/inspections', '/inspections/new', `/inspections/${visit}`, '/district-orders', '/district-orders/new', `/district-orders/${order}`, '/district-policy', '/district-policy/schools', '/representatives'],
};

/** Every page at both widths in both languages: a picture for people to look at, and no serious barrier to anybody. */
export function everyPage(stage: () => Stage): void {
  describe('every page', () => {
    let known: Known;
    beforeAll(async () => {
      const [row] = await stage().sql<Known>(
        `select r.request_id as request, c.camera_id as camera,
                (select i.incident_id from incidents i join schools s using (school_id) where s.name = '明德小学' order by i.opened_at desc limit 1) as incident,
                (select a.request_id from authority_requests a join schools s using (school_id) where s.name = '明德小学' order by a.filed_at desc limit 1) as notice,
                (select v.visit_id from supervision_visits v join schools s using (school_id) where s.name = '明德小学' and v.signed_off_at is not null order by v.planned_at limit 1) as visit,
                (select o.order_id from rectification_orders o join schools s using (school_id) where s.name = '明德小学' order by o.issued_at limit 1) as order,
                (select a.asset_id from assets a join schools s using (school_id) where s.name = '明德小学' and a.tag_number = 'FWQ-0001') as asset,
                (select t.ticket_id from fault_tickets t join schools s using (school_id) where s.name = '明德小学' order by t.opened_at limit 1) as ticket,
                (select o.order_id from change_orders o join schools s using (school_id) where s.name = '明德小学' order by o.proposed_at limit 1) as change,
                (select school_id from schools where name = '明德小学') as school
           from footage_requests r join footage_request_cameras c using (school_id, request_id) where r.decision_kind = 'approved' order by r.filed_at desc limit 1`,
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
            const name = `${place.replace(/\/(inc|frq|cam|aut|spv|rct|ast|tkt|cho|sch)_\w+/, '/one').slice(1).replaceAll('/', '-')}.${viewport.width}.${language}`;
            faults.push(...(await look(person.page, join(stage().pictures, name))).map((fault) => `${name}: ${fault}`));
          }
        }
      }
      await person.leave();
      expect(faults).toEqual([]);
    }, 1_200_000);

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
    });
  });
}

/** Waits until nothing on the page stands for something still to come. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.locator('.MuiSkeleton-root, [aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}
