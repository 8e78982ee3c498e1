import type { MachineActor } from '@guardroom/db';
import { Injectable } from '@nestjs/common';
import { Tenants } from '../../platform/database/databases.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../platform/jobs/work.ts';
import { RecordingKeys } from '../recording/public.ts';
import { gatewayShouldChange } from './desired-change.ts';

/** Tops up the keys of a school's cameras to the horizon and tells the gateways that got new ones. */
@Injectable()
@DueWork('equipment.key-supply', { everySeconds: 3_600 })
export class KeySupply implements DueWorkHandler {
  readonly #db: Tenants;
  readonly #keys: RecordingKeys;
  constructor(db: Tenants, keys: RecordingKeys) {
    this.#db = db;
    this.#keys = keys;
  }

  async handle(by: MachineActor, _due?: Due): Promise<void> {
    await this.#db.write(by, async (tx) => {
      const cameras = await tx.sql<{ camera_id: string; gateway_id: string }>`select camera_id, gateway_id from cameras where enabled`;
      const supplied = await this.#keys.ensure(tx, by, cameras.map((c) => c.camera_id));
      const gateways = cameras.filter((c) => supplied.includes(c.camera_id)).map((c) => c.gateway_id);
      if (gateways.length > 0) await gatewayShouldChange(tx, [...new Set(gateways)]);
    });
  }
}
