import { createHash, randomInt } from 'node:crypto';
import type { Input, Result, routes } from '@guardroom/contracts';
import type { Tx } from '@guardroom/db';
import { type Instant, addMs, newId, systemClock } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { enterDevice } from '../../assets/public.ts';
import type { Keeper } from '../camera-rules.ts';
import { type GatewayRow, findGateway, gatewayOf } from '../gateway-view.ts';

type Route = typeof routes.createGateway;

/** A code may be used this long. Milliseconds. */
const CODE_LIFE_MS = 24 * 3_600_000;
/** Without letters that are misread; 24 of them carry 118 bits. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/**
 * Announces a gateway and answers its one-time code, the only time that it is seen: what is stored is its hash.
 * @refuses equipment.gateway_name_taken — when another gateway of the school has the name
 */
export class CreateGateway extends Command<Result<Route>> {
  readonly by: Keeper;
  readonly body: Input<Route>['body'];
  constructor(by: Keeper, body: Input<Route>['body']) {
    super();
    this.by = by;
    this.body = body;
  }
}

@CommandHandler(CreateGateway)
export class CreateGatewayHandler implements ICommandHandler<CreateGateway> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, body }: CreateGateway): Promise<Result<Route>> {
    const at = this.#clock.now();
    const expiresAt = addMs(at, CODE_LIFE_MS);
    const enrolmentCode = newCode();
    return this.#db.write(by, async (tx) => {
      const id = newId('gwy');
      const gateway = { schoolId: by.schoolId, districtId: by.districtId, gatewayId: id, name: body.name, enrolmentHash: Uint8Array.from(enrolmentHash(enrolmentCode)), enrolmentExpiresAt: expiresAt };
      const { count } = await tx.prisma.gateway.createMany({ data: [gateway], skipDuplicates: true });
      if (count === 0) throw new Refused('equipment.gateway_name_taken', { details: { name: body.name } });
      await appendFact(tx, by, { type: 'gateway.announced', subject: id, at, body: { name: body.name, codeExpiresAt: expiresAt } });
      await enterDevice(tx, by, { assetClass: 'gateway', deviceId: id, name: body.name, location: null, atMs: Date.parse(at) });
      return { gateway: gatewayOf((await findGateway(tx, id)) as GatewayRow), enrolmentCode, expiresAt };
    });
  }
}

/**
 * Replaces the code of a gateway that is not enrolled; the old one is worth nothing from the commit on.
 * @refuses request.not_found — for a gateway of nobody, of another school, or enrolled already
 */
export async function renewCode(tx: Tx, by: Keeper, gatewayId: string): Promise<{ code: string; expiresAt: Instant }> {
  const at = systemClock.now();
  const code = newCode();
  const expiresAt = addMs(at, CODE_LIFE_MS);
  const { count } = await tx.prisma.gateway.updateMany({
    where: { schoolId: by.schoolId, gatewayId, state: 'awaiting_enrolment' },
    data: { enrolmentHash: Uint8Array.from(enrolmentHash(code)), enrolmentExpiresAt: expiresAt },
  });
  if (count === 0) throw notFound();
  await appendFact(tx, by, { type: 'gateway.code_renewed', subject: gatewayId, at, body: { codeExpiresAt: expiresAt } });
  return { code, expiresAt };
}

/** What is stored of a code. Dashes and case are for people. */
export const enrolmentHash = (code: string): Buffer => createHash('sha256').update(code.replace(/[\s-]/g, '').toUpperCase()).digest();

function newCode(): string {
  const group = (): string => Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
