import { postsAndCharters } from '@guardroom/domain';
import { control } from '@guardroom/policy-pack';
import { evaluator } from './evaluator.ts';

/** Posts that must be filled, from the policy pack. */
const requiredPosts = (): readonly string[] => (control('governance.posts-and-charters')?.parameters.find(({ key }) => key === 'required_posts')?.default ?? []) as readonly string[];

export const governanceEvaluators = [
  evaluator(postsAndCharters, 'state', (tx, { schoolId, day }) =>
    tx.sql<{ id: string; holders: number; unaccepted: number }>`
      select p.role as id, count(a.appointment_id)::int as holders,
             (select count(*)::int from appointment_proposals o where o.school_id = ${schoolId} and o.role = p.role and o.answer is null) as unaccepted
        from unnest(${requiredPosts()}::text[]) as p (role)
        left join appointments a on a.school_id = ${schoolId} and a.role = p.role and a.ended_at is null and a.starts_on <= ${day}::date
       group by p.role order by p.role`,
  ),
];
