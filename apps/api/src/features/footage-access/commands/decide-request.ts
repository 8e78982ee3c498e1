import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, Routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { type Grant, type Verdict, decide } from '@guardroom/domain';
import { type Instant, instantOf } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { extendHoldsOf, releaseHoldsOf } from '../../retention/public.ts';
import { type RequestView, askedOf, requestFor, requestViewFor } from '../footage-request.repository.ts';

type Decision = Input<Routes['decideRequest']>['body'];

/** Grants a request wholly or in part, or refuses it with reasons. */
export class DecideRequest extends Command<RequestView> {
  readonly by: SchoolActor;
  readonly requestId: string;
  readonly decision: Decision;
  constructor(by: SchoolActor, requestId: string, decision: Decision) {
    super();
    this.by = by;
    this.requestId = requestId;
    this.decision = decision;
  }
}

@CommandHandler(DecideRequest)
export class DecideRequestHandler implements ICommandHandler<DecideRequest> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, requestId, decision }: DecideRequest): Promise<RequestView> {
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      const row = await requestFor(tx, by, requestId, 'lock');
      const grant = valueOf(decide(askedOf(row), by, verdictOf(decision), Date.parse(at)));
      if (grant) await approve(tx, by, requestId, decision.reasons, grant, at);
      else await refuse(tx, by, requestId, decision.reasons, at);
      return requestViewFor(tx, by, requestId);
    });
  }
}

function verdictOf(decision: Decision): Verdict {
  if (decision.kind === 'refuse') return { kind: 'refuse' };
  const { part } = decision;
  return {
    kind: 'approve',
    fulfilment: decision.fulfilment,
    viewingConsent: decision.viewingConsent,
    part: part && { cameraIds: part.cameraIds, fromMs: Date.parse(part.from), toMs: Date.parse(part.to) },
  };
}

async function approve(tx: Tx, by: SchoolActor, requestId: string, reasons: string, grant: Grant, at: Instant): Promise<void> {
  const [from, to, validUntil] = [instantOf(grant.fromMs), instantOf(grant.toMs), instantOf(grant.validUntilMs)];
  await tx.sql`
    update footage_requests set state = 'approved', decision_kind = ${grant.kind}, decided_by_person_id = ${by.personId}, decided_by_name = ${by.name}, decided_at = ${at},
      decision_reasons = ${reasons}, viewing_consent = ${grant.viewingConsent ?? null}, fulfilment = ${grant.fulfilment}, granted_from = ${from}, granted_to = ${to}, valid_until = ${validUntil}
     where school_id = ${by.schoolId} and request_id = ${requestId}`;
  await tx.sql`update footage_request_cameras set granted = camera_id = any(${grant.cameraIds}::text[]) where school_id = ${by.schoolId} and request_id = ${requestId}`;
  await extendHoldsOf(tx, by, { kind: 'provisional', source: { kind: 'footage_request', id: requestId }, cameraIds: grant.cameraIds, from, to, until: validUntil, at });
  const { kind, fulfilment, cameraIds } = grant;
  await appendFact(tx, by, { type: 'footage_request.approved', subject: requestId, at, body: { kind, fulfilment, cameraIds, from, to, validUntil, secondConsent: grant.viewingConsent !== undefined } });
}

async function refuse(tx: Tx, by: SchoolActor, requestId: string, reasons: string, at: Instant): Promise<void> {
  await tx.sql`
    update footage_requests set state = 'refused', decision_kind = 'refused', decided_by_person_id = ${by.personId}, decided_by_name = ${by.name}, decided_at = ${at},
      decision_reasons = ${reasons}, closed_at = ${at} where school_id = ${by.schoolId} and request_id = ${requestId}`;
  await releaseHoldsOf(tx, by, requestId, at, 'refused');
  await appendFact(tx, by, { type: 'footage_request.refused', subject: requestId, at, body: {} });
}
