import { domainOf, faultsOf, type PackFault } from './check.ts';
import { packFiles, type PackFiles, type Text } from './schema.ts';

type Raw<K extends 'controls' | 'clauses' | 'regulations' | 'lawControls' | 'conflicts'> = PackFiles[K][number];

/**
 * What the product does about a clause today. It is `enforced` or `attested` only when each control that serves it is;
 * `waitsFor` names those that are not yet.
 */
export type ClauseStatus =
  | { readonly kind: 'enforced' | 'attested' }
  | { readonly kind: 'organisational'; readonly reason: Text }
  | { readonly kind: 'deferred'; readonly reason: Text; readonly waitsFor: readonly string[] };

export interface Clause {
  /** `R03:1.3` */
  readonly id: string;
  readonly regulation: string;
  /** The clause's number inside its regulation, `1.3`. */
  readonly number: string;
  readonly title: Text;
  readonly controls: readonly string[];
  readonly status: ClauseStatus;
}

export type Control = DeepReadonly<Raw<'controls'> & { domain: string; title: Text }>;
export type Regulation = DeepReadonly<Raw<'regulations'>>;
export type LawControl = DeepReadonly<Raw<'lawControls'>>;
export type Conflict = DeepReadonly<Raw<'conflicts'>>;

/** The regulations, clauses, controls and law of one version, checked and frozen. */
export interface PolicyPack {
  readonly version: number;
  readonly regulations: readonly Regulation[];
  readonly clauses: readonly Clause[];
  readonly controls: readonly Control[];
  readonly lawControls: readonly LawControl[];
  readonly conflicts: readonly Conflict[];
  /** Full Chinese name by the short name that law controls cite; an instrument without one is cited by its own name. */
  readonly instruments: Readonly<Record<string, string>>;
  readonly domains: Readonly<Record<string, Text>>;
}

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** The pack's data is wrong; `faults` lists everything that is, and the message prints it. */
export class PackFaulty extends Error {
  readonly faults: readonly PackFault[];

  constructor(faults: readonly PackFault[]) {
    super(`policy pack: ${faults.length} fault(s)\n${faults.map(({ path, code, message }) => `  ${path}: ${message} [${code}]`).join('\n')}`);
    this.name = 'PackFaulty';
    this.faults = faults;
  }
}

/**
 * Builds a pack from raw data files.
 *
 * @throws PackFaulty with every fault at once — the data must be mended, retrying does not help.
 */
export function loadPack(raw: unknown): PolicyPack {
  const parsed = packFiles.safeParse(raw);
  if (!parsed.success) {
    throw new PackFaulty(parsed.error.issues.map(({ path, message }) => ({ path: pathOf(raw, path), code: 'shape', message })));
  }
  const files = parsed.data;
  const faults = faultsOf(files);
  if (faults.length > 0) throw new PackFaulty(faults);

  return freeze({
    version: files.pack.version,
    regulations: files.regulations,
    clauses: files.clauses.map((clause) => clauseOf(files, clause)),
    controls: files.controls.map((control) => ({ ...control, domain: domainOf(control.id), title: titleIn(files.controlTitles, control.id) })),
    lawControls: files.lawControls,
    conflicts: files.conflicts,
    instruments: files.instruments,
    domains: files.domainTitles,
  });
}

function clauseOf(files: PackFiles, { id, organisational }: Raw<'clauses'>): Clause {
  const serving = files.controls.filter((control) => control.clauses.includes(id));
  const [regulation = id, ...rest] = id.split(':');
  return {
    id,
    regulation,
    number: rest.join(':'),
    title: titleIn(files.clauseTitles, id),
    controls: serving.map((control) => control.id),
    status: organisational === undefined ? statusFrom(files, serving) : { kind: 'organisational', reason: titleIn(files.reasons, organisational) },
  };
}

function statusFrom(files: PackFiles, serving: readonly Raw<'controls'>[]): ClauseStatus {
  const waiting = serving.filter((control) => control.state.kind === 'deferred');
  const first = waiting[0]?.state;
  if (first?.kind === 'deferred') {
    return { kind: 'deferred', reason: titleIn(files.reasons, first.reason), waitsFor: waiting.map((control) => control.id) };
  }
  return { kind: serving.some((control) => control.state.kind === 'attested') ? 'attested' : 'enforced' };
}

function titleIn(titles: Readonly<Record<string, Text>>, id: string): Text {
  const title = titles[id];
  if (title === undefined) throw new Error(`no text for ${id}, though the check passed`);
  return title;
}

/** `controls/3/title` says little; the entry's own id says which one. */
function pathOf(raw: unknown, path: readonly PropertyKey[]): string {
  let here: unknown = raw;
  return path.map((step) => {
    here = typeof here === 'object' && here !== null ? (here as Record<PropertyKey, unknown>)[step] : undefined;
    const { id, key } = (typeof here === 'object' && here !== null ? here : {}) as { id?: unknown; key?: unknown };
    return typeof step === 'number' ? String(id ?? key ?? step) : String(step);
  }).join('/');
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}
