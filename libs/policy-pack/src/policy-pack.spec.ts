import { describe, expect, test } from '@jest/globals';
import { CONTROL_DEFINITIONS, CONTROL_DOMAINS, EVALUATED_CONTROLS } from '@guardroom/domain';
import { shippedFiles } from './files.ts';
import { badSources, clause, clauseTitle, control, controlTitle, domainTitle, loadPack, PackFaulty, policyPack } from './index.ts';
import { regulationTitle } from './regulation-titles.ts';
import type { PackFiles } from './schema.ts';

/** The shipped files with something planted. */
function planted(change: (files: PackFiles) => void): unknown {
  const files = structuredClone(shippedFiles) as PackFiles;
  change(files);
  return files;
}

function faults(change: (files: PackFiles) => void): readonly string[] {
  try {
    loadPack(planted(change));
  } catch (fault) {
    if (fault instanceof PackFaulty) return fault.faults.map(({ path, code }) => `${path} ${code}`);
    throw fault;
  }
  return [];
}

const at = <T>(list: T[], index: number): T => list[index]!;

describe('policy pack', () => {
  test('holds 25 regulations, 431 clauses, 131 controls, 130 law controls and 31 conflicts', () => {
    const pack = policyPack();
    expect([pack.regulations, pack.clauses, pack.controls, pack.lawControls, pack.conflicts].map((list) => list.length)).toEqual([25, 431, 131, 130, 31]);
  });

  test('ties every clause to a control or a reason, and every control to a clause, both ways', () => {
    for (const { id, controls, status } of policyPack().clauses) {
      expect({ id, answered: controls.length > 0 }).toEqual({ id, answered: status.kind !== 'organisational' });
      for (const serving of controls) expect(control(serving)?.clauses).toContain(id);
    }
    for (const { id, clauses } of policyPack().controls) for (const served of clauses) expect(clause(served)?.controls).toContain(id);
  });

  test('calls a clause enforced only when all of its controls are, and says which it waits for otherwise', () => {
    expect(clause('R22:7')?.status).toEqual({ kind: 'enforced' });
    expect(clause('R12:5')?.status).toMatchObject({ kind: 'deferred', waitsFor: ['recording.classified-archive'] });
    expect(clause('R05:3.4')?.status).toMatchObject({ kind: 'deferred', reason: { en: 'Not implemented for legal reasons' } });
    expect(clause('R01:1')?.status).toMatchObject({ kind: 'organisational' });
  });

  test('calls those controls evaluated that have an evaluator, in each of the twelve domains, and no other', () => {
    const evaluated = policyPack().controls.filter(({ state }) => state.kind !== 'deferred' && state.evaluated);
    expect(evaluated.map(({ id }) => id).sort()).toEqual([...EVALUATED_CONTROLS].sort());
    expect(CONTROL_DEFINITIONS.map((definition) => definition.control).sort()).toEqual([...EVALUATED_CONTROLS].sort());
    expect(new Set(evaluated.map(({ domain }) => domain))).toEqual(new Set(CONTROL_DOMAINS));
  });

  test('names every control that it calls enforced as evaluated: what holds is shown to hold', () => {
    expect(policyPack().controls.filter(({ state }) => state.kind !== 'deferred' && !state.evaluated)).toEqual([]);
  });

  test('cites the law with its article and counts high as major', () => {
    const retention = policyPack().lawControls.find(({ id }) => id === 'LAW-RET-01');
    expect(retention).toMatchObject({ severity: 'critical', sources: expect.arrayContaining([{ instrument: 'Order 799', article: '17' }]) });
    expect(policyPack().lawControls.find(({ id }) => id === 'LAW-FIL-01')?.severity).toBe('major'); // high in the research
    expect(new Set(policyPack().lawControls.map(({ severity }) => severity))).toEqual(new Set(['critical', 'major', 'minor']));
  });

  test('cannot be changed', () => {
    expect(() => { (policyPack().controls as unknown[]).push({}); }).toThrow(TypeError);
    expect(() => { (control('recording.retention-minimum')!.parameters[0] as { default: unknown }).default = 7; }).toThrow(TypeError);
  });

  test('gives the console titles without the rest of the pack', () => {
    expect([controlTitle('access.no-over-range')?.zh, clauseTitle('R12:5')?.zh, domainTitle('access')?.zh]).toEqual(['调阅不超出批准范围', '分类存储，一般三十天', '调阅']);
    expect([regulationTitle('R12'), regulationTitle('R99')]).toEqual([policyPack().regulations.find(({ id }) => id === 'R12')?.title, undefined]);
    expect([controlTitle('toString'), clauseTitle('R12:99'), domainTitle('')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('the check on load', () => {
  test('finds nothing in the shipped data', () => { expect(faults(() => undefined)).toEqual([]); });

  const plants: [string, (files: PackFiles) => void, string][] = [
    ['an unknown clause', (files) => { at(files.controls, 0).clauses.push('R26:1'); }, 'controls/governance.leading-group-active unknown_clause'],
    ['an unknown clause behind a default', (files) => { at(at(files.controls, 0).parameters, 0).seed.push('R26:1'); }, 'controls/governance.leading-group-active/parameters/required_seats unknown_clause'],
    ['an unknown clause in a conflict', (files) => { at(files.conflicts, 0).clauses.push('R26:1'); }, 'conflicts/C01 unknown_clause'],
    ['an unknown control in a conflict', (files) => { at(files.conflicts, 0).controls.push('recording.for-ever'); }, 'conflicts/C01 unknown_control'],
    ['a control twice', (files) => { files.controls.push(at(files.controls, 0)); }, 'controls/governance.leading-group-active duplicate'],
    ['a clause twice', (files) => { files.clauses.push({ id: 'R01:1', organisational: 'declaratory' }); }, 'clauses/R01:1 duplicate'],
    ['a parameter twice', (files) => { at(files.controls, 0).parameters.push(at(at(files.controls, 0).parameters, 0)); }, 'controls/governance.leading-group-active/parameters/required_seats duplicate'],
    ['a control without clauses', (files) => { at(files.controls, 0).clauses = []; }, 'controls/governance.leading-group-active no_clause'],
    ['a clause that no control serves', (files) => { files.clauses.push({ id: 'R25:12' }); }, 'clauses/R25:12 clause_unserved'],
    ['a served clause called organisational', (files) => { files.clauses.find(({ id }) => id === 'R22:7')!.organisational = 'declaratory'; }, 'clauses/R22:7 clause_both'],
    ['a lost clause', (files) => { files.clauses = files.clauses.filter(({ id }) => id !== 'R01:1'); }, 'regulations/R01 clause_count'],
    ['a default above its maximum', (files) => { const { parameters } = files.controls.find(({ id }) => id === 'recording.retention-minimum')!; at(parameters, 0).default = 366; }, 'controls/recording.retention-minimum/parameters/retention_days default_not_allowed'],
    ['a default below its minimum', (files) => { const { parameters } = files.controls.find(({ id }) => id === 'recording.retention-minimum')!; at(parameters, 0).default = 7; }, 'controls/recording.retention-minimum/parameters/retention_days default_not_allowed'],
    ['a number without limits', (files) => { const { parameters } = files.controls.find(({ id }) => id === 'recording.retention-minimum')!; delete at(parameters, 0).max; }, 'controls/recording.retention-minimum/parameters/retention_days no_limits'],
    ['a control without title', (files) => { delete files.controlTitles['recording.no-deletion']; }, 'controls/recording.no-deletion missing_title'],
    ['a clause without title', (files) => { delete files.clauseTitles['R22:7']; }, 'clauses/R22:7 missing_title'],
    ['an empty title', (files) => { files.clauseTitles['R22:7']!.zh = ''; }, 'clauseTitles/R22:7/zh shape'],
    ['a title of nothing', (files) => { files.controlTitles['recording.for-ever'] = { zh: '永久', en: 'For ever' }; }, 'controls/recording.for-ever title_without_entry'],
    ['a reason that nobody wrote', (files) => { at(files.controls, 0).state = { kind: 'deferred', reason: 'later' }; }, 'controls/governance.leading-group-active unknown_reason'],
    ['an evaluated control without evidence', (files) => { at(files.controls, 0).state = { kind: 'enforced', evaluated: true }; }, 'controls/governance.leading-group-active unexplained'],
    ['a misspelt field', (files) => { Object.assign(at(files.controls, 0), { severty: 'minor' }); }, 'controls/governance.leading-group-active shape'],
  ];
  test.each(plants)('finds %s', (_name, plant, expected) => { expect(faults(plant)).toContain(expected); });

  test('lists all faults at once', () => {
    const found = faults((files) => {
      at(files.controls, 0).clauses.push('R26:1');
      delete files.controlTitles['recording.no-deletion'];
      files.conflicts.push(at(files.conflicts, 0));
    });
    expect(found).toEqual(expect.arrayContaining([
      'controls/governance.leading-group-active unknown_clause', 'controls/recording.no-deletion missing_title', 'conflicts/C01 duplicate',
    ]));
    expect(found).toHaveLength(3);
  });
});

describe('source tags', () => {
  test.each(['R22 3', 'R22:3', 'R12 6, R22 3', 'R24 §11.1', 'LAW-RET-01', 'Order 799 21', 'R12 1 */'])('accept %s', (cited) => {
    expect(badSources(`/** Rule. @source ${cited}\n`, policyPack())).toEqual([]);
  });
  test.each([['R22 9', 'R22 9'], ['R99 1', 'R99 1'], ['R12 6, R12 66', 'R12 66'], ['LAW-RET-99', 'LAW-RET-99'], ['somewhere', 'somewhere'], ['', '']])('refuse %j', (cited, bad) => {
    expect(badSources(`/**\n * @source ${cited}\n */`, policyPack())).toEqual([{ line: 2, cited: bad }]);
  });
});
