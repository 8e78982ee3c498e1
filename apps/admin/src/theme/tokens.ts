/**
 * The colours of the console, named for what they mean. Each `…Ink` reads on `paper`, `sheet` and its own `…Wash` at 4.5:1 or better;
 * a colour never stands alone: status components add a shape and a word.
 */
export const paper = {
  ground: '#FAF9F6',
  sheet: '#FFFFFF',
  ink: '#1B1F24',
  inkSoft: '#545B64',
  hairline: '#E3E0D9',
  hairlineStrong: '#C9C5BC',
  action: '#1C4A82',
  actionDeep: '#12365F',
  actionWash: '#EAF0F7',
  jade: '#1E7A5B',
  jadeInk: '#17634A',
  jadeWash: '#E5F2EC',
  amber: '#B97A0C',
  amberInk: '#845200',
  amberWash: '#FBF2DF',
  vermilion: '#C8402A',
  vermilionInk: '#A93220',
  vermilionWash: '#FBEAE5',
  slate: '#66717C',
  slateInk: '#525C66',
  slateWash: '#EFF1F2',
} as const;

/** The same names where video plays: a dark room, so that nothing competes with the picture. */
export const theatre: Colours = {
  ground: '#0E1114',
  sheet: '#171B20',
  ink: '#EDEAE3',
  inkSoft: '#A9B0B8',
  hairline: '#2A3037',
  hairlineStrong: '#3D454E',
  action: '#8DB8EA',
  actionDeep: '#B5D2F3',
  actionWash: '#1B2836',
  jade: '#338767',
  jadeInk: '#7FD0AE',
  jadeWash: '#14271F',
  amber: '#E0AC4A',
  amberInk: '#EBC374',
  amberWash: '#2C2412',
  vermilion: '#E8735C',
  vermilionInk: '#F29A88',
  vermilionWash: '#331A15',
  slate: '#8C97A2',
  slateInk: '#AEB7C0',
  slateWash: '#20252B',
};

/** One set of meanings to colours. */
export type Colours = { readonly [name in keyof typeof paper]: string };

/** What a status says, whatever the thing is: it held, it half held, it did not hold, nobody knows, nothing was to be judged, or no judgement is meant. */
export type Tone = 'pass' | 'partial' | 'fail' | 'unknown' | 'none' | 'plain';

/** The three colours of a tone: mark, words, wash. */
export const toneColours = (palette: Colours, tone: Tone): { mark: string; ink: string; wash: string } => {
  switch (tone) {
    case 'pass':
      return { mark: palette.jade, ink: palette.jadeInk, wash: palette.jadeWash };
    case 'partial':
      return { mark: palette.amber, ink: palette.amberInk, wash: palette.amberWash };
    case 'fail':
      return { mark: palette.vermilion, ink: palette.vermilionInk, wash: palette.vermilionWash };
    case 'unknown':
      return { mark: palette.slate, ink: palette.slateInk, wash: palette.slateWash };
    case 'none':
      return { mark: palette.slate, ink: palette.slateInk, wash: palette.ground };
    case 'plain':
      return { mark: palette.action, ink: palette.actionDeep, wash: palette.actionWash };
  }
};

/** What pages are set in: the stack of the page's language, since Chinese fonts give English its quotation marks full width. */
export const pageFamily = 'var(--guardroom-font)';

/** System fonts, Chinese first; nothing is fetched. */
export const fontFamily = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",system-ui,"Segoe UI",sans-serif';

/** The same fonts for pages in English, with quotation marks and dots of a Latin font of the machine (`fonts.css`). */
export const englishFamily = `"Guardroom Marks","Segoe UI","Helvetica Neue",${fontFamily}`;

/** Height of the bar that stays on top of every page on paper. CSS pixels. */
export const topBarPx = 52;

/** Width of the navigation beside a page. CSS pixels. */
export const railPx = 200;

/** Ids, hashes and other text that is compared letter by letter. */
export const monoFamily = 'ui-monospace,"SF Mono",Menlo,Consolas,"Noto Sans Mono","Noto Sans Mono CJK SC",monospace';

/** Relative contrast of two `#rrggbb` colours by WCAG 2, from 1 to 21. */
export function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => {
    const channel = (start: number): number => {
      const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  };
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}
