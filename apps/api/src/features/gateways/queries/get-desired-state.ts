import type { Input, Result, routes } from '@guardroom/contracts';
import type { GatewayActor, Tx } from '@guardroom/db';
import { type Instant, addDays, civilDay } from '@guardroom/kernel';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Notifications } from '../../../platform/database/notifications.ts';
import { notFound } from '../../../platform/errors/refused.ts';
import { Identity } from '../../../platform/identity/identity.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { KeySupply } from '../../equipment/public.ts';
import { KEY_HORIZON_DAYS, SEGMENT_SECONDS } from '../../recording/public.ts';

type Route = typeof routes.getDesiredState;
type DesiredCamera = Result<Route>['cameras'][number];

/**
 * What a gateway should be doing. Waits until the revision differs from the one it knows, or the time is over; while it waits, it
 * holds no connection of the database.
 */
export class GetDesiredState extends Query<Result<Route>> {
  readonly by: GatewayActor;
  readonly input: Input<Route>;
  constructor(by: GatewayActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(GetDesiredState)
export class GetDesiredStateHandler implements IQueryHandler<GetDesiredState> {
  readonly #db: Tenants;
  readonly #hints: Notifications;
  readonly #identity: Identity;
  readonly #supply: KeySupply;
  readonly #clock: SystemClock;
  constructor(db: Tenants, hints: Notifications, identity: Identity, supply: KeySupply, clock: SystemClock) {
    this.#db = db;
    this.#hints = hints;
    this.#identity = identity;
    this.#supply = supply;
    this.#clock = clock;
  }

  async execute({ by, input: { query } }: GetDesiredState): Promise<Result<Route>> {
    const until = this.#clock.nowMs() + query.waitSeconds * 1_000;
    for (;;) {
      const hint = this.#hints.expect('gateway_revision', by.gatewayId);
      try {
        const left = until - this.#clock.nowMs();
        if (left <= 0 || this.#hints.isClosed || (await this.#db.read(by, (tx) => revisionOf(tx, by))) !== query.since) return await this.#state(by);
        await hint.wait(left);
      } finally {
        hint.stop();
      }
    }
  }

  async #state(by: GatewayActor): Promise<Result<Route>> {
    const now = this.#clock.now();
    const state = await this.#db.read(by, (tx) => stateOf(tx, by, now));
    const horizon = addDays(civilDay(now), KEY_HORIZON_DAYS);
    if (state.cameras.every((c) => c.keys.at(-1)?.day === horizon)) return state;
    await this.#supply.handle(await this.#identity.machine(by, 'equipment.key-supply'));
    return this.#db.read(by, (tx) => stateOf(tx, by, now));
  }
}

async function revisionOf(tx: Tx, by: GatewayActor): Promise<number> {
  const [row] = await tx.sql<{ revision: string }>`select revision from gateways where gateway_id = ${by.gatewayId}`;
  if (!row) throw notFound();
  return Number(row.revision);
}

async function stateOf(tx: Tx, by: GatewayActor, now: Instant): Promise<Result<Route>> {
  const revision = await revisionOf(tx, by);
  const today = civilDay(now);
  const cameras = await tx.sql<Omit<DesiredCamera, 'sealedPassword'> & { sealed: Buffer }>`
    select c.camera_id as id, c.name, c.rtsp_url as "rtspUrl", c.username, c.sealed_password as sealed,
           coalesce((select jsonb_agg(jsonb_build_object('keyId', k.key_id, 'day', k.day, 'publicKey', encode(k.public_key, 'base64')) order by k.day)
              from camera_day_keys k where k.school_id = c.school_id and k.camera_id = c.camera_id and k.day between ${addDays(today, -1)} and ${addDays(today, KEY_HORIZON_DAYS)}), '[]') as keys
      from cameras c where c.gateway_id = ${by.gatewayId} and c.enabled order by c.camera_id`;
  const live = await tx.sql<Result<Route>['live'][number]>`select camera_id as "cameraId", room from live_rooms where gateway_id = ${by.gatewayId} and closed_at is null order by camera_id`;
  return {
    revision,
    gateway: { id: by.gatewayId, schoolId: by.schoolId, districtId: by.districtId },
    serverTime: now,
    segmentSeconds: SEGMENT_SECONDS,
    cameras: cameras.map(({ sealed, ...camera }) => ({ ...camera, sealedPassword: sealed.toString('base64') })),
    live,
  };
}
