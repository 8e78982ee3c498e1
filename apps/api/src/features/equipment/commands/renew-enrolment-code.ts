import type { Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { findGateway, gatewayOf } from '../gateway-view.ts';
import { renewCode } from './create-gateway.ts';

type Route = typeof routes.renewEnrolmentCode;

/**
 * Answers a fresh code for a gateway that awaits its enrolment, when nobody kept the first one or it ran out.
 * @refuses equipment.gateway_enrolled_already — when it acts under keys of its own, or was revoked
 */
export class RenewEnrolmentCode extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly gatewayId: string;
  constructor(by: SchoolActor, gatewayId: string) {
    super();
    this.by = by;
    this.gatewayId = gatewayId;
  }
}

@CommandHandler(RenewEnrolmentCode)
export class RenewEnrolmentCodeHandler implements ICommandHandler<RenewEnrolmentCode> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, gatewayId }: RenewEnrolmentCode): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      await tx.sql`select from gateways where gateway_id = ${gatewayId} for update`; // an enrolment at this very moment comes before or after
      const row = await findGateway(tx, gatewayId);
      if (!row) throw notFound();
      if (row.state !== 'awaiting_enrolment') throw new Refused('equipment.gateway_enrolled_already', { details: { state: row.state } });
      const { code, expiresAt } = await renewCode(tx, by, gatewayId);
      return { gateway: gatewayOf(row), enrolmentCode: code, expiresAt };
    });
  }
}
