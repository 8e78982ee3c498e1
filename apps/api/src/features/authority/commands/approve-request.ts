import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, authorityRoutes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { AUTHORITY_HOLD_DAYS, type Approval, EXPORT_APPROVER_ROLES, approveExport } from '@guardroom/domain';
import { type Instant, addMs, dayMs, instantOf, newId } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { noteDue } from '../../../platform/jobs/work.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { placeHold, releaseHoldsOf } from '../../retention/public.ts';
import { type AuthorityRequestRow, type AuthorityRequestView, authorityRequestFor, authorityRequestViewFor, caseOf } from '../authority-request-view.ts';
import { keyOf } from '../case-view.ts';
import { BUILD_PACKAGE } from '../package/work.ts';
import { record } from '../record.ts';
import { sign } from '../sign.ts';

type Body = Input<typeof authorityRoutes.approveRequest>['body'];

/** Signs that footage leaves the school: the whole of a notice, or a part of it. */
export class ApproveRequest extends Command<AuthorityRequestView> {
  readonly by: SchoolActor;
  readonly requestId: string;
  readonly approval: Body;
  constructor(by: SchoolActor, requestId: string, approval: Body) {
    super();
    this.by = by;
    this.requestId = requestId;
    this.approval = approval;
  }
}

@CommandHandler(ApproveRequest)
export class ApproveRequestHandler implements ICommandHandler<ApproveRequest> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, requestId, approval: { reasons, part } }: ApproveRequest): Promise<AuthorityRequestView> {
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      const row = await authorityRequestFor(tx, by, requestId, 'lock');
      const approval = valueOf(approveExport(caseOf(row), by, part && { cameraIds: [...new Set(part.cameraIds)], fromMs: Date.parse(part.from), toMs: Date.parse(part.to) }));
      await sign(tx, by, requestId, { part: 'approval', ordinal: approval.ordinal, among: EXPORT_APPROVER_ROLES, words: reasons, at });
      if (approval.complete) await grant(tx, by, row, approval, at);
      else await propose(tx, by, row, approval, reasons, at);
      return authorityRequestViewFor(tx, by, requestId);
    });
  }
}

const bodyOf = ({ ordinal, grant: { cameraIds, fromMs, toMs } }: Approval) => ({ ordinal, cameraIds, from: instantOf(fromMs), to: instantOf(toMs) });

/** What the first approver grants stands, and reaches nothing before the second has signed. */
async function propose(tx: Tx, by: SchoolActor, row: AuthorityRequestRow, approval: Approval, reasons: string, at: Instant): Promise<void> {
  const { fromMs, toMs, cameraIds } = approval.grant;
  await tx.sql`update authority_requests set granted_from = ${instantOf(fromMs)}, granted_to = ${instantOf(toMs)}, approval_reasons = ${reasons} where school_id = ${by.schoolId} and request_id = ${row.request_id}`;
  await tx.sql`update authority_request_cameras set granted = camera_id = any(${cameraIds}::text[]) where school_id = ${by.schoolId} and request_id = ${row.request_id}`;
  await record(tx, by, keyOf(row), { kind: 'approved_once', at, body: bodyOf(approval) });
}

/** What was granted is preserved, and its package is owed from this transaction on. */
async function grant(tx: Tx, by: SchoolActor, row: AuthorityRequestRow, approval: Approval, at: Instant): Promise<void> {
  const { request_id: requestId } = row;
  const { fromMs, toMs, cameraIds } = approval.grant;
  const places = row.cameras.filter((camera) => cameraIds.includes(camera.id)).map((camera) => camera.name);
  await tx.sql`update authority_requests set state = 'approved', approved_at = ${at}, granted_places = ${places} where school_id = ${by.schoolId} and request_id = ${requestId}`;
  await releaseHoldsOf(tx, by, requestId, at, 'granted');
  await placeHold(tx, by, {
    kind: 'preservation', source: { kind: 'authority_request', id: requestId }, cameraIds, from: instantOf(fromMs), to: instantOf(toMs), until: addMs(at, AUTHORITY_HOLD_DAYS.granted * dayMs), at,
  });
  const packageId = newId('pkg');
  await tx.sql`insert into evidence_packages (school_id, package_id, request_id, district_id, agency_id, state, started_at) values (${by.schoolId}, ${packageId}, ${requestId}, ${by.districtId}, ${row.agency_id}, 'building', ${at})`;
  await noteDue(tx, by, { kind: BUILD_PACKAGE, subject: packageId, dueAt: new Date(at) });
  await record(tx, by, keyOf(row), { kind: 'approved', at, body: { ...bodyOf(approval), packageId } });
}
