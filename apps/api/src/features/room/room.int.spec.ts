import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, dutyRoutes, identityRoutes, roomRoutes } from '@guardroom/contracts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { DutyModule } from '../duty/duty.module.ts';
import { NoteOverstay } from './due/note-overstay.ts';
import { RoomModule } from './room.module.ts';

type Visitor = Result<typeof roomRoutes.registerVisitor>;

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ features: [DutyModule, RoomModule], routes: { ...dutyRoutes, ...roomRoutes, getMe: identityRoutes.getMe, getSchool: identityRoutes.getSchool } });
});
afterAll(() => api?.close());

const at = (path: string) => `/v1/schools/${api.schools[0].schoolId}${path}`;
const visitor = { name: '王工', unit: '华安安防公司', documentKind: 'id_card', documentTail: '123x', purpose: '检修三号摄像机', items: '工具箱一个' };
const register = (body: object = visitor) => api.call<Visitor>('sun.ping', 'POST', at('/visitors'), body);
const decide = (id: string, body: object = { decision: 'approve' }, who = 'zhao.an') => api.call<Visitor>(who, 'POST', at(`/visitors/${id}/decision`), body);
const admit = (id: string, who = 'sun.ping', body: object = { goodsChecked: true, phonesStored: true }) => api.call<Visitor>(who, 'POST', at(`/visitors/${id}/entry`), body);
const leave = (id: string) => api.call<Visitor>('sun.ping', 'POST', at(`/visitors/${id}/exit`), {});
const facts = async (id: string): Promise<string[]> => (await api.database.admin.query<{ type: string }>('select type from facts where subject = $1 order by recorded_at', [id])).rows.map((row) => row.type);

describe('a visitor of the monitoring room', () => {
  test('is registered, approved by a head, led in by an escort and seen off', async () => {
    const { body: { id, documentTail } } = await register();
    expect(documentTail).toBe('123X');
    expect((await admit(id)).error).toMatchObject({ code: 'room.not_approved' });
    expect((await decide(id, { decision: 'approve' }, 'sun.ping')).error?.code).toBe('identity.not_permitted');
    expect((await decide(id)).body).toMatchObject({ state: 'approved', approver: { name: '赵安' } });
    expect((await decide(id)).error?.code).toBe('room.already_decided');
    expect((await admit(id, 'li.wei')).error?.code).toBe('identity.not_permitted');
    expect((await admit(id, 'sun.ping', { goodsChecked: false, phonesStored: true })).error).toMatchObject({ faults: [{ path: 'body.goodsChecked' }] });
    const [first, second] = await Promise.all([admit(id), admit(id, 'he.jun')]);
    expect([first.status, second.status].sort()).toEqual([200, 409]);
    const inside = first.status === 200 ? first.body : second.body;
    expect(inside).toMatchObject({ state: 'inside', phonesStored: true });
    expect(Date.parse(inside.leaveBy ?? '') - Date.parse(inside.enteredAt ?? '')).toBe(3_600_000);
    expect((await leave(id)).body).toMatchObject({ state: 'left', leftNotedBy: '孙平' });
    expect((await leave(id)).error?.code).toBe('room.not_inside');
    expect(await facts(id)).toEqual(['visitor.registered', 'visitor.approved', 'visitor.entered', 'visitor.left']);
  });

  test('leaves no whole document number anywhere', async () => {
    const bad = await register({ ...visitor, documentTail: '110101199003071234', purpose: '身份证 11010119900307123X', name: '' });
    expect(bad.error).toMatchObject({ kind: 'invalid' });
    expect(bad.error?.faults?.map((fault) => fault.path).sort()).toEqual(['body.documentTail', 'body.name', 'body.purpose']);
    await expect(api.database.admin.query(`update visitor_entries set document_tail = '12345'`)).rejects.toMatchObject({ constraint: 'only_a_tail_of_the_document' });
  });

  test('does not go in after a refusal, or on an approval of long ago', async () => {
    const refused = (await register()).body.id;
    await decide(refused, { decision: 'refuse', note: '与本校无关' });
    expect((await admit(refused)).error).toMatchObject({ code: 'room.not_approved', details: { state: 'refused' } });
    const old = (await register()).body.id;
    await decide(old);
    await api.database.admin.query(`update visitor_entries set decided_at = now() - interval '12 hours' where visitor_id = $1`, [old]);
    expect((await admit(old)).error?.code).toBe('room.approval_expired');
  });

  test('who stays too long is written down once and shown', async () => {
    const { id } = (await register()).body;
    await decide(id);
    await admit(id);
    const note = async () => api.app.get(NoteOverstay, { strict: false }).handle(await api.machine(api.schools[0]), { kind: 'room.note_overstay', subject: id, dueAt: new Date() });
    const due = await api.database.admin.query(`select from due_work where kind = 'room.note_overstay' and subject = $1 and due_at > now() + interval '59 minutes'`, [id]);
    expect(due.rowCount).toBe(1);
    await note();
    await api.database.admin.query(`update visitor_entries set entered_at = now() - interval '2 hours', leave_by = now() - interval '1 hour' where visitor_id = $1`, [id]);
    await note();
    await note();
    expect((await facts(id)).filter((type) => type === 'visitor.overstayed')).toHaveLength(1);
    const { body } = await api.call<{ items: Visitor[] }>('chen.ming', 'GET', at('/visitors?overdue=true'));
    expect(body.items.map((item) => item.id)).toEqual([id]);
    expect(body.items[0]?.exitOverdueAt).not.toBeNull();
  });

  test('is found by name, unit, purpose and escort', async () => {
    const { id } = (await register({ ...visitor, name: '督查组', unit: '区教育局' })).body;
    expect((await api.call<{ items: Visitor[] }>('sun.ping', 'GET', at(`/visitors?q=${encodeURIComponent('教育局')}`))).body.items.map((item) => item.id)).toEqual([id]);
    expect((await api.call('li.wei', 'GET', at('/visitors'))).error?.code).toBe('identity.not_permitted');
  });
});
