import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { assetFor } from '../asset-view.ts';
import { openTicket } from '../ticket-store.ts';
import { ticketFor, ticketOf } from '../ticket-view.ts';

type Route = typeof routes.openTicket;

/**
 * Reports a fault of a device.
 * @refuses tickets.asset_retired — for a device that is out of use
 */
export class OpenTicket extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly body: Input<Route>['body'];
  constructor(by: SchoolActor, body: Input<Route>['body']) {
    super();
    this.by = by;
    this.body = body;
  }
}

@CommandHandler(OpenTicket)
export class OpenTicketHandler implements ICommandHandler<OpenTicket> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, body }: OpenTicket): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      const asset = await assetFor(tx, body.assetId, 'lock');
      if (asset.state === 'retired') throw new Refused('tickets.asset_retired');
      const at = this.#clock.now();
      const id = await openTicket(tx, by, { ...body, cameraId: asset.camera_id, gatewayId: asset.gateway_id, firstSignMs: this.#clock.nowMs(), at, reporter: { id: by.personId, name: by.name } });
      if (!id) throw new Error('a person may always report');
      return ticketOf(await ticketFor(tx, by, id), by);
    });
  }
}
