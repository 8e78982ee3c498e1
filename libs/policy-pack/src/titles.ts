import clauseTitles from '../data/titles/clauses.json' with { type: 'json' };
import controlTitles from '../data/titles/controls.json' with { type: 'json' };
import domainTitles from '../data/titles/domains.json' with { type: 'json' };

/** The few texts that the console shows, without the rest of the pack; the pack's own load checks that none is missing. */

interface Text { readonly zh: string; readonly en: string }
const look = (titles: Readonly<Record<string, Text>>) => (id: string): Text | undefined => (Object.hasOwn(titles, id) ? titles[id] : undefined);

/** The title of a control (`recording.retention-minimum`), or undefined when there is none. */
export const controlTitle = look(controlTitles);

/** The title of a clause (`R12:5`), or undefined when there is none. */
export const clauseTitle = look(clauseTitles);

/** The name of a domain of controls (`recording`), or undefined when there is none. */
export const domainTitle = look(domainTitles);
