import regulations from '../data/regulations.json' with { type: 'json' };

/** The titles of the regulations alone, small enough for the page that is loaded first. */

const titles = new Map(regulations.map(({ id, title }) => [id, title]));

/** The title of a regulation (`R12`), or undefined when the pack has none. */
export const regulationTitle = (id: string): { readonly zh: string; readonly en: string } | undefined => titles.get(id);
