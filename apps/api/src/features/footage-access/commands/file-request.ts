import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, Routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { type ProportionFinding, judgeApplication, provisionalHoldEnd, requestNumber } from '@guardroom/domain';
import { type Instant, type Result, civilDay, instantOf, newId } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { placeHold } from '../../retention/public.ts';
import { policyOf } from '../../tenancy/public.ts';
import { type RequestView, requestViewFor } from '../footage-request.repository.ts';

type Application = Input<Routes['fileRequest']>['body'];

/** Asks to see footage. From the moment this is stored the footage is held. */
export class FileRequest extends Command<RequestView> {
  readonly by: SchoolActor;
  readonly ask: Application;
  constructor(by: SchoolActor, ask: Application) {
    super();
    this.by = by;
    this.ask = { ...ask, cameraIds: [...new Set(ask.cameraIds)] };
  }
}

@CommandHandler(FileRequest)
export class FileRequestHandler implements ICommandHandler<FileRequest> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** A refused filing is a fact too, alone in its transaction: repeated attempts at too much are seen. */
  async execute({ by, ask }: FileRequest): Promise<RequestView> {
    const at = this.#clock.now();
    const outcome = await this.#db.write(by, async (tx): Promise<Result<RequestView>> => {
      const judged = await judge(tx, by, ask, at);
      if (judged.ok) return { ok: true, value: await file(tx, by, ask, judged.value, at) };
      const { from, to, cameraIds, purpose } = ask;
      await appendFact(tx, by, { type: 'footage_request.refused_filing', subject: by.personId, at, body: { code: judged.error.code, from, to, cameras: cameraIds.length, purpose } });
      return judged;
    });
    return valueOf(outcome);
  }
}

async function judge(tx: Tx, by: SchoolActor, ask: Application, at: Instant): Promise<Result<ProportionFinding[]>> {
  const policy = (await policyOf(tx, by.schoolId))?.policy;
  if (!policy) throw new Error('the school has no policy');
  const known = await tx.sql<{ camera_id: string }>`select camera_id from cameras where school_id = ${by.schoolId} and camera_id = any(${ask.cameraIds}::text[])`;
  return judgeApplication({ fromMs: Date.parse(ask.from), toMs: Date.parse(ask.to), cameraIds: ask.cameraIds }, policy, { nowMs: Date.parse(at), cameraIds: new Set(known.map((c) => c.camera_id)) });
}

async function file(tx: Tx, by: SchoolActor, ask: Application, findings: ProportionFinding[], at: Instant): Promise<RequestView> {
  const requestId = newId('frq');
  const number = await nextNumber(tx, by, at);
  await tx.sql`
    insert into footage_requests (school_id, request_id, district_id, number, state, applicant_person_id, applicant_sub, applicant_name,
      relation, purpose, reason, from_at, to_at, fulfilment_asked, findings, filed_at)
    values (${by.schoolId}, ${requestId}, ${by.districtId}, ${number}, 'submitted', ${by.personId}, ${by.sub}, ${by.name},
      ${ask.relation}, ${ask.purpose}, ${ask.reason}, ${ask.from}, ${ask.to}, ${ask.fulfilment}, ${findings}, ${at})`;
  await tx.sql`insert into footage_request_cameras (school_id, request_id, camera_id, district_id) select ${by.schoolId}, ${requestId}, unnest(${ask.cameraIds}::text[]), ${by.districtId}`;
  const [from, to] = [instantOf(Date.parse(ask.from)), instantOf(Date.parse(ask.to))];
  await placeHold(tx, by, { kind: 'provisional', source: { kind: 'footage_request', id: requestId }, cameraIds: ask.cameraIds, from, to, until: instantOf(provisionalHoldEnd(Date.parse(at))), at });
  await appendFact(tx, by, {
    type: 'footage_request.filed',
    subject: requestId,
    at,
    body: { number, relation: ask.relation, purpose: ask.purpose, cameraIds: ask.cameraIds, from, to, fulfilment: ask.fulfilment, findings, liabilityAccepted: ask.liabilityAccepted },
  });
  return requestViewFor(tx, by, requestId);
}

/** Numbers run without holes per school and civil year: the row is locked until the request is stored or forgotten. */
async function nextNumber(tx: Tx, by: SchoolActor, at: Instant): Promise<string> {
  const year = Number(civilDay(at).slice(0, 4));
  const [row] = await tx.sql<{ last_number: number }>`
    insert into request_numbers (school_id, year, district_id, last_number) values (${by.schoolId}, ${year}, ${by.districtId}, 1)
    on conflict (school_id, year) do update set last_number = request_numbers.last_number + 1 returning last_number`;
  if (!row) throw new Error('no request number');
  return requestNumber(year, row.last_number);
}
