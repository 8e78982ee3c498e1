import { framework } from './react-admin.ts';
import { pages } from './pages.ts';
import { pieces } from './pieces.ts';
import { refusals } from './refusals.ts';
import { rules } from './rules.ts';
import { states } from './states.ts';

/** Everything that the console says in Chinese. */
export const messages = { ...framework, ...states, ...refusals, ...rules, ...pieces, ...pages };
