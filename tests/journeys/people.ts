import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

/** CSS pixels. */
export const desk = { width: 1280, height: 800 } as const;
/** The narrowest phone that pages are made for. CSS pixels. */
export const phone = { width: 360, height: 740 } as const;

/** A busy machine draws a page within this. Milliseconds. */
const patienceMs = 45_000;

const chromiumArguments = ['--lang=zh-CN', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'];

/** Somebody at a browser of their own, signed in to the console. */
export interface Person {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Goes to a place of the console, such as `/my-requests`, as by its address. */
  go(place: string): Promise<void>;
  /** Closes the browser and forgets all that it kept. */
  leave(): Promise<void>;
}

/** What a person signs in with. */
export interface Login {
  readonly username: string;
  readonly password: string;
  /** The present code of the second factor; absent for who has none. */
  readonly code?: () => Promise<string>;
}

/** Opens a browser with an empty profile. Its clock is set to another time zone than the school's: the console speaks of the school's time. */
export async function openBrowser(viewport: { width: number; height: number }): Promise<Omit<Person, 'go'>> {
  const profile = await mkdtemp(join(tmpdir(), 'guardroom-person-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath: '/usr/bin/chromium', headless: true, args: chromiumArguments, viewport, locale: 'zh-CN', timezoneId: 'Europe/Lisbon' });
  context.setDefaultTimeout(patienceMs);
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    context,
    leave: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Signs in by the sign-in page, with the second factor when it asks for one, and ends on the person's first screen. */
export async function signInAt(url: string, { username, password, code }: Login, viewport: { width: number; height: number } = desk): Promise<Person> {
  const browser = await openBrowser(viewport);
  const { page } = browser;
  try {
    await page.goto(url);
    await page.locator('#username').fill(username);
    await page.locator('#password').fill(password);
    await page.locator('#kc-login').click();
    if (code) {
      await page.locator('#otp').fill(await code());
      await page.locator('#kc-login').click();
    }
    await page.locator('#content h1').first().waitFor();
  } catch (error) {
    await browser.leave(); // nobody else knows of it, and a browser that stays open keeps the tests from ending
    throw error;
  }
  return { ...browser, go: (place) => goTo(page, url, place) };
}

async function goTo(page: Page, url: string, place: string): Promise<void> {
  await page.goto(`${url}/#${place}`);
  await page.locator(':root:not(:has(main[aria-busy])) h1').first().waitFor(); // the head that stands there while one is being signed in is nobody's page yet
}

/** Chooses the language by the switch in the head of the page. */
export async function speak({ page, go }: Person, language: 'zh-CN' | 'en'): Promise<void> {
  await go('/');
  await page.getByRole('button', { name: language === 'en' ? 'EN English' : '中文' }).click();
  await page.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' });
}

/** Presses a button of the page and the same in the dialog that opens, with words when it asks for them. */
export async function say(page: Page, button: string, field?: string, words?: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).first().click();
  const dialog = page.getByRole('dialog');
  if (field && words) await dialog.getByLabel(field).fill(words);
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}
