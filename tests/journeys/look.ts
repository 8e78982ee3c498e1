import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Finding = { readonly id: string; readonly impact: string; readonly help: string; readonly nodes: readonly { readonly html: string }[] };

/** Ends whatever fades in or out, and keeps it from beginning, while `still`: half of a fade is no colour of the page. */
const stillness = (still: boolean): string => `(() => {
  if (!window.guardroomStill) {
    window.guardroomStill = new CSSStyleSheet();
    window.guardroomStill.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important; }');
    document.adoptedStyleSheets.push(window.guardroomStill);
  }
  window.guardroomStill.disabled = ${!still};
})()`;

/** Takes a picture, and names what axe finds serious and what is wider than the window. */
export async function look(page: Page, path: string): Promise<string[]> {
  await page.evaluate(stillness(true));
  try {
    return await seen(page, path);
  } finally {
    await page.evaluate(stillness(false));
  }
}

async function seen(page: Page, path: string): Promise<string[]> {
  await page.screenshot({ path: `${path}.png`, fullPage: true });
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  await page.evaluate(axe);
  const found = await page.evaluate<Finding[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical'))`);
  return [...(overflow > 0 ? [`${overflow} px wider than the window`] : []), ...found.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).slice(0, 3).join(' | ')}`)];
}
