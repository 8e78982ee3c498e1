import { TenantDb } from '@guardroom/db';
import { newId, systemClock } from '@guardroom/kernel';
import { appendFact } from '../../apps/api/src/platform/facts/append-fact.ts';
import { cpuMsEach, onGround, serverVersion } from './database.ts';
import { interleaved, median, resultOf, type BenchResult, type Goal } from './protocol.ts';

export const goal: Goal = {
  id: 'P19',
  subject: 'facts appended one a transaction (audit row, salted leaf, outbox row) / plain INSERT of the audit row alone in the same transactions',
  gate: 0.7,
  target: 0.9,
  lowerIsBetter: false,
};

const WRITERS = 16;
const EACH = 40;
const body = { requestId: 'frq_01JD8Q5V3KXW2M9T4R7B', cameras: ['cam_01JD8Q5V3KXW2M9T4R7B', 'cam_01JD8Q5V3KXW2M9T4R7C'], from: '2026-11-22T08:00:00.000Z', to: '2026-11-22T09:00:00.000Z', reason: 'lost bag' };

export function run(): Promise<BenchResult> {
  return onGround(async (ground) => {
    const { viewer } = ground;
    const tenants = new TenantDb(ground.db.config, { school: WRITERS });
    const each = (write: () => Promise<unknown>): Promise<number> =>
      cpuMsEach(ground.db, EACH, () => Promise.all(Array.from({ length: WRITERS }, write))).then((ms) => 1 / (ms / WRITERS));
    try {
      const rates = await interleaved(9, {
        facts: () => each(() => tenants.write(viewer, (tx) => appendFact(tx, viewer, { type: 'footage_request.submitted', subject: body.requestId, at: systemClock.now(), body }))),
        plain: () =>
          each(() =>
            tenants.write(viewer, (tx) =>
              tx.query(
                `insert into facts (fact_id, district_id, school_id, type, subject, actor_kind, actor_sub, actor_name, occurred_at, recorded_at, body, salt)
                 values ($1, $2, $3, $4, $5, 'person', $6, $7, now(), now(), $8, $9)`,
                [newId('fct'), viewer.districtId, viewer.schoolId, 'footage_request.submitted', body.requestId, viewer.sub, viewer.name, JSON.stringify(body), Buffer.alloc(32)],
              ),
            ),
          ),
      });
      return resultOf(goal, rates.facts.map((facts, round) => facts / rates.plain[round]!), {
        facts: `${median(rates.facts).toFixed(2)} per CPU ms, ${WRITERS} writers at once`,
        'plain INSERT': `${median(rates.plain).toFixed(2)} per CPU ms`,
        version: await serverVersion(ground),
      });
    } finally {
      await tenants.close();
    }
  });
}
