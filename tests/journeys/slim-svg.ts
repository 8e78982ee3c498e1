/** A hundredth of a point: nobody sees less. */
const short = (value: number): string => String(Math.round(value * 100) / 100).replace(/^(-?)0\./, '$1.');

/** Numbers one after the other, with a space only where they would run together. */
const joined = (numbers: readonly number[]): string =>
  numbers.map(short).reduce((text, number) => (text === '' || number.startsWith('-') || (number.startsWith('.') && /\.\d*$/.test(text)) ? text + number : `${text} ${number}`), '');

/** A path of absolute moves, lines and curves, told in steps from point to point. @throws Error — when it holds anything else */
export function steps(path: string): string {
  let [x, y, startX, startY] = [0, 0, 0, 0];
  return [...path.matchAll(/([A-Za-z])([^A-Za-z]*)/g)]
    .map(([, command = '', rest = '']) => {
      if (!'MLCZ'.includes(command)) throw new Error(`no step for ${command}`);
      if (command === 'Z') {
        [x, y] = [startX, startY];
        return 'z';
      }
      // What was rounded is what the next step starts from, so that the errors do not add up.
      const numbers = rest.trim().split(/[\s,]+/).map((number, i) => Math.round((Number(number) - (i % 2 === 0 ? x : y)) * 100) / 100);
      x += numbers.at(-2) ?? 0;
      y += numbers.at(-1) ?? 0;
      if (command === 'M') [startX, startY] = [x, y];
      if (command === 'L' && numbers[1] === 0) return `h${short(numbers[0] ?? 0)}`;
      if (command === 'L' && numbers[0] === 0) return `v${short(numbers[1] ?? 0)}`;
      return command.toLowerCase() + joined(numbers);
    })
    .join('')
    .replace(/m0 0$/, '');
}

const percents = (r: string, g: string, b: string): string => `#${[r, g, b].map((part) => Math.round(Number(part) * 2.55).toString(16).padStart(2, '0')).join('')}`;

/** An element and what it holds; a drawing of outlines has no text. */
type Element = { readonly tag: string; readonly children: Element[] };

function parse(svg: string): Element[] {
  const open: Element[] = [{ tag: '', children: [] }];
  for (const [tag = ''] of svg.matchAll(/<[^>]+>/g)) {
    if (tag.startsWith('</')) open.pop();
    else {
      const element = { tag, children: [] };
      open.at(-1)?.children.push(element);
      if (!tag.endsWith('/>')) open.push(element);
    }
  }
  return open[0]?.children ?? [];
}

const write = ({ tag, children }: Element): string => (tag.endsWith('/>') ? tag : `${tag}${children.map(write).join('')}</${/^<(\w+)/.exec(tag)?.[1]}>`);

/** Groups that only colour or clip what they hold may hold their neighbour's as well. */
const mayJoin = (tag: string): boolean => /^<g (fill|clip-path)="[^"]*">$/.test(tag);

function join(elements: readonly Element[]): Element[] {
  const joined: Element[] = [];
  for (const { tag, children } of elements) {
    const last = joined.at(-1);
    if (last?.tag === tag && mayJoin(tag)) joined[joined.length - 1] = { tag, children: join([...last.children, ...children]) };
    else joined.push({ tag, children: join(children) });
  }
  return joined;
}

/** Takes away the clip around each letter that is that letter's own box. */
function unboxed(element: Element): Element {
  const children = element.children.map(unboxed);
  const [only] = children;
  const isBox = /^<g clip-path="url\(#box\d+\)">$/.test(element.tag);
  return isBox && children.length === 1 && only?.tag.startsWith('<g fill=') && only.children.every(({ tag }) => tag.startsWith('<use ')) ? only : { tag: element.tag, children };
}

/**
 * The drawing that `pdftocairo -svg` makes of a page, many times smaller: each outline of a letter and each clip once, letters of one
 * colour in one group, steps instead of places, and no digits that nobody sees.
 */
export function slim(svg: string): string {
  const letters = new Map<string, string>();
  const clips = new Map<string, string>();
  const renamed = new Map<string, string>();
  /** Keeps the first of equal definitions, and remembers what the others were called. */
  const once = (known: Map<string, string>, id: string, d: string, name: string, definition: (name: string) => string): string => {
    const first = known.get(d);
    known.set(d, first ?? name);
    renamed.set(id, first ?? name);
    return first ? '' : definition(name);
  };
  const text = svg
    .replace(/^<\?xml[^>]*>\s*/, '')
    .replaceAll(/>\s+</g, '><')
    .replaceAll(/rgb\(([\d.]+)%,([\d.]+)%,([\d.]+)%\)/g, (_, r: string, g: string, b: string) => percents(r, g, b))
    .replaceAll(/ d="([^"]*)"/g, (_, d: string) => ` d="${steps(d)}"`)
    .replaceAll(/<symbol overflow="visible" id="([^"]+)"><path style="stroke:none;" d="([^"]*)"\/><\/symbol>/g, (_, id: string, d: string) => once(letters, id, d, `g${letters.size.toString(36)}`, (name) => `<path id="${name}" d="${d}"/>`))
    .replaceAll(/<clipPath id="([^"]+)">(<path (?:clip-rule="\w+" )?d="([^"]*)"\/>)<\/clipPath>/g, (_, id: string, path: string, d: string) =>
      once(clips, id, path, `${/^m[-\d. ]+h[\d.]+v[\d.]+h-[\d.]+z$/.test(d) ? 'box' : 'clip'}${clips.size}`, (name) => `<clipPath id="${name}">${path}</clipPath>`),
    )
    .replaceAll(/url\(#([^)]+)\)/g, (_, id: string) => `url(#${renamed.get(id) ?? id})`)
    .replaceAll(/<use xlink:href="#(glyph[^"]+)" x="([^"]+)" y="([^"]+)"\/>/g, (_, id: string, x: string, y: string) => `<use href="#${renamed.get(id)}" x="${short(Number(x))}" y="${short(Number(y))}"/>`)
    .replaceAll(/<g style="fill:(#\w+);fill-opacity:1;">/g, '<g fill="$1">')
    .replaceAll(/-?\d+\.\d{5,}/g, (number) => String(Number(Number(number).toFixed(4))));
  const slimmed = join(parse(text).map(unboxed)).map(write).join('');
  return slimmed.replaceAll(/<clipPath id="([^"]+)">.*?<\/clipPath>/g, (definition: string, id: string) => (slimmed.includes(`url(#${id})`) ? definition : ''));
}
