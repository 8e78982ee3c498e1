import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { look } from './look.ts';
import { desk, phone, type Person } from './people.ts';
import type { Stage } from './stage.ts';

/** The pages that the window itself goes to, frames left out, while something is done. */
async function pagesOnTheWay(page: Page, meanwhile: () => Promise<unknown>): Promise<string[]> {
  const pages: string[] = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) pages.push(new URL(request.url()).pathname);
  });
  await meanwhile();
  page.removeAllListeners('request');
  return pages;
}

/** Where the two lines at the head of a teacher's first page begin, and how high they are. */
async function linesOf(head: Locator): Promise<unknown> {
  const lines = [head.getByRole('heading', { name: '我的申请', level: 1 }), head.getByText('查看录像须先申请。提交后，所申请的录像立即暂存。')];
  return Promise.all(lines.map(async (line) => {
    const { x = 0, y = 0, height = 0 } = (await line.boundingBox()) ?? {};
    return { x, y, height };
  }));
}

/** Opening the console again while one is signed in, at a place of it. */
export function comingBackJourney(stage: () => Stage): void {
  describe('somebody who is signed in and comes back', () => {
    let teacher: Person;
    const reopen = async (): Promise<void> => {
      await teacher.page.goto('about:blank');
      await teacher.go('/my-requests/new');
    };
    beforeAll(async () => {
      teacher = await stage().enter('li.wei');
    });

    test('is where they wanted to be, and leaves the page for nothing', async () => {
      expect(await pagesOnTheWay(teacher.page, reopen)).toEqual(['/']);
      expect(new URL(teacher.page.url()).hash).toBe('#/my-requests/new');
    });

    test.each([['desk', desk], ['phone', phone]] as const)('sees the head of their page on a %s while it is asked who they are, where it will stand, and nothing of a person', async (_, viewport) => {
      const { page } = teacher;
      await page.setViewportSize(viewport);
      const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      await page.route(/openid-connect\/auth\?/, async (route) => {
        asked.resolve();
        await answer.promise;
        await route.continue();
      });
      await page.goto('about:blank');
      await page.goto(stage().url, { waitUntil: 'commit' }); // the frame that asks belongs to the page
      const opening = page.locator('#opening');
      const before = await linesOf(opening);
      expect(await page.locator('body').innerText()).not.toMatch(/李薇|明德/);
      expect(await look(page, join(stage().pictures, `opening.${viewport.width}.zh-CN`))).toEqual([]);
      await asked.promise;
      answer.resolve();
      const after = page.locator('#content');
      await after.getByRole('heading', { name: '我的申请', level: 1 }).waitFor();
      expect(await opening.count()).toBe(0);
      expect(await linesOf(after)).toEqual(before);
      await page.unroute(/openid-connect\/auth\?/);
      await page.setViewportSize(desk);
    });

    test('begins with nothing of somebody who has signed out', async () => {
      const other = await stage().enter('zhao.an');
      const { page } = other;
      expect(await page.evaluate<string | null>(`localStorage.getItem('RaStoreGuardroom.opening')`)).toContain('/room');
      await page.getByRole('button', { name: '赵安' }).click();
      await page.getByRole('button', { name: '退出', exact: true }).click();
      await page.locator('#username').waitFor();
      expect(await page.evaluate<string | null>(`localStorage.getItem('RaStoreGuardroom.opening')`)).toBeNull();
      await other.leave();
    });

    test('comes in by way of the sign-in when frames are told nothing', async () => {
      await teacher.page.route('**/silent.js', (route) => route.abort());
      const pages = await pagesOnTheWay(teacher.page, reopen);
      expect(pages).toEqual(['/', expect.stringMatching(/openid-connect\/auth$/), '/']);
      expect(teacher.page.url()).toBe(`${stage().url}/#/my-requests/new`);
      await teacher.page.unroute('**/silent.js');
    });

    test('is asked to sign in when they were signed out meanwhile', async () => {
      await teacher.context.clearCookies();
      await teacher.page.goto('about:blank');
      await teacher.page.goto(stage().url);
      await teacher.page.locator('#username').waitFor();
      await teacher.leave();
    });
  });
}
