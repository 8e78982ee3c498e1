import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { SchoolActor } from '@guardroom/db';
import { type Instant, addDays, civilDay, dayBounds, instantOf, msOf, newId } from '@guardroom/kernel';
import { Tenants } from '../platform/database/databases.ts';
import { appendFact } from '../platform/facts/append-fact.ts';
import { Identity } from '../platform/identity/identity.ts';
import type { SystemClock } from '../platform/platform.module.ts';
import { EndShift, EndShiftHandler, PublishRoster, PublishRosterHandler, SaveRoster, SaveRosterHandler, SignOn, SignOnHandler, WriteLog, WriteLogHandler } from '../features/duty/public.ts';
import { AdmitVisitor, AdmitVisitorHandler, DecideVisitor, DecideVisitorHandler, NoteExit, NoteExitHandler, RegisterVisitor, RegisterVisitorHandler } from '../features/room/public.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Watches of the demo last so long; one begins at seven in the morning on a Shanghai clock. Milliseconds. */
const SLOT_MS = 8 * HOUR_MS;
const FIRST_SLOT_MS = -HOUR_MS;
const declaration = { fit: true, attentive: true } as const;
const WHY_UNCOVERED = '夜间由门卫室值守，录像照常；人员到位后补排';

type Person = { readonly username: string; readonly sub: string };
type Slot = { readonly from: number; readonly to: number };
type Cast = { readonly [username: string]: SchoolActor };

/** The demo's watches, log and visitors, done by the same commands as in the console and with their own times: what happened before now is told as having happened then. */
@Injectable()
export class DemoDuty {
  readonly #identity: Identity;
  readonly #db: Tenants;
  constructor(identity: Identity, db: Tenants) {
    this.#identity = identity;
    this.#db = db;
  }

  /** Rosters of this and the next week, a night's log and some visitors, unless watches are planned; answers at how many schools. */
  async bringIn(home: string, now = Date.now()): Promise<number> {
    const people = JSON.parse(await readFile(join(home, 'run/people.json'), 'utf8')) as readonly Person[];
    const one = await this.#actors(people, ['guo.tao', 'he.jun', 'sun.ping', 'zhao.an']);
    const two = await this.#actors(people, ['wu.gang', 'xu.li']);
    let done = 0;
    if (await this.#hasNone(one['guo.tao'], now)) {
      await this.#mingde(one, now);
      done += 1;
    }
    if (await this.#hasNone(two['wu.gang'], now)) {
      await this.#qizhi(two, now);
      done += 1;
    }
    return done;
  }

