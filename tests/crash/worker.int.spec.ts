import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Result, Routes } from '@guardroom/contracts';
import { newId } from '@guardroom/kernel';
import { createPerson, keycloakAdmin, until } from '@guardroom/testkit';
import { CommandBus } from '@nestjs/cqrs';
import { FileRequest } from '../../apps/api/src/features/footage-access/commands/file-request.ts';
import { startApi, type TestApi } from '../../apps/api/src/testing/start-api.ts';
import { type Camera, type School, aCamera, actorFor, aGateway, aPerson } from '../../libs/testkit/src/builders/index.ts';
import { type Bundle, type Program, barrier, bundle, killAll, settled, start } from './api-process.ts';

let api: TestApi;
let shipped: Bundle;
let camera: Camera;
beforeAll(async () => {
  [api, shipped] = await Promise.all([startApi(), bundle()]);
  camera = await aCamera(api.database, await aGateway(api.database, api.schools[0] as School));
});
afterEach(killAll);
afterAll(async () => {
  await api?.close();
  await shipped?.remove();
});

const worker = (): Promise<Program> => start(shipped, 'worker', { WORK_LEASE_SECONDS: '1' }); // what a dead worker had claimed is claimed again after a second
const rows = async <T extends object>(statement: string, values: unknown[] = []): Promise<T[]> => (await api.database.admin.query<T>(statement, values)).rows;
const one = async (statement: string, values: unknown[] = []): Promise<number> => (await rows<{ n: number }>(statement, values))[0]!.n;

/** Files requests of somebody at the school. */
async function file(count: number): Promise<void> {
  const by = await actorFor(api.database, await aPerson(api.database, api.schools[0] as School));
  const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
  for (let i = 0; i < count; i += 1) {
    const command = new FileRequest(by, { relation: 'class_teacher', purpose: 'pupil_injury', reason: '学生在东门受伤，需要查看', cameraIds: [camera.cameraId], from: ago(600_000), to: ago(60_000), fulfilment: 'result_only', liabilityAccepted: true });
    await api.app.get(CommandBus).execute(command);
  }
}

/** The officer's verdict on the whole log. */
async function verdict(): Promise<Result<Routes['checkLedger']>> {
  const { body, error } = await api.call<Result<Routes['checkLedger']>>('wang.xun', 'POST', '/v1/district/ledger/checks', {});
  if (error) throw new Error(JSON.stringify(error));
  return body;
}

const allSealed = () => until('every leaf to be sealed', async () => (await one('select count(*)::int as n from ledger_staged')) === 0);

/** Every fact stands in the log once, staged or sealed. */
async function factsOutsideTheLog(): Promise<unknown[]> {
  return rows(`select f.fact_id, count(l.fact_id)::int as leaves from facts f left join (select fact_id from ledger_staged union all select fact_id from ledger_entries) l using (fact_id) group by 1 having count(l.fact_id) <> 1`);
}

describe('a worker that is killed while it seals', () => {
  test.each(['ledger_entries', 'ledger_tiles', 'ledger_checkpoints'])('at %s leaves the log as it was, and the next one seals what was staged', async (table) => {
    await file(3);
    const before = await one('select count(*)::int as n from ledger_entries');
    const held = await barrier(api.database, table);
    const first = await worker();
    await held.reached();
    await first.kill();
    await held.lift();
    await settled(api.database);
    expect(await one('select count(*)::int as n from ledger_entries')).toBe(before);
    expect(await one('select coalesce(max(tree_size), 0)::int as n from ledger_checkpoints')).toBe(before);
    expect(await factsOutsideTheLog()).toEqual([]);
    await worker();
    await allSealed();
    expect(await verdict()).toMatchObject({ verdict: 'intact', changed: [] });
  });

  test('again and again, at any moment, keeps one intact log with every fact in it once', async () => {
    for (let round = 0; round < 4; round += 1) {
      const program = await worker();
      const sealedBefore = await one('select count(*)::int as n from ledger_entries');
      const filing = file(25);
      await until('some leaves to be sealed', async () => (await one('select count(*)::int as n from ledger_entries')) > sealedBefore);
      await program.kill();
      await filing;
      await settled(api.database);
      expect(await factsOutsideTheLog()).toEqual([]);
    }
    await worker();
    await allSealed();
    const check = await verdict();
    expect(check).toMatchObject({ verdict: 'intact', changed: [] });
    expect(check.leavesLookedAt).toBeGreaterThan(200);
    process.stdout.write(`killed worker: ${check.leavesLookedAt} leaves, ${check.verdict}\n`);
  });
});

