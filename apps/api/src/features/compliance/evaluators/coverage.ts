import { type SpaceType, SPACES_NEAR_PRIVATE, SPACES_OF_AREA, isProhibitedSpace, keyAreasCovered, prohibitedSpaces } from '@guardroom/domain';
import { control } from '@guardroom/policy-pack';
import { evaluator } from './evaluator.ts';

/** Kinds of area that must be covered, from the policy pack. */
const keyAreas = (): readonly string[] => (control('coverage.key-areas-covered')?.parameters.find(({ key }) => key === 'key_area_types')?.default ?? []) as readonly string[];

export const coverageEvaluators = [
  evaluator(prohibitedSpaces, 'state', async (tx, { schoolId, from, to }) => {
    const cameras = await tx.sql<{ id: string; space: SpaceType; refusedAttempts: number }>`
      select camera_id as id, space, (select count(*)::int from facts f where f.school_id = ${schoolId} and f.type = 'camera.refused_prohibited_space' and f.recorded_at >= ${from} and f.recorded_at < ${to}) as "refusedAttempts"
        from cameras where school_id = ${schoolId} and enabled`;
    return cameras.map(({ id, space, refusedAttempts }) => ({ id, prohibited: isProhibitedSpace(space), nearPrivateSpace: SPACES_NEAR_PRIVATE.includes(space), reviewedWithinYear: false, refusedAttempts }));
  }),
  evaluator(keyAreasCovered, 'state', async (tx, { schoolId, day }) => {
    const cameras = await tx.sql<{ space: SpaceType; expected: number; held: number }>`
      select c.space, coalesce(d.expected_seconds, 0) as expected, coalesce(d.held_seconds, 0) as held
        from cameras c left join camera_days d on d.school_id = c.school_id and d.camera_id = c.camera_id and d.day = ${day}::date where c.school_id = ${schoolId} and c.enabled`;
    if (cameras.length === 0) return [];
    return keyAreas().map((id) => {
      const there = cameras.filter(({ space }) => SPACES_OF_AREA[id]?.includes(space));
      const expected = there.reduce((sum, c) => sum + c.expected, 0);
      return { id, cameras: there.length, percent: expected > 0 ? (there.reduce((sum, c) => sum + c.held, 0) / expected) * 100 : null };
    });
  }),
];
