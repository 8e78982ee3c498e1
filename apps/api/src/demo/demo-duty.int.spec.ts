import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, dutyRoutes, identityRoutes, roomRoutes } from '@guardroom/contracts';
import { signIn } from '@guardroom/testkit';
import { type School, aCamera, aGateway, clearedForWatch } from '../../../../libs/testkit/src/builders/index.ts';
import { Module } from '@nestjs/common';
import { DutyModule } from '../features/duty/duty.module.ts';
import { RoomModule } from '../features/room/room.module.ts';
import { startApi, type TestApi } from '../testing/start-api.ts';
import { DemoDuty } from './demo-duty.ts';

@Module({ providers: [DemoDuty] })
class DemoPart {}

type Mine = Result<typeof dutyRoutes.getMyShift>;
const usernames = ['guo.tao', 'he.jun', 'sun.ping', 'zhao.an', 'wu.gang', 'xu.li'];
let api: TestApi;
let home: string;
beforeAll(async () => {
  api = await startApi({ features: [DutyModule, RoomModule, DemoPart], routes: { ...dutyRoutes, ...roomRoutes, getMe: identityRoutes.getMe, getSchool: identityRoutes.getSchool } });
  home = await mkdtemp(join(tmpdir(), 'guardroom-demo-'));
  await mkdir(join(home, 'run'));
  const people = await Promise.all(usernames.map(async (username) => ({ username, sub: (await signIn(username)).sub })));
  await writeFile(join(home, 'run/people.json'), JSON.stringify(people));
  const { rows } = await api.database.admin.query<{ personId: string; name: string }>('select person_id as "personId", name from principals where sub = any ($1)', [people.map(({ sub }) => sub)]);
  for (const person of rows) await clearedForWatch(api.database, api.schools[0], person);
});
afterAll(async () => {
  await api?.close();
  await rm(home, { recursive: true });
});

describe('the demo', () => {
  test('plans a watch of now for a keeper of each school, with a night before and visitors, once', async () => {
    const demo = api.app.get(DemoDuty, { strict: false });
    expect(await demo.bringIn(home)).toBe(2);
    expect(await demo.bringIn(home)).toBe(0);
    const mine = async (who: string, n: 0 | 1) => (await api.call<Mine>(who, 'GET', `/v1/schools/${api.schools[n].schoolId}/my-shift`)).body;
    const sun = await mine('sun.ping', 0);
    expect(sun.onShift).toBeNull();
    expect(sun.signOnFrom! <= sun.now && sun.now < sun.next!.plannedTo).toBe(true);
    expect(sun.takingOver).toMatchObject([{ outgoing: { name: '何军' }, items: [{ kind: 'open_matter' }, ...sun.takingOver[0]!.items.slice(1)] }]);
    expect((await mine('xu.li', 1)).next!.plannedFrom <= sun.now).toBe(true);
    expect((await mine('he.jun', 0)).next!.plannedFrom >= sun.next!.plannedTo).toBe(true);
    const signed = await api.call('sun.ping', 'POST', `/v1/schools/${api.schools[0].schoolId}/shifts/${sun.next!.id}/sign-on`, { declaration: { fit: true, attentive: true } });
    expect(signed.status).toBe(200);
    const visitors = await api.call<{ items: { state: string }[] }>('sun.ping', 'GET', `/v1/schools/${api.schools[0].schoolId}/visitors`);
    expect(visitors.body.items.map(({ state }) => state).sort()).toEqual(['awaiting_approval', 'inside', 'left']);
  });

  test('shows what the night before was watched live, once cameras are there and once only', async () => {
    const demo = api.app.get(DemoDuty, { strict: false });
    expect(await demo.watched(home)).toBe(0);
    const gateway = await aGateway(api.database, api.schools[0] as School);
    for (const name of ['东门', '操场']) await aCamera(api.database, gateway, { name });
    expect([await demo.watched(home), await demo.watched(home)]).toEqual([2, 0]);
    const { rows } = await api.database.admin.query<{ within: boolean; facts: number }>(
      `select v.opened_at > s.signed_on_at and v.ended_at < s.ended_at as within, (select count(*)::int from facts f where f.subject = v.view_id) as facts from live_views v join shifts s using (school_id, shift_id)`);
    expect(rows).toEqual([{ within: true, facts: 2 }, { within: true, facts: 2 }]);
  });

  test('can be brought in at any hour of a week', async () => {
    const demo = api.app.get(DemoDuty, { strict: false });
    const monday = Date.parse('2031-01-06T00:00:00+08:00');
    for (const hours of [0, 3, 6.99, 7, 22, 23.5, 100, 160, 167.99]) {
      await api.database.admin.query('begin; set local session_replication_role = replica; delete from handover_items; delete from handovers; delete from duty_log_entries; delete from shifts; delete from roster_entries; delete from rosters; delete from visitor_entries; commit');
      const now = monday + hours * 3_600_000;
      expect([hours, await demo.bringIn(home, now)]).toEqual([hours, 2]);
      const { rows } = await api.database.admin.query<{ name: string }>(`select person_name as name from shifts where planned_from <= $1 and planned_to > $1 and state = 'planned' order by 1`, [new Date(now)]);
      expect([hours, rows.map((row) => row.name)]).toEqual([hours, ['孙平', '徐丽']]);
    }
  });
});