describe('a worker that is killed while it does owed work', () => {
  test('in the middle of a reaction leaves no trace in the database, and the next one does it once', async () => {
    const person = await createPerson(['staff']);
    const { schoolId, districtId } = api.schools[0];
    const [personId, appointmentId] = [newId('psn'), newId('apt')];
    await rows(`insert into principals (sub, kind, district_id, person_id, name) values ($1, 'person', $2, $3, '临时')`, [person.sub, districtId, personId]);
    await rows(`insert into appointments (school_id, appointment_id, district_id, person_id, sub, person_name, role, starts_on, identity_synced_at) values ($1, $2, $3, $4, $5, '临时', 'staff', '2020-01-01', now())`, [schoolId, appointmentId, districtId, personId, person.sub]);
    const ended = await api.call<{ identitySync: string }>('chen.ming', 'POST', `/v1/schools/${schoolId}/appointments/${appointmentId}/end`, { reason: '调离岗位' });
    expect(ended.body.identitySync).toBe('pending');
    const state = async () =>
      (await rows<{ synced: boolean; receipts: number; done: boolean }>(
        `select a.identity_synced_at is not null as synced, (select count(*) from reaction_receipts r where r.fact_id = f.fact_id and r.reaction = 'people.carry-ended-appointment')::int as receipts, o.done_at is not null as done
           from appointments a join facts f on f.subject = a.appointment_id and f.type = 'appointment.ended' join outbox o using (fact_id) where a.appointment_id = $1`,
        [appointmentId],
      ))[0];
    const isEnabled = async (): Promise<boolean> => ((await (await (await keycloakAdmin())('GET', `/users/${person.sub}`)).json()) as { enabled: boolean }).enabled;

    // The reaction's last statement waits here; by then it has asked Keycloak for everything.
    const held = await barrier(api.database, 'appointments');
    const first = await worker();
    await held.reached();
    await first.kill();
    await held.lift();
    await settled(api.database);
    expect(await state()).toEqual({ synced: false, receipts: 0, done: false });
    await worker();
    await until('the reaction to be done', async () => (await state())?.done === true);
    expect(await state()).toEqual({ synced: true, receipts: 1, done: true });
    expect(await isEnabled()).toBe(false);
  });

  test('again and again lets every due hold expire once and none be missed', async () => {
    await file(40);
    const [{ at } = { at: new Date() }] = await rows<{ at: Date }>(`select date_trunc('milliseconds', now()) - interval '1 second' as at`);
    await rows('update holds set until_at = $1 where released_at is null', [at]);
    await rows(`update due_work set due_at = $1 where kind = 'hold.expire'`, [at]);
    const expired = () => one(`select count(*)::int as n from facts where type = 'hold.expired'`);
    const open = await one('select count(*)::int as n from holds where released_at is null');
    for (const share of [0.1, 0.3, 0.6]) {
      const program = await worker();
      await until('some holds to expire', async () => (await expired()) >= share * open);
      await program.kill();
    }
    await worker();
    await until('every hold to expire', async () => (await one(`select count(*)::int as n from due_work where kind = 'hold.expire'`)) === 0);
    expect(await one('select count(*)::int as n from holds where released_at is null')).toBe(0);
    expect(await expired()).toBe(open);
    expect(await rows(`select body->>'holdId' as hold from facts where type = 'hold.expired' group by 1 having count(*) <> 1`)).toEqual([]);
    await allSealed();
    expect(await verdict()).toMatchObject({ verdict: 'intact' });
    process.stdout.write(`killed worker: ${open} holds expired once each\n`);
  });
});

test('a worker that is asked to end finishes its work in hand and ends with 0', async () => {
  await file(1);
  const staged = (await rows<{ id: string }>('select fact_id as id from ledger_staged')).map((fact) => fact.id);
  expect(staged.length).toBeGreaterThan(0);
  const held = await barrier(api.database, 'ledger_checkpoints');
  const program = await worker();
  await held.reached();
  program.signal('SIGTERM');
  await until('it to say so', () => program.lines.some((line) => line.includes('worker stops')));
  await held.lift();
  expect(await program.ended).toBe(0);
  expect(await one('select count(*)::int as n from ledger_entries where fact_id = any($1)', [staged])).toBe(staged.length);
});
