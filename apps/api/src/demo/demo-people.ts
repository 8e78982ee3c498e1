import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { SchoolActor } from '@guardroom/db';
import { UNDERTAKING } from '@guardroom/domain';
import { addDays, civilDay, dayMs, instantOf } from '@guardroom/kernel';
import { CloseIncident, CloseIncidentHandler, DispatchGuard, DispatchGuardHandler, MoveDispatch, MoveDispatchHandler, NoteIncident, NoteIncidentHandler, OpenIncident, OpenIncidentHandler, ResolveIncident, ResolveIncidentHandler, WriteIncidentReport, WriteIncidentReportHandler } from '../features/incidents/public.ts';
import { ProposeAppointment, ProposeAppointmentHandler, RecordClearance, RecordClearanceHandler, SignUndertaking, SignUndertakingHandler } from '../features/people/public.ts';
import { Tenants } from '../platform/database/databases.ts';
import { Identity } from '../platform/identity/identity.ts';
import { KeycloakAdmin } from '../platform/identity/keycloak-admin.ts';
import type { SystemClock } from '../platform/platform.module.ts';

const MINUTE_MS = 60_000;

/** A demo person as the launcher publishes them. */
export type DemoPerson = { readonly username: string; readonly sub: string };

/** Who signed the undertaking how many days ago; one of them is soon due again. */
const signatures = [['zhao.an', 40], ['guo.tao', 40], ['sun.ping', 12], ['he.jun', 330], ['qian.hua', 25], ['wu.gang', 60], ['xu.li', 9]] as const;
/** Whose check and training were recorded by whom, and how many days ago; what a school forgot stays missing. */
const records = [
  ['chen.ming', 'zhao.an', 'background_check', 45, '区公安分局治安大队'],
  ['chen.ming', 'zhao.an', 'training', 44, '区教师进修学校'],
  ['zhao.an', 'guo.tao', 'background_check', 45, '区公安分局治安大队'],
  ['zhao.an', 'guo.tao', 'training', 44, '区教师进修学校'],
  ['zhao.an', 'sun.ping', 'background_check', 14, '区公安分局治安大队'],
  ['zhao.an', 'sun.ping', 'training', 13, '区教师进修学校'],
  ['zhao.an', 'he.jun', 'background_check', 331, '区公安分局治安大队'],
  ['zhao.an', 'he.jun', 'training', 200, '区教师进修学校'],
  ['zhao.an', 'qian.hua', 'background_check', 30, '区公安分局治安大队'],
  ['zhao.an', 'li.wei', 'background_check', 3, '区公安分局治安大队'],
  ['liu.yang', 'wu.gang', 'background_check', 60, '区公安分局治安大队'],
  ['wu.gang', 'xu.li', 'background_check', 380, '区公安分局治安大队'],
  ['wu.gang', 'xu.li', 'background_check', 10, '区公安分局治安大队'],
  ['wu.gang', 'xu.li', 'training', 340, '区教师进修学校'],
] as const;

/** The demo's clearances, an offer that waits for its answer, and incidents, done by the same commands as in the console and with their own times. */
@Injectable()
export class DemoPeople {
  readonly #identity: Identity;
  readonly #db: Tenants;
  readonly #keycloak: KeycloakAdmin;
  constructor(identity: Identity, db: Tenants, keycloak: KeycloakAdmin) {
    this.#identity = identity;
    this.#db = db;
    this.#keycloak = keycloak;
  }

  /** The people whom the launcher wrote down. */
  static async published(home: string): Promise<readonly DemoPerson[]> {
    return JSON.parse(await readFile(join(home, 'run/people.json'), 'utf8')) as readonly DemoPerson[];
  }

