import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { findGateway, gatewayOf } from '../gateway-view.ts';

type Route = typeof routes.revokeGateway;

/**
 * Switches a gateway off for good, when it was stolen, lost or taken down: from the commit on it gets nothing and nothing is taken from
 * it. What it knew, the passwords of its cameras, must be changed at the cameras.
 * @refuses equipment.gateway_revoked_already — when somebody did before
 */
export class RevokeGateway extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(RevokeGateway)
export class RevokeGatewayHandler implements ICommandHandler<RevokeGateway> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, input: { params: { gatewayId }, body: { reason } } }: RevokeGateway): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      const [gateway] = await tx.sql<{ state: string; sub: string | null }>`select state, sub from gateways where gateway_id = ${gatewayId} for update`;
      if (!gateway) throw notFound();
      if (gateway.state === 'revoked') throw new Refused('equipment.gateway_revoked_already');
      await tx.sql`update gateways set state = 'revoked', enrolment_hash = null, enrolment_expires_at = null, revision = revision + 1 where gateway_id = ${gatewayId}`;
      await appendFact(tx, by, { type: 'gateway.revoked', subject: gatewayId, at: this.#clock.now(), body: { sub: gateway.sub, reason } });
      const row = await findGateway(tx, gatewayId);
      if (!row) throw notFound();
      return gatewayOf(row);
    });
  }
}
