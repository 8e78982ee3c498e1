/** Something that may stand in no log and in no answer. */
export type Secret = { readonly name: string; readonly value: string };
/** A text to look through: a log or an answer. */
export type Text = { readonly where: string; readonly text: string };
/** What was found, and how much was looked at. */
export type Search = { readonly leaks: readonly string[]; readonly texts: number; readonly lines: number; readonly bytes: number };

/** Characters at either end of a secret that already tell too much of it. */
const PART = 8;

/** Every spelling in which a secret could stand in a text; a part of it from either end counts too. */
function spellings(value: string): string[] {
  const parts = value.length >= 2 * PART ? [value.slice(-PART)] : [];
  // A token begins like every other one.
  if (value.length >= 2 * PART && !value.startsWith('eyJ')) parts.push(value.slice(0, PART));
  const bytes = Buffer.from(value);
  const inner = (text: string): string => JSON.stringify(text).slice(1, -1);
  return [...new Set([value, ...parts, inner(value), inner(inner(value)), encodeURIComponent(value), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url'), bytes.toString('hex')])];
}

/** Looks for every secret in every line. @throws Error — when a secret is too short to be told from chance, or there is nothing to look at */
export function search(texts: readonly Text[], secrets: readonly Secret[]): Search {
  const short = secrets.filter(({ value }) => value.length < PART);
  if (short.length > 0) throw new Error(`too short to look for: ${short.map((s) => s.name).join(', ')}`);
  const wanted = secrets.flatMap(({ name, value }) => spellings(value).map((spelling) => ({ name, spelling })));
  let lines = 0;
  let bytes = 0;
  const leaks = new Set<string>();
  for (const { where, text } of texts) {
    bytes += Buffer.byteLength(text);
    for (const [n, line] of text.split('\n').entries()) {
      lines += 1;
      for (const { name, spelling } of wanted) if (line.includes(spelling)) leaks.add(`${where}:${n + 1} tells ${name}`);
    }
  }
  if (bytes === 0 || wanted.length === 0) throw new Error('nothing was looked at');
  return { leaks: [...leaks], texts: texts.length, lines, bytes };
}