  /** Clearances and an offer, unless there are some; answers how many entries were made. */
  async bringIn(people: readonly DemoPerson[], now = Date.now()): Promise<number> {
    const principal = await this.#actor(people, 'chen.ming');
    const known = await this.#db.read(principal, (tx) => tx.sql`select from clearances limit 1`);
    if (known.length > 0) return 0;
    for (const [who, days] of signatures) await new SignUndertakingHandler(this.#db, stopped(now - days * dayMs)).execute(new SignUndertaking(await this.#actor(people, who), UNDERTAKING.version));
    for (const [by, whose, kind, days, issuer] of records) {
      const clock = stopped(now - days * dayMs);
      const { personId } = await this.#actor(people, whose);
      await new RecordClearanceHandler(this.#db, clock).execute(new RecordClearance(await this.#actor(people, by), { personId, kind, result: 'passed', doneOn: civilDay(clock.now()), issuer, note: '' }));
    }
    const teacher = await this.#actor(people, 'li.wei');
    const offer = { person: { kind: 'known', personId: teacher.personId }, role: 'watch_keeper', startsOn: addDays(civilDay(instantOf(now)), 7) } as const;
    await new ProposeAppointmentHandler(this.#db, this.#keycloak, stopped(now - 2 * 60 * MINUTE_MS)).execute(new ProposeAppointment(principal, principal.schoolId, offer));
    return signatures.length + records.length + 1;
  }

  /** An incident that is handled now and one that was filed, unless there are some; cameras must be registered. Answers how many. */
  async incidents(people: readonly DemoPerson[], now = Date.now()): Promise<number> {
    const [keeper, other, lead] = [await this.#actor(people, 'sun.ping'), await this.#actor(people, 'he.jun'), await this.#actor(people, 'zhao.an')];
    const { known, cameras } = await this.#db.read(keeper, async (tx) => ({
      known: await tx.sql`select from incidents limit 1`,
      cameras: await tx.sql<{ id: string; name: string }>`select camera_id as id, name from cameras order by name`,
    }));
    if (known.length > 0 || cameras.length === 0) return 0;
    const camera = (name: string) => cameras.find((one) => one.name.includes(name)) ?? cameras[0]!;
    await this.#filed(other, keeper, lead, camera('图书'), now - 3 * dayMs);
    await this.#inHand(keeper, camera('门'), now);
    return 2;
  }

  /** A bag that was lost and found, filed by another person. */
  async #filed(keeper: SchoolActor, reporter: SchoolActor, closer: SchoolActor, camera: { id: string; name: string }, startMs: number): Promise<void> {
    const at = (minutes: number): SystemClock => stopped(startMs + minutes * MINUTE_MS);
    const { id } = await new OpenIncidentHandler(this.#db, at(0)).execute(new OpenIncident(keeper, {
      category: 'theft', severity: 'general', place: camera.name, description: '一名学生报书包不见，最后放在阅览区长桌上。', cameraIds: [camera.id], from: at(-30).now(), to: at(-5).now(), detectedAt: at(-1).now(),
    }));
    await new NoteIncidentHandler(this.#db, at(2)).execute(new NoteIncident(keeper, id, { kind: 'report', recipient: 'security_lead', words: '电话报告保卫负责人' }));
    await new NoteIncidentHandler(this.#db, at(18)).execute(new NoteIncident(keeper, id, { kind: 'action', words: '与值周老师在失物招领处核对，找到同款书包' }));
    await new ResolveIncidentHandler(this.#db, at(35)).execute(new ResolveIncident(keeper, id, '书包被同学误拿，已归还，双方家长知悉。'));
    await new WriteIncidentReportHandler(this.#db, at(60)).execute(new WriteIncidentReport(reporter, id, { summary: '两名学生书包同款，放学时误拿。', cause: '书包无姓名标签', measures: '阅览区加设带号储物格，班会提醒贴标签', peopleCodes: ['S-2026-031', 'S-2026-047'], unitsInvolved: ['图书馆', '政教处'] }));
    await new CloseIncidentHandler(this.#db, at(600)).execute(new CloseIncident(closer, id));
  }

  /** Two pupils at the gate, a guard already there. */
  async #inHand(keeper: SchoolActor, camera: { id: string; name: string }, now: number): Promise<void> {
    const at = (minutesAgo: number): SystemClock => stopped(now - minutesAgo * MINUTE_MS);
    const { id } = await new OpenIncidentHandler(this.#db, at(14)).execute(new OpenIncident(keeper, {
      category: 'fight', severity: 'larger', place: `${camera.name}外公交站`, description: '放学时两名学生推搡，一人倒地，值周老师已到。', cameraIds: [camera.id], from: at(24).now(), to: at(14).now(), detectedAt: at(15).now(),
    }));
    await new NoteIncidentHandler(this.#db, at(13)).execute(new NoteIncident(keeper, id, { kind: 'report', recipient: 'security_lead', words: '对讲机报告保卫负责人，请求派员' }));
    const sent = await new DispatchGuardHandler(this.#db, at(12)).execute(new DispatchGuard(keeper, id, { assignee: '保安队 李师傅', task: '到校门外分开学生，护送至值班室' }));
    const [order] = sent.dispatches;
    if (order) await new MoveDispatchHandler(this.#db, at(8)).execute(new MoveDispatch(keeper, id, order.id, { state: 'arrived' }));
    await new NoteIncidentHandler(this.#db, at(7)).execute(new NoteIncident(keeper, id, { kind: 'contact', recipient: 'medical', words: '请校医到值班室查看' }));
  }

  async #actor(people: readonly DemoPerson[], username: string): Promise<SchoolActor> {
    const found = people.find((person) => person.username === username);
    if (!found) throw new Error(`nobody of the demo is called ${username}`);
    const now = Math.floor(Date.now() / 1000);
    const principal = await this.#identity.principal({ sub: found.sub, sid: undefined, jti: `demo:${found.sub}`, azp: 'demo', issuedAt: now, expiresAt: now + 300, secondFactor: true, thumbprint: undefined });
    const by = await this.#identity.actor(principal, 'school', { kind: 'any_principal' }, principal.resolved.schools[0]?.id);
    if (by.kind !== 'school') throw new Error(`${username} acts at no school`);
    return by;
  }
}

/** A clock that stands at that moment. */
const stopped = (atMs: number): SystemClock => ({ now: () => instantOf(atMs), nowMs: () => atMs });
