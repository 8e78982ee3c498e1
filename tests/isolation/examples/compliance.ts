import type { complianceRoutes } from '@guardroom/contracts';
import { civilDay, instantOf, newId } from '@guardroom/kernel';
import type { Scene } from '../world.ts';
import { type Examples, at, minutesAgo } from './example.ts';

const today = (): string => civilDay(instantOf(Date.now()));

const aResult = ({ api, school }: Scene) =>
  api.database.admin.query(
    `insert into control_results (school_id, day, control, district_id, severity, result, reason, looked_at, evidence, evaluated_at)
     values ($1, $2, 'recording.retention-minimum', $3, 'major', 'pass', '{"code": "kept", "figures": {}}', 1, '[]', now()) on conflict do nothing`,
    [school.schoolId, today(), school.districtId],
  );

/** A watch that nobody came to, as a case without decision. */
async function aCase({ api, school }: Scene): Promise<string> {
  const caseId = newId('vio');
  await api.database.admin.query(
    `insert into violation_cases (school_id, case_id, district_id, rule, subject_kind, subject_id, person_id, person_name, happened_at, found_at, decide_by) values ($1, $2, $3, 'absence', 'shift', $4, $5, '孙平', $6, $6, now() + interval '15 days')`,
    [school.schoolId, caseId, school.districtId, newId('shf'), newId('psn'), minutesAgo(90)],
  );
  return caseId;
}

export const complianceExamples: Examples<keyof typeof complianceRoutes> = {
  listResults: { as: 'deputy_safety', make: async (scene) => (await aResult(scene), { params: at(scene) }) },
  listDistrictResults: { as: 'district_officer', make: async (scene) => (await aResult(scene), { query: { schoolId: scene.school.schoolId } }) },
  listDistrictSchools: { as: 'district_officer', make: async () => ({}) },
  getComplianceMatrix: { as: 'district_officer', make: async (scene) => (await aResult(scene), { query: { perPage: 500 } }) },
  exportCompliance: { as: 'district_officer', make: async (scene) => (await aResult(scene), { query: { from: today(), to: today() } }) },
  exportComplianceTable: { as: 'district_officer', make: async (scene) => (await aResult(scene), { query: { from: today(), to: today() } }) },
  listViolationCases: { as: 'principal', make: async (scene) => (await aCase(scene), { params: at(scene) }) },
  decideViolationCase: { as: 'principal', make: async (scene) => ({ params: { ...at(scene), caseId: await aCase(scene) }, body: { outcome: 'talk', words: '已谈话，本人认识到问题' } }) },
};
