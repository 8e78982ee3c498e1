import type { Locator, Page } from 'playwright-core';
import { phone } from './people.ts';

const words = {
  'zh-CN': { order: /^排序/, export: '导出 CSV' },
  en: { order: /^Order/, export: 'Export CSV' },
} as const;

/** Lists whose operation takes no filter beside the search. */
const searchedOnly: readonly string[] = ['district-schools'];

const isShown = (piece: Locator): Promise<boolean> => piece.first().isVisible();

/** What the lists of a page lack of search, filters, order and export, as assistive technology names them. */
export async function lacking(page: Page, language: keyof typeof words): Promise<string[]> {
  const lacks: string[] = [];
  const isWide = (page.viewportSize()?.width ?? 0) > phone.width;
  for (const list of await page.locator('[data-list]').all()) {
    const name = (await list.getAttribute('data-list')) ?? '';
    const order = list.getByRole('combobox', { name: words[language].order });
    const choices = list.locator('search').getByRole('combobox').or(list.locator('search').getByRole('textbox'));
    const filters = (await choices.filter({ visible: true }).count()) - (await order.filter({ visible: true }).count());
    const hasRows = await isShown(list.locator('tbody tr'));
    const has = {
      search: await isShown(list.getByRole('searchbox')),
      filters: filters > 0 || searchedOnly.includes(name),
      order: (await isShown(order)) || (isWide && (!hasRows || (await isShown(list.locator('thead').getByRole('button'))))),
      export: await isShown(list.getByRole('button', { name: words[language].export })),
    };
    lacks.push(...Object.entries(has).filter(([, is]) => !is).map(([piece]) => `${name} has no ${piece}`));
  }
  return lacks;
}

/** Orders each list of an English page otherwise, then searches it for what it does not hold; names what goes wrong. */
export async function nothingFound(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const list of await page.locator('[data-list]').all()) {
    const name = (await list.getAttribute('data-list')) ?? '';
    const ordered = page.waitForResponse((response) => /[?&]sort=/.test(response.url()));
    await list.getByRole('combobox', { name: words.en.order }).click();
    await page.getByRole('option').nth(1).click();
    const answer = await ordered;
    if (!answer.ok()) faults.push(`${name} is not ordered: ${answer.status()}`);
    await list.getByRole('searchbox').fill('nothing is called this');
    await list.getByText('Nothing matches these filters').waitFor();
  }
  return faults;
}
