import type { PolicyPack } from './pack.ts';

/** One `@source` tag that cites nothing in the pack. */
export interface BadSource {
  /** 1-based. */
  readonly line: number;
  readonly cited: string;
}

/**
 * Finds the `@source` tags of a source text that name no clause of the pack.
 *
 * A tag cites `R22 3`, `R22:3`, a law control `LAW-RET-01`, or an instrument with its article `Order 799 21`; several are
 * parted by `,` or `;`. The tag ends with its line.
 */
export function badSources(text: string, pack: PolicyPack): readonly BadSource[] {
  const clauses = new Set(pack.clauses.map((clause) => clause.id));
  const law = new Set(pack.lawControls.map((control) => control.id));
  const instruments = [...new Set(pack.lawControls.flatMap((control) => control.sources.map((source) => source.instrument)))];
  const exists = (cited: string): boolean => {
    const clause = /^(R\d{2})(?::|\s+)(\S+)$/.exec(cited);
    return clause ? clauses.has(`${clause[1]}:${clause[2]}`) : law.has(cited) || instruments.some((name) => cited.startsWith(`${name} `));
  };
  return text.split('\n').flatMap((content, index) => {
    const tag = /@source\b(.*)/.exec(content)?.[1];
    if (tag === undefined) return [];
    const cited = tag.replace(/\*\/.*$/, '').split(/[,;]/).map((part) => part.trim().replace(/\.$/, ''));
    return cited.filter((part) => !exists(part)).map((part) => ({ line: index + 1, cited: part }));
  });
}
