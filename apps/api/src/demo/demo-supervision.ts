import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import type { PolicyFigures, Role } from '@guardroom/domain';
import { addDays, civilDay, systemClock } from '@guardroom/kernel';
import { Tenants } from '../platform/database/databases.ts';
import { Identity } from '../platform/identity/identity.ts';
import { AcknowledgeVisit, Inspect, IssueOrder, MoveVisit, PlanVisit } from '../features/supervision/public.ts';
import { DecidePolicy, ProposePolicy } from '../features/tenancy/public.ts';

/** Who acts for the demo's bureau and its first school: subjects of the identity provider. */
export type Cast = Readonly<Record<'officer' | 'administrator' | 'principal' | 'securityLead', string>>;

/** What was not kept at the demo's visit; all else of the two domains was looked at and kept. */
const WANTING = 'recording.no-unexplained-gap';

/** A finished visit with a finding, an order that is due next week, and policy that is stricter at the district and at one school. */
@Injectable()
export class DemoSupervision {
  readonly #commands: CommandBus;
  readonly #identity: Identity;
  readonly #db: Tenants;
  constructor(commands: CommandBus, identity: Identity, db: Tenants) {
    this.#commands = commands;
    this.#identity = identity;
    this.#db = db;
  }

  /** Brings in what is not there yet; answers how many parts it brought. */
  async bringIn(cast: Cast, schoolId: string): Promise<number> {
    const officer = await this.#atBureau(cast.officer, 'district_officer');
    const parts = [await this.#districtPolicy(cast, officer), await this.#schoolPolicy(cast, schoolId), await this.#visit(cast, officer, schoolId)];
    return parts.filter(Boolean).length;
  }

  async #districtPolicy(cast: Cast, officer: DistrictActor): Promise<boolean> {
    if (await this.#has(officer, 'district_policies')) return false;
    await this.#settle(await this.#atBureau(cast.administrator, 'district_admin'), officer, { maxRangeHours: 12 }, '一次申请一般不超过半天，全区统一收紧');
    return true;
  }

  async #schoolPolicy(cast: Cast, schoolId: string): Promise<boolean> {
    const lead = await this.#atSchool(cast.securityLead, schoolId, 'security_lead');
    if (await this.#has(lead, 'school_policies')) return false;
    await this.#settle(lead, await this.#atSchool(cast.principal, schoolId, 'principal'), { maxCamerasPerRequest: 6 }, '本校摄像机少，一次申请不必涉及更多');
    return true;
  }

  async #settle(proposer: SchoolActor | DistrictActor, decider: SchoolActor | DistrictActor, figures: PolicyFigures, reason: string): Promise<void> {
    const { id } = await this.#commands.execute(new ProposePolicy(proposer, { figures, effectiveFrom: civilDay(systemClock.now()), reason }));
    await this.#commands.execute(new DecidePolicy(decider, id, { kind: 'confirm', words: '同意' }));
  }

  async #visit(cast: Cast, officer: DistrictActor, schoolId: string): Promise<boolean> {
    if (await this.#has(officer, 'supervision_visits')) return false;
    const today = civilDay(systemClock.now());
    const { id, checklist } = await this.#commands.execute(new PlanVisit(officer, { schoolId, day: today, announced: true, domains: ['recording', 'access'], inspectorIds: [officer.personId] }));
    await this.#commands.execute(new MoveVisit(officer, id, { verb: 'start' }));
    for (const { control } of checklist) await this.#commands.execute(new Inspect(officer, id, { verb: 'answer', answer: { control, verdict: control === WANTING ? 'not_kept' : 'kept' } }));
    await this.#commands.execute(new Inspect(officer, id, { verb: 'find', finding: { control: WANTING, severity: 'major', words: '上周三晚东门录像中断约二十分钟，值班日志中没有记录，也没有人说明原因。' } }));
    const { findingList } = await this.#commands.execute(new MoveVisit(officer, id, { verb: 'sign_off', summary: '录像与调阅总体规范；缺口说明不及时，须整改。' }));
    await this.#commands.execute(new AcknowledgeVisit(await this.#atSchool(cast.principal, schoolId, 'principal'), id, '情况属实，已布置保卫处整改。'));
    const [finding] = findingList;
    if (!finding) throw new Error('the visit of the demo has no finding');
    await this.#commands.execute(new IssueOrder(officer, { source: { kind: 'finding', findingId: finding.id }, what: '查明中断原因并说明；值班员每班核对缺口，二十四小时内说明完毕。', dueOn: addDays(today, 7), responsibleRole: 'security_lead' }));
    return true;
  }

  async #has(by: SchoolActor | DistrictActor, table: 'district_policies' | 'school_policies' | 'supervision_visits'): Promise<boolean> {
    return (await this.#db.read(by, (tx) => tx.query(`select from ${table} limit 1`))).length > 0;
  }

  async #atBureau(sub: string, role: Role): Promise<DistrictActor> {
    const by = await this.#identity.actor(await this.#identity.principal(claimsOf(sub)), 'district', { kind: 'roles', roles: [role] }, undefined);
    if (by.kind !== 'district') throw new Error(`the demo's ${role} holds no post at the bureau`);
    return by;
  }

  async #atSchool(sub: string, schoolId: string, role: Role): Promise<SchoolActor> {
    const by = await this.#identity.actor(await this.#identity.principal(claimsOf(sub)), 'school', { kind: 'roles', roles: [role] }, schoolId);
    if (by.kind !== 'school') throw new Error(`the demo's ${role} holds no post at the school`);
    return by;
  }
}

/** What a token of now would say of a demo person. */
function claimsOf(sub: string): Parameters<Identity['principal']>[0] {
  const now = Math.floor(Date.now() / 1000);
  return { sub, sid: undefined, jti: `demo:${sub}`, azp: 'demo', issuedAt: now, expiresAt: now + 300, secondFactor: true, thumbprint: undefined };
}