  /**
   * What the keeper of the watch before watched live, unless views are known; answers how many. Cameras must be registered. The command
   * opens a view for its own moment only, so these rows and facts are written as it would have written them then.
   */
  async watched(home: string): Promise<number> {
    const people = JSON.parse(await readFile(join(home, 'run/people.json'), 'utf8')) as readonly Person[];
    const { 'he.jun': keeper } = await this.#actors(people, ['he.jun']);
    if (!keeper) return 0;
    return this.#db.write(keeper, async (tx) => {
      const [shift] = await tx.sql<{ shift_id: string; signed_on_at: Date; planned_to: Date }>`
        select shift_id, signed_on_at, planned_to from shifts where sub = ${keeper.sub} and state = 'closed' and not exists (select from live_views) order by planned_from desc limit 1`;
      const cameras = shift ? await tx.sql<{ camera_id: string }>`select camera_id from cameras order by camera_id limit 3` : [];
      if (!shift) return 0;
      for (const [i, { camera_id: cameraId }] of cameras.entries()) {
        const [viewId, openedMs] = [newId('lvw'), shift.signed_on_at.getTime() + (25 + 140 * i) * MINUTE_MS];
        const [openedAt, endedAt, expiresAt, thumbprint] = [instantOf(openedMs), instantOf(openedMs + (9 + 7 * i) * MINUTE_MS), instantOf(shift.planned_to.getTime()), randomBytes(32).toString('base64url')];
        await tx.sql`
          insert into live_views (school_id, view_id, district_id, camera_id, shift_id, person_id, sub, viewer_name, mark, proof_thumbprint, opened_at, watched_from, seen_at, expires_at, ended_at, end_reason, ended_by, ended_by_name)
          select ${keeper.schoolId}, ${viewId}, ${keeper.districtId}, ${cameraId}, ${shift.shift_id}, ${keeper.personId}, ${keeper.sub}, ${keeper.name}, concat_ws(' · ', ${keeper.name}::text, name, ${viewId.slice(-6)}::text), ${thumbprint},
                 ${openedAt}, ${openedAt}, ${endedAt}, ${expiresAt}, ${endedAt}, 'closed', ${keeper.sub}, ${keeper.name} from schools where school_id = ${keeper.schoolId}`;
        await appendFact(tx, keeper, { type: 'live_view.opened', subject: viewId, at: openedAt, body: { cameraId, shiftId: shift.shift_id, expiresAt, proofThumbprint: thumbprint } });
        await appendFact(tx, keeper, { type: 'live_view.ended', subject: viewId, at: endedAt, body: { cameraId, reason: 'closed' } });
      }
      return cameras.length;
    });
  }

  /** Two keepers by turns; the one before ended without a successor, and the one whose turn it is has still to sign on. */
  async #mingde(cast: Cast, now: number): Promise<void> {
    const [head, he, sun, zhao] = [cast['guo.tao'], cast['he.jun'], cast['sun.ping'], cast['zhao.an']];
    if (!head || !he || !sun || !zhao) return;
    const present = slotAt(now);
    const past = step(present, -1);
    const turn = (slot: Slot): SchoolActor => (Math.round((slot.from - present.from) / SLOT_MS) % 2 === 0 ? sun : he);
    const isNight = (slot: Slot): boolean => hourOf(slot.from) === 23;
    await this.#plan(head, mondayOf(past.from), [past].map((slot) => ({ slot, who: he })), past.from);
    await this.#nightBefore(he, past);
    for (const week of weeksFrom(mondayOf(past.from), now)) {
      const slots = slotsOf(week).filter((slot) => slot.from >= past.from && (!isNight(slot) || slot.from <= present.to));
      if (slots.some((slot) => slot.from > past.from)) await this.#plan(head, week, slots.map((slot) => ({ slot, who: turn(slot) })), whileLasts(week, now));
    }
    await this.#visitors(he, zhao, now);
  }

  /** One keeper, once a day: the rest of the day is open, and says so. */
  async #qizhi(cast: Cast, now: number): Promise<void> {
    const [head, xu] = [cast['wu.gang'], cast['xu.li']];
    if (!head || !xu) return;
    const present = slotAt(now);
    for (const week of weeksFrom(mondayOf(present.from), now)) {
      const slots = slotsOf(week).filter((slot) => slot.from >= present.from && hourOf(slot.from) === hourOf(present.from));
      if (slots.length > 0) await this.#plan(head, week, slots.map((slot) => ({ slot, who: xu })), whileLasts(week, now));
    }
  }

  async #plan(head: SchoolActor, week: string, lines: readonly { slot: Slot; who: SchoolActor }[], atMs: number): Promise<void> {
    const clock = stopped(atMs);
    const params = { schoolId: head.schoolId, week };
    const body = { lines: lines.map(({ slot, who }) => ({ personId: who.personId, from: instantOf(slot.from), to: instantOf(slot.to) })) };
    const { draft } = await new SaveRosterHandler(this.#db, clock).execute(new SaveRoster(head, { params, query: {}, body }));
    if (!draft) throw new Error('a saved draft is there');
    await new PublishRosterHandler(this.#db, clock).execute(new PublishRoster(head, { params, query: {}, body: { draftedAt: draft.draftedAt, uncoveredReason: WHY_UNCOVERED } }));
  }

  /** The watch before now: on time, written down, ended with an open matter for whoever comes next. */
  async #nightBefore(keeper: SchoolActor, slot: Slot): Promise<void> {
    const shiftId = await this.#shiftOf(keeper, slot);
    const params = { schoolId: keeper.schoolId, shiftId };
    await new SignOnHandler(this.#db, stopped(slot.from + 2 * MINUTE_MS)).execute(new SignOn(keeper, { params, query: {}, body: { declaration } }));
    const lines = [
      [20, 'routine_check', '四路画面清晰，录像正常，云台转动灵活'],
      [110, 'patrol_notice', '通知巡逻保安查看操场西侧，两名学生在校外逗留，已劝离'],
      [230, 'routine_check', '四路画面正常，室内整洁，消防器材在位'],
      [345, 'abnormality', '食堂后门未关，已通知保安关闭并报告保卫负责人'],
      [455, 'order_received', '接主任指令：明早七点半校门口加强看护'],
    ] as const;
    for (const [minutes, kind, words] of lines) await new WriteLogHandler(this.#db, stopped(slot.from + minutes * MINUTE_MS)).execute(new WriteLog(keeper, { params: { schoolId: keeper.schoolId }, query: {}, body: { kind, words } }));
    await new EndShiftHandler(this.#db, stopped(slot.to + MINUTE_MS)).execute(new EndShift(keeper, { params, query: {}, body: { reason: '接班人员待主任排定，门卫室代为看护', openMatters: ['二号楼钥匙借出未还，借用人后勤张师傅'] } }));
  }

  /** One who left, one who is inside, one who waits for approval. */
  async #visitors(keeper: SchoolActor, head: SchoolActor, now: number): Promise<void> {
    const params = { schoolId: keeper.schoolId };
    const register = async (atMs: number, body: { name: string; unit: string; documentKind: 'work_card' | 'id_card'; documentTail: string; purpose: string; items: string }): Promise<string> =>
      (await new RegisterVisitorHandler(this.#db, stopped(atMs)).execute(new RegisterVisitor(keeper, { params, query: {}, body }))).id;
    const enter = async (visitorId: string, atMs: number, phonesStored: boolean): Promise<void> => {
      await new DecideVisitorHandler(this.#db, stopped(atMs - MINUTE_MS)).execute(new DecideVisitor(head, { params: { ...params, visitorId }, query: {}, body: { decision: 'approve', note: '' } }));
      await new AdmitVisitorHandler(this.#db, stopped(atMs)).execute(new AdmitVisitor(head, { params: { ...params, visitorId }, query: {}, body: { goodsChecked: true, phonesStored } }));
    };
    const left = await register(now - 26 * HOUR_MS, { name: '田工', unit: '华安安防工程公司', documentKind: 'work_card', documentTail: '8812', purpose: '检修三号摄像机电源', items: '工具箱一个' });
    await enter(left, now - 26 * HOUR_MS + 5 * MINUTE_MS, true);
    await new NoteExitHandler(this.#db, stopped(now - 25.5 * HOUR_MS)).execute(new NoteExit(keeper, { params: { ...params, visitorId: left }, query: {}, body: { note: '' } }));
    await enter(await register(now - 12 * MINUTE_MS, { name: '冯老师', unit: '示范区教育局', documentKind: 'work_card', documentTail: '0317', purpose: '查看监控室环境', items: '' }), now - 8 * MINUTE_MS, true);
    await register(now - 3 * MINUTE_MS, { name: '邓师傅', unit: '电信公司', documentKind: 'id_card', documentTail: '421X', purpose: '检修网络线路', items: '笔记本电脑一台' });
  }

  async #shiftOf(by: SchoolActor, slot: Slot): Promise<string> {
    const [row] = await this.#db.read(by, (tx) => tx.sql<{ shift_id: string }>`select shift_id from shifts where sub = ${by.sub} and planned_from = ${new Date(slot.from)}`);
    if (!row) throw new Error('the planned watch is there');
    return row.shift_id;
  }

  async #hasNone(by: SchoolActor | undefined, now: number): Promise<boolean> {
    return by !== undefined && (await this.#db.read(by, (tx) => tx.sql`select from shifts where planned_to > ${new Date(now - 3 * 24 * HOUR_MS)} limit 1`)).length === 0;
  }

  async #actors(people: readonly Person[], usernames: readonly string[]): Promise<Cast> {
    const now = Math.floor(Date.now() / 1000);
    const actors: Record<string, SchoolActor> = {};
    for (const username of usernames) {
      const sub = people.find((person) => person.username === username)?.sub;
      if (!sub) continue;
      const principal = await this.#identity.principal({ sub, sid: undefined, jti: `demo:${sub}`, azp: 'demo', issuedAt: now, expiresAt: now + 300, secondFactor: true, thumbprint: undefined });
      const schoolId = principal.resolved.schools[0]?.id;
      const by = schoolId ? await this.#identity.actor(principal, 'school', { kind: 'any_principal' }, schoolId) : undefined;
      if (by?.kind === 'school') actors[username] = by;
    }
    return actors;
  }
}

/** A clock that stands at that moment. */
const stopped = (atMs: number): SystemClock => ({ now: () => instantOf(atMs), nowMs: () => atMs });

/** The eight hours in which a moment lies: from 07:00, 15:00 or 23:00 in Shanghai. */
function slotAt(atMs: number): Slot {
  const from = Math.floor((atMs - FIRST_SLOT_MS) / SLOT_MS) * SLOT_MS + FIRST_SLOT_MS;
  return { from, to: from + SLOT_MS };
}
const step = ({ from }: Slot, slots: number): Slot => slotAt(from + slots * SLOT_MS);
const hourOf = (atMs: number): number => Math.floor(((atMs / HOUR_MS + 8) % 24 + 24) % 24);

function mondayOf(atMs: number): string {
  const day = civilDay(instantOf(atMs));
  return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}

/** The weeks from that one to the week after now. */
function weeksFrom(first: string, now: number): string[] {
  const last = mondayOf(now + 7 * 24 * HOUR_MS);
  const weeks: string[] = [];
  for (let week = first; week <= last; week = mondayOf(startOf(week) + 7 * 24 * HOUR_MS)) weeks.push(week);
  return weeks;
}

const startOf = (week: string): number => msOf(dayBounds(civilDay(`${week}T04:00:00.000Z` as Instant)).from);

/** Now, or the last moment of a week that is over: a Sunday night's watch runs into Monday. */
const whileLasts = (week: string, now: number): number => Math.min(now, startOf(week) + 7 * 24 * HOUR_MS - 1);

/** The slots that begin in a week. */
function slotsOf(week: string): Slot[] {
  const slots: Slot[] = [];
  const [from, to] = [startOf(week), startOf(week) + 7 * 24 * HOUR_MS];
  for (let slot = slotAt(from + SLOT_MS - 1); slot.from < to; slot = step(slot, 1)) if (slot.from >= from) slots.push(slot);
  return slots;
}
