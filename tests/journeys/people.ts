import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { oneTimeCode } from '@guardroom/testkit';

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
  readonly needsCode: boolean;
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
export async function signInAt(url: string, { username, password, needsCode }: Login, viewport: { width: number; height: number } = desk): Promise<Person> {
  const browser = await openBrowser(viewport);
  const { page } = browser;
  await page.goto(url);
  await page.locator('#username').fill(username);
  await page.locator('#password').fill(password);
  await page.locator('#kc-login').click();
  if (needsCode) {
    await page.locator('#otp').fill(await oneTimeCode(username));
    await page.locator('#kc-login').click();
  }
  await page.locator('#content h1').first().waitFor();
  return { ...browser, go: (place) => goTo(page, url, place) };
}

async function goTo(page: Page, url: string, place: string): Promise<void> {
  await page.goto(`${url}/#${place}`);
  await page.locator('h1').first().waitFor();
}
