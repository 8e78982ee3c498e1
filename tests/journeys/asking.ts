import type { Locator, Page } from 'playwright-core';
import type { Person } from './people.ts';
import { civilField, type Stretch } from './stage.ts';

/** A request as the form takes it. */
export type Application = Stretch & { readonly cameras: readonly string[]; readonly reason: string };

/** Fills in the form for an escorted viewing, up to the button that files it. */
export async function fillIn({ page, go }: Person, { fromMs, toMs, cameras, reason }: Application): Promise<void> {
  await go('/my-requests');
  await page.getByRole('link', { name: '申请调阅' }).click();
  await page.getByRole('heading', { level: 1, name: '申请调阅' }).waitFor();
  for (const camera of cameras) await page.getByRole('checkbox', { name: camera }).click();
  await page.getByLabel('从', { exact: true }).fill(civilField(fromMs));
  await page.getByLabel('到', { exact: true }).fill(civilField(toMs));
  await page.getByRole('combobox', { name: '类别' }).click();
  await page.getByRole('option', { name: '物品遗失' }).click();
  await page.getByRole('textbox', { name: '说明' }).fill(reason);
  await page.getByRole('radio', { name: /现场陪同调阅/ }).check();
  await page.getByRole('checkbox', { name: /我已知悉/ }).check();
}

/** A request that was filed: its number, which people say aloud, and its id. */
export type Filed = { readonly number: string; readonly id: string };

/** Files what was filled in, and reads number and id off the page of the request. */
export async function file(page: Page): Promise<Filed> {
  await page.getByRole('button', { name: '提交申请' }).click();
  const heading = page.getByRole('heading', { level: 1, name: /^申请 \d{4}-\d{4,}$/ });
  await heading.waitFor();
  const number = /\d{4}-\d+/.exec((await heading.textContent()) ?? '')?.[0] ?? '';
  return { number, id: /my-requests\/(frq_\w+)/.exec(page.url())?.[1] ?? '' };
}

/** The card on which a request is decided. */
export const cardOf = (page: Page, { id }: Filed): Locator => page.locator(`article[aria-labelledby="${id}-who"]`);

/** Consents, on the card, to the applicant seeing the picture beside an escort. */
export async function consent(page: Page, filed: Filed): Promise<void> {
  const card = cardOf(page, filed);
  await card.getByRole('checkbox', { name: /我同意申请人本人/ }).check();
  await card.getByRole('button', { name: '需本人辨认物品或人员。' }).click();
}

/** Grants the whole request by the card; `beforeConfirming` may look at what stands there. */
export async function grantWhole({ page, go }: Person, filed: Filed, beforeConfirming: () => Promise<void>): Promise<void> {
  await go('/decide');
  const card = cardOf(page, filed);
  await card.getByRole('button', { name: '批准', exact: true }).click();
  await consent(page, filed);
  await beforeConfirming();
  await card.getByRole('button', { name: '确认批准' }).click();
  await settled(page, card, `已批准 李薇的申请 ${filed.number}`);
}

/** Grants a part of the minutes by the card. */
export async function grantPart({ page, go }: Person, filed: Filed, { fromMs, toMs }: Stretch): Promise<void> {
  await go('/decide');
  const card = cardOf(page, filed);
  await card.getByRole('button', { name: '部分批准' }).click();
  await card.getByLabel('从', { exact: true }).fill(civilField(fromMs));
  await card.getByLabel('到', { exact: true }).fill(civilField(toMs));
  await consent(page, filed);
  await card.getByRole('button', { name: '确认部分批准' }).click();
  await settled(page, card, `已部分批准 李薇的申请 ${filed.number}`);
}

/** The page says what was decided, and goes on without the card. */
async function settled(page: Page, card: Locator, said: string): Promise<void> {
  await page.getByText(said).waitFor();
  await card.waitFor({ state: 'detached' });
  await page.getByRole('heading', { level: 1, name: '待批' }).waitFor();
}

/** Opens the viewing in the applicant's browser, from the page of the request. */
export async function openViewing({ page, go }: Person, { id }: Filed): Promise<void> {
  await go(`/my-requests/${id}`);
  await page.getByRole('link', { name: '打开调阅' }).click();
  await page.getByRole('button', { name: '打开调阅' }).click();
  await page.getByText('等待陪同人确认在场').waitFor();
}

/** Joins the viewing as escort, from the room board. */
export async function joinAsEscort({ page, go }: Person, { number }: Filed): Promise<void> {
  await go('/room');
  await page.locator('main div').filter({ hasText: number }).getByRole('link', { name: '我来陪同' }).first().click();
  await page.getByRole('button', { name: '我在场，确认陪同' }).click();
  await page.getByText('你在场，陪同中。').waitFor();
}
