import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, Result, Routes } from '@guardroom/contracts';
import type { GatewayActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';

type Route = Routes['reportPublication'];

/** Takes what became of a publication; a room that is closed, or another gateway's, is not known. */
export class ReportPublication extends Command<Result<Route>> {
  readonly by: GatewayActor;
  readonly body: Input<Route>['body'];
  constructor(by: GatewayActor, body: Input<Route>['body']) {
    super();
    this.by = by;
    this.body = body;
  }
}

@CommandHandler(ReportPublication)
export class ReportPublicationHandler implements ICommandHandler<ReportPublication> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, body }: ReportPublication): Promise<Result<Route>> {
    const known = await this.#db.write(by, (tx) => tx.sql`update live_rooms set trouble = ${body.trouble} where room = ${body.room} and gateway_id = ${by.gatewayId} and closed_at is null returning room`);
    return { known: known.length > 0 };
  }
}
