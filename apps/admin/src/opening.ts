import { kept } from './kept.ts';
import { englishFamily, fontFamily, paper, railPx, topBarPx } from './theme/tokens.ts';
import type { Locale } from './time/words.ts';

/** The head of a page that somebody's day begins on, as this browser showed it last. Nothing of a person is in it. */
export type Opening = { readonly address: string; readonly locale: Locale; readonly title: string; readonly intro: string };

/** Its name in the framework's store. */
export const openingKey = 'opening';

/** What was remembered for this language. */
export function rememberedOpening(locale: Locale): Opening | undefined {
  const opening = kept(openingKey) as Opening | null | undefined;
  return opening?.locale === locale ? opening : undefined;
}

/** Space beside the page, by the width of the window. CSS pixels. */
const edge = { phone: 16, tablet: 24, desk: 32 } as const;

/** The frame and the head exactly where the page will have them, so that nothing moves when it takes their place. */
const style = (locale: Locale): string => `
body { margin: 0 }
#opening { box-sizing: border-box; min-height: 100dvh; display: grid; grid-template: ${topBarPx}px 1fr / minmax(0, 1fr); background: ${paper.ground}; color: ${paper.ink}; font: 14px/1.6 ${locale === 'en' ? englishFamily : fontFamily}; font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; -webkit-font-smoothing: antialiased }
#opening > div { display: flex; align-items: center; border-bottom: 1px solid ${paper.hairline}; padding: 0 ${edge.phone}px }
#opening nav { display: none; align-items: center; gap: 8px; height: ${topBarPx}px; padding: 0 16px; font-size: 16px; font-weight: 700; letter-spacing: 0.01em }
#opening main { box-sizing: border-box; width: 100%; max-width: 1240px; padding: ${edge.phone}px }
#opening h1 { margin: 0; font-size: 22px; line-height: 1.4; font-weight: 600 }
#opening p { margin: 2px 0 20px; max-width: 720px; font-size: 13px; color: ${paper.inkSoft} }
#opening section { margin-top: 16px; height: 200px; border-radius: 8px; background: ${paper.slateWash} }
@media (min-width: 600px) { #opening > div, #opening main { padding-inline: ${edge.tablet}px } }
@media (min-width: 900px) {
  #opening { grid-template: ${topBarPx}px 1fr / ${railPx}px minmax(0, 1fr) }
  #opening::before { content: ''; grid-area: 1 / 1 / 3 / 2; border-right: 1px solid ${paper.hairline} }
  #opening nav { display: flex; grid-area: 1 / 1 }
  #opening > div { grid-area: 1 / 2 }
  #opening > div img { display: none }
  #opening main { grid-area: 2 / 2; padding-top: 24px }
}
@media (min-width: 1200px) { #opening > div, #opening main { padding-inline: ${edge.desk}px } }`;

/** Draws it with nothing but the browser, long before the console itself is read; the console then draws over it. */
export function drawOpening(container: HTMLElement, { locale, title, intro }: Opening): void {
  const element = <T extends keyof HTMLElementTagNameMap>(tag: T, words = ''): HTMLElementTagNameMap[T] => Object.assign(document.createElement(tag), { textContent: words });
  const mark = (): HTMLImageElement => Object.assign(new Image(26, 22), { src: '/mark.svg', alt: '' });
  const opening = Object.assign(element('div'), { id: 'opening' });
  const [navigation, bar, page] = [element('nav'), element('div'), element('main')];
  navigation.append(mark(), 'Guardroom');
  bar.append(mark());
  page.ariaBusy = 'true';
  page.append(element('h1', title), element('p', intro), element('section'));
  opening.append(element('style', style(locale)), navigation, bar, page);
  container.append(opening);
}
