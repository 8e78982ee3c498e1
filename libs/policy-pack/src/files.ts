import clauses from '../data/clauses.json' with { type: 'json' };
import conflicts from '../data/conflicts.json' with { type: 'json' };
import controls from '../data/controls.json' with { type: 'json' };
import instruments from '../data/instruments.json' with { type: 'json' };
import lawControls from '../data/law-controls.json' with { type: 'json' };
import pack from '../data/pack.json' with { type: 'json' };
import reasons from '../data/reasons.json' with { type: 'json' };
import regulations from '../data/regulations.json' with { type: 'json' };
import clauseTitles from '../data/titles/clauses.json' with { type: 'json' };
import controlTitles from '../data/titles/controls.json' with { type: 'json' };
import domainTitles from '../data/titles/domains.json' with { type: 'json' };

/** The data files as they lie on disk, unchecked; `unknown` so that only the schema may say what they hold. */
export const shippedFiles: unknown = {
  pack, regulations, clauses, controls, lawControls, conflicts, instruments, reasons, clauseTitles, controlTitles, domainTitles,
};
