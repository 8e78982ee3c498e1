import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Person } from './people.ts';
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
