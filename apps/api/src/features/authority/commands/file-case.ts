import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, authorityRoutes } from '@guardroom/contracts';
import type { CaseActor, MachineActor, Tx } from '@guardroom/db';
import { AUTHORITY_HOLD_DAYS, judgeNotice } from '@guardroom/domain';
import { type Instant, addMs, dayMs, instantOf, msOf, newId } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound, valueOf } from '../../../platform/errors/refused.ts';
import { Identity } from '../../../platform/identity/identity.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { placeHold, releaseHoldsOf } from '../../retention/public.ts';
import { type CaseView, caseViewFor } from '../case-view.ts';
import { record } from '../record.ts';

type Notice = Input<typeof authorityRoutes.fileCase>['body'];

/** Files an authority's request to a school. */
export class FileCase extends Command<CaseView> {
  readonly by: CaseActor;
  readonly notice: Notice;
  constructor(by: CaseActor, notice: Notice) {
    super();
    this.by = by;
    this.notice = notice;
  }
}

@CommandHandler(FileCase)
export class FileCaseHandler implements ICommandHandler<FileCase> {
  readonly #db: Tenants;
  readonly #identity: Identity;
  readonly #clock: SystemClock;
  constructor(db: Tenants, identity: Identity, clock: SystemClock) {
    this.#db = db;
    this.#identity = identity;
    this.#clock = clock;
  }

  /**
   * An agency's login has no right on a school's footage, so the hold is placed by the platform, and before the request is stored:
   * there is no moment in which a request is there and its footage can go. When the request cannot be stored, the hold ends again.
   */
  async execute({ by, notice }: FileCase): Promise<CaseView> {
    const at = this.#clock.now();
    await this.#db.read(by, (tx) => judge(tx, by, notice, at));
    const requestId = newId('aut');
    const school = await this.#identity.machineAt(notice.schoolId, 'authority request');
    await this.#db.write(school, (tx) => holdEverything(tx, school, requestId, notice, at));
    try {
      return await this.#db.write(by, (tx) => store(tx, by, requestId, notice, at));
    } catch (error) {
      await this.#db.write(school, (tx) => releaseHoldsOf(tx, school, requestId, this.#clock.now(), 'not_filed'));
      throw error;
    }
  }
}

const used = (notice: Notice) => new Refused('authority.notice_used', { details: { clauses: ['R22:4'], noticeNumber: notice.noticeNumber } });

async function judge(tx: Tx, by: CaseActor, notice: Notice, at: Instant): Promise<void> {
  const [school] = await tx.sql`select from schools where school_id = ${notice.schoolId}`;
  if (!school) throw notFound();
  valueOf(judgeNotice({ fromMs: Date.parse(notice.from), toMs: Date.parse(notice.to), deadlineMs: Date.parse(notice.deadline) }, msOf(at)));
  if (new Set(notice.officers.map((officer) => officer.badge)).size < notice.officers.length) throw new Refused('authority.same_officer', { details: { clauses: ['R22:4'] } });
  if ((await tx.sql`select from authority_requests where agency_id = ${by.agencyId} and notice_number = ${notice.noticeNumber} and state <> 'withdrawn'`).length > 0) throw used(notice);
}

/** Until the school has found the cameras for the places, all of its footage of that time stays. */
async function holdEverything(tx: Tx, by: MachineActor, requestId: string, notice: Notice, at: Instant): Promise<void> {
  const cameras = await tx.sql<{ camera_id: string }>`select camera_id from cameras where school_id = ${by.schoolId} order by camera_id`;
  if (cameras.length === 0) return;
  const [from, to] = [instantOf(Date.parse(notice.from)), instantOf(Date.parse(notice.to))];
  const until = addMs(at, AUTHORITY_HOLD_DAYS.undecided * dayMs);
  await placeHold(tx, by, { kind: 'provisional', source: { kind: 'authority_request', id: requestId }, cameraIds: cameras.map((camera) => camera.camera_id), from, to, until, at });
}

async function store(tx: Tx, by: CaseActor, requestId: string, notice: Notice, at: Instant): Promise<CaseView> {
  const { schoolId, caseNumber, noticeNumber, facts, places, from, to, deadline, officers } = notice;
  const stored = await tx.sql`
    insert into authority_requests (school_id, request_id, district_id, agency_id, agency_name, state, case_number, notice_number, facts, places, from_at, to_at, deadline_at, officers,
      filed_by_person_id, filed_by_sub, filed_by_name, filed_at)
    values (${schoolId}, ${requestId}, ${by.districtId}, ${by.agencyId}, ${by.agencyName}, 'received', ${caseNumber}, ${noticeNumber}, ${facts}, ${places}, ${from}, ${to}, ${deadline},
      ${JSON.stringify(officers)}::jsonb, ${by.personId}, ${by.sub}, ${by.name}, ${at})
    on conflict (agency_id, notice_number) where state <> 'withdrawn' do nothing returning 1`;
  if (stored.length === 0) throw used(notice); // filed by a colleague at the same moment
  await record(tx, by, { schoolId, requestId, districtId: by.districtId, agencyId: by.agencyId }, { kind: 'filed', at, body: { agency: by.agencyName, noticeNumber, caseNumber, from, to, deadline } });
  return caseViewFor(tx, by, requestId);
}
