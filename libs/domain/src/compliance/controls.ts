import * as access from './access.ts';
import * as coverage from './coverage.ts';
import * as data from './data.ts';
import * as discipline from './discipline.ts';
import * as duty from './duty.ts';
import * as equip from './equip.ts';
import * as governance from './governance.ts';
import * as incident from './incident.ts';
import type { Rule } from './judge.ts';
import * as people from './people.ts';
import * as recording from './recording.ts';
import type { EvaluatedControl, EvidenceKind } from './results.ts';
import * as room from './room.ts';
import * as supervision from './supervision.ts';

/** What everybody may know of a control's judgement. */
export type AnyControl = { readonly control: EvaluatedControl; readonly evidence: EvidenceKind; readonly parameters: readonly string[]; readonly reasons: readonly string[]; readonly rule: Rule };

const isControl = (value: unknown): value is AnyControl => typeof value === 'object' && value !== null && 'control' in value && 'judge' in value;

/** The judgements of all controls, by the order of the domains' files. */
export const CONTROL_DEFINITIONS: readonly AnyControl[] = [governance, people, duty, room, equip, coverage, recording, data, access, incident, discipline, supervision].flatMap((domain) => Object.values(domain).filter(isControl));

/** Every reason that a result can have. */
export const REASON_CODES: readonly string[] = [...new Set(CONTROL_DEFINITIONS.flatMap(({ reasons }) => reasons))].sort();
