import { isOfType, isWithinLimits } from './parameters.ts';
import type { PackFiles, Parameter } from './schema.ts';

/** One thing wrong with the data; `path` names the entry. */
export interface PackFault {
  readonly path: string;
  readonly code:
    | 'shape' | 'duplicate' | 'unknown_clause' | 'unknown_control' | 'unknown_regulation' | 'unknown_reason'
    | 'no_clause' | 'clause_unserved' | 'clause_both' | 'clause_count' | 'missing_title' | 'title_without_entry'
    | 'default_not_allowed' | 'limits_crossed' | 'no_limits' | 'unexplained';
  readonly message: string;
}

/** The domain of a control is the first word of its id. */
export const domainOf = (controlId: string): string => controlId.slice(0, controlId.indexOf('.'));

/** Holds the files against each other and returns every fault at once; an empty list means that the pack is sound. */
export function faultsOf(files: PackFiles): readonly PackFault[] {
  const faults: PackFault[] = [];
  const add = (path: string, code: PackFault['code'], message: string): void => { faults.push({ path, code, message }); };

  const ids = (kind: string, entries: readonly { readonly id: string }[]): Set<string> => {
    const seen = new Set<string>();
    for (const { id } of entries) {
      if (seen.has(id)) add(`${kind}/${id}`, 'duplicate', 'stands twice');
      seen.add(id);
    }
    return seen;
  };
  const regulations = ids('regulations', files.regulations);
  const clauses = ids('clauses', files.clauses);
  const controls = ids('controls', files.controls);
  ids('law-controls', files.lawControls);
  ids('conflicts', files.conflicts);

  const known = (path: string, wanted: readonly string[], have: ReadonlySet<string>, code: PackFault['code']): void => {
    for (const id of wanted) if (!have.has(id)) add(path, code, `names ${id}, which does not exist`);
    if (new Set(wanted).size !== wanted.length) add(path, 'duplicate', 'names an entry twice');
  };
  const titled = (kind: string, have: ReadonlySet<string>, titles: Readonly<Record<string, unknown>>): void => {
    for (const id of have) if (!Object.hasOwn(titles, id)) add(`${kind}/${id}`, 'missing_title', 'has no title');
    for (const id of Object.keys(titles)) if (!have.has(id)) add(`${kind}/${id}`, 'title_without_entry', 'has a title but does not exist');
  };
  titled('clauses', clauses, files.clauseTitles);
  titled('controls', controls, files.controlTitles);
  titled('domains', new Set(files.controls.map(({ id }) => domainOf(id))), files.domainTitles);

  for (const regulation of files.regulations) {
    const path = `regulations/${regulation.id}`;
    if (regulation.sameAs !== undefined) known(path, [regulation.sameAs], regulations, 'unknown_regulation');
    const found = files.clauses.filter((clause) => clause.id.startsWith(`${regulation.id}:`)).length;
    if (found !== regulation.clauseCount) add(path, 'clause_count', `has ${found} clauses, not ${regulation.clauseCount}`);
  }

  const served = new Set(files.controls.flatMap((control) => control.clauses));
  for (const { id, organisational } of files.clauses) {
    const path = `clauses/${id}`;
    known(path, [id.split(':')[0] ?? id], regulations, 'unknown_regulation');
    if (organisational !== undefined) {
      if (!Object.hasOwn(files.reasons, organisational)) add(path, 'unknown_reason', `gives the reason ${organisational}, which does not exist`);
      if (served.has(id)) add(path, 'clause_both', 'is called organisational, yet a control serves it');
    } else if (!served.has(id)) add(path, 'clause_unserved', 'is served by no control and not called organisational');
  }

  for (const control of files.controls) {
    const path = `controls/${control.id}`;
    if (control.clauses.length === 0) add(path, 'no_clause', 'serves no clause');
    known(path, control.clauses, clauses, 'unknown_clause');
    if (control.state.kind === 'deferred' && !Object.hasOwn(files.reasons, control.state.reason)) {
      add(path, 'unknown_reason', `gives the reason ${control.state.reason}, which does not exist`);
    }
    const { rubric, evidence } = control;
    if (control.state.kind !== 'deferred' && control.state.evaluated && !(evidence && rubric.pass.zh && rubric.partial.zh && rubric.fail.zh)) {
      add(path, 'unexplained', 'is evaluated, so it needs its evidence and a rubric in both languages');
    }
    ids(`${path}/parameters`, control.parameters.map(({ key }) => ({ id: key })));
    for (const parameter of control.parameters) {
      const at = `${path}/parameters/${parameter.key}`;
      known(at, parameter.seed, clauses, 'unknown_clause');
      for (const [code, message] of parameterFaults(parameter)) add(at, code, message);
    }
  }

  for (const conflict of files.conflicts) {
    known(`conflicts/${conflict.id}`, conflict.clauses, clauses, 'unknown_clause');
    known(`conflicts/${conflict.id}`, conflict.controls, controls, 'unknown_control');
  }
  return faults;
}

function parameterFaults(parameter: Parameter): readonly [PackFault['code'], string][] {
  const { type, min, max, options, mustInclude, open, mapRule } = parameter;
  const isNumber = type === 'integer' || type === 'decimal';
  if (isNumber ? min === undefined || max === undefined : type !== 'flag' && !options && !mustInclude && !open && !mapRule) {
    return [['no_limits', 'does not say which values are allowed']];
  }
  if (min !== undefined && max !== undefined && min > max) return [['limits_crossed', `has min ${min} above max ${max}`]];
  if (!isOfType(parameter, parameter.default) || !isWithinLimits(parameter, parameter.default)) {
    return [['default_not_allowed', `has the default ${JSON.stringify(parameter.default)}, which its own limits forbid`]];
  }
  return [];
}
