import { type SpaceType, SPACES_OF_AREA, isProhibitedSpace, keyAreasCovered, prohibitedSpaces } from '@guardroom/domain';
import { control } from '@guardroom/policy-pack';
import { REVIEW_DUE_ON, REVIEW_JOINS } from '../../equipment/public.ts';
import { evaluator } from './evaluator.ts';

/** Kinds of area that must be covered, from the policy pack. */
const keyAreas = (): readonly string[] => (control('coverage.key-areas-covered')?.parameters.find(({ key }) => key === 'key_area_types')?.default ?? []) as readonly string[];

export const coverageEvaluators = [
  evaluator(prohibitedSpaces, 'state', async (tx, { schoolId, day, from, to }) => {
    const cameras = await tx.query<{ id: string; space: SpaceType; seesPrivate: boolean; reviewDays: number | null; refusedAttempts: number }>(
      `select c.camera_id as id, c.space, coalesce(v.sees_private, false) as "seesPrivate", $2::date - ${REVIEW_DUE_ON} as "reviewDays",
              (select count(*)::int from facts f where f.school_id = $1 and f.type = 'camera.refused_prohibited_space' and f.recorded_at >= $3 and f.recorded_at < $4) as "refusedAttempts"
         from cameras c ${REVIEW_JOINS} where c.school_id = $1 and c.enabled`,
      [schoolId, day, from, to],
    );
    return cameras.map(({ space, ...camera }) => ({ ...camera, prohibited: isProhibitedSpace(space) }));
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
