import english from 'ra-language-english';
import { equipment } from './equipment.ts';
import { faults } from './faults.ts';
import { live } from './live.ts';
import { incidents } from './incidents.ts';
import { duty } from './duty.ts';
import { authority } from './authority.ts';
import { compliance } from './compliance.ts';
import { pages } from './pages.ts';
import { people } from './people.ts';
import { pieces } from './pieces.ts';
import { policy } from './policy.ts';
import { refusals } from './refusals.ts';
import { rules } from './rules.ts';
import { states } from './states.ts';
import { supervision } from './supervision.ts';

// The framework writes its buttons in title case; the console's are sentences, and its ranges have a dash.
const framework = { ...english, ra: { ...english.ra, action: { ...english.ra.action, back: 'Go back' }, navigation: { ...english.ra.navigation, page_range_info: '%{offsetBegin}–%{offsetEnd} of %{total}', previous: 'Previous', next: 'Next' } } };

/** Everything that the console says in English. */
export const messages = { ...framework, ...states, ...refusals, ...faults, ...rules, ...pieces, ...pages, ...compliance, ...authority, ...equipment, ...live, ...supervision, ...policy, ...people, ...incidents, ...duty };
