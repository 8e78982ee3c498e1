import type { Input, Result, routes } from '@guardroom/contracts';
import type { GatewayActor } from '@guardroom/db';
import { objectKeyOf } from '@guardroom/evidence';
import { type CameraId, type Instant, instantOf } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { REQUEST_LANES, inParallel } from '../../../platform/object-store/in-parallel.ts';
import { ObjectStore } from '../../../platform/object-store/object-store.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { SEGMENT_SECONDS } from '../../recording/public.ts';
import { heldUntilEach } from '../../retention/public.ts';
import { policyOf } from '../../tenancy/public.ts';
import { lockUntil, refusalOfStart } from '../retention.ts';

type Route = typeof routes.grantUploads;
type Ask = Input<Route>['body']['objects'][number];
type Grant = Result<Route>['grants'][number];

/** Answers for each object whether and how it may be stored. How long it is locked is decided here and never by the gateway. */
export class GrantUploads extends Command<Result<Route>> {
  readonly by: GatewayActor;
  readonly body: Input<Route>['body'];
  constructor(by: GatewayActor, body: Input<Route>['body']) {
    super();
    this.by = by;
    this.body = body;
  }
}

@CommandHandler(GrantUploads)
export class GrantUploadsHandler implements ICommandHandler<GrantUploads> {
  readonly #db: Tenants;
  readonly #store: ObjectStore;
  readonly #clock: SystemClock;
  constructor(db: Tenants, store: ObjectStore, clock: SystemClock) {
    this.#db = db;
    this.#store = store;
    this.#clock = clock;
  }

  async execute({ by, body }: GrantUploads): Promise<Result<Route>> {
    const now = this.#clock.nowMs();
    // Nothing that lies ahead is held, and an end past the calendar's would be none.
    const endOf = (startedAt: string): Instant => instantOf(Math.min(Date.parse(startedAt), now) + SEGMENT_SECONDS * 2_000);
    const { cameras, retentionDays, held } = await this.#db.read(by, async (tx) => ({
      cameras: new Set((await tx.sql<{ camera_id: string }>`select camera_id from cameras where camera_id = any(${body.objects.map((o) => o.cameraId)})`).map((c) => c.camera_id)),
      retentionDays: (await policyOf(tx, by.schoolId))?.policy.retentionDays ?? 0,
      held: await heldUntilEach(tx, by, body.objects.map(({ cameraId, startedAt }) => ({ cameraId, from: startedAt as Instant, to: endOf(startedAt) }))),
    }));
    const asked = body.objects.map((ask, i) => ({ ask, until: lockUntil(ask.startedAt, retentionDays, held[i]) }));
    const grants = await inParallel(asked, REQUEST_LANES, async ({ ask, until }): Promise<Grant> => {
      const code = cameras.has(ask.cameraId) ? refusalOfStart(ask.startedAt, now, until) : 'gateway.camera_unknown';
      return code ? refusedGrant(ask, code) : this.#grant(by, ask, until);
    });
    return { grants };
  }

  async #grant(by: GatewayActor, ask: Ask, until: Date): Promise<Grant> {
    const objectKey = keyOf(ask);
    const there = await this.#store.stat(by.schoolId, objectKey);
    const same = { cameraId: ask.cameraId, startedAt: ask.startedAt, objectKey };
    if (there?.sha256 === ask.sha256) return { ...same, state: 'stored', code: null, url: null, headers: {}, expiresAt: null };
    if (there) return refusedGrant(ask, 'gateway.object_differs');
    const { url, headers, expiresAt } = await this.#store.grantUpload(by.schoolId, objectKey, { bytes: ask.bytes, sha256Hex: ask.sha256, retainUntil: until });
    return { ...same, state: 'put', code: null, url, headers: { ...headers }, expiresAt: expiresAt.toISOString() };
  }
}

const keyOf = (ask: Ask): string => objectKeyOf({ cameraId: ask.cameraId as CameraId, startedAt: ask.startedAt as Instant, sequence: ask.sequence });

const refusedGrant = (ask: Ask, code: string): Grant => ({ cameraId: ask.cameraId, startedAt: ask.startedAt, objectKey: keyOf(ask), state: 'refused', code, url: null, headers: {}, expiresAt: null });
