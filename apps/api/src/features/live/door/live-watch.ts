import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { LIVE_UNSEEN_MS } from '@guardroom/domain';
import { type Logger, pino } from 'pino';
import { Config } from '../../../platform/config/config.ts';
import { RelayDb } from '../../../platform/database/databases.ts';
import { Notifications } from '../../../platform/database/notifications.ts';
import { loggerOptions } from '../../../platform/telemetry/logger.ts';
import { Connections } from './connections.ts';
import { MediaServer } from './media-server.ts';

/** How often this process looks whether its viewers may still see. Milliseconds. */
const LOOK_MS = 250;
/** How often it is noted that a view is held. Milliseconds. */
const NOTE_SEEN_MS = 3_000;
/** Without the database's yes for this long, nobody sees anything. Milliseconds. */
const UNANSWERED_MS = 1_400;
/** How often what time ends is ended, and what was missed is made up for. Milliseconds. */
const SWEEP_MS = 1_000;
/** What ended longer ago than this was seen to. */
const LOOK_BACK = '60 seconds';
/** Somebody who rejoins while being sent out is looked for until then. Milliseconds. */
const REMOVE_MS = 1_500;
const REMOVE_AGAIN_MS = 150;
/** LiveKit has this long to answer, or the room is left to whoever is in it. Milliseconds. */
const LIVEKIT_MS = 800;

const MAY_SEE = 'v.view_id = any($1) and v.ended_at is null and v.expires_at > clock_timestamp() and p.sub = v.sub and p.active';
/** Which of these views may be seen now; and the same, noting that they are held. */
const STILL_SEEN = `select v.view_id from live_views v, principals p where ${MAY_SEE}`;
const NOTE_SEEN = `update live_views v set seen_at = greatest(v.seen_at, clock_timestamp()) from principals p where ${MAY_SEE} returning v.view_id`;

type Room = { readonly room: string; readonly isOpen: boolean };

/**
 * Ends live views that have ended. LiveKit does not revoke: a client that ignores its signals keeps its pictures and comes back with
 * any token it holds. So, in this order: the row says no (whoever ended the view wrote it), the connections are destroyed and
 * cannot be admitted again, the participant is removed and looked for until surely gone; and if LiveKit does not obey, the camera
 * moves to a room of another name, which the gateway follows and the client cannot.
 *
 * Every process does this for every view it is told of; each step may be repeated.
 */
@Injectable()
export class LiveWatch implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #relay: RelayDb;
  readonly #hints: Notifications;
  readonly #host: HttpAdapterHost;
  readonly #connections: Connections;
  readonly #media: MediaServer;
  readonly #log: Logger;
  /** What this process has seen to, with the instant it did. */
  readonly #done = new Map<string, number>();
  readonly #stops: (() => void)[] = [];
  /** When the database was first asked what it has not answered yet. */
  #unansweredSince: number | undefined;
  #notedAt = Number.NEGATIVE_INFINITY;
  #isLooking = false;
  #isSweeping = false;

  constructor(config: Config, relay: RelayDb, hints: Notifications, host: HttpAdapterHost, connections: Connections, media: MediaServer) {
    this.#relay = relay;
    this.#hints = hints;
    this.#host = host;
    this.#connections = connections;
    this.#media = media;
    this.#log = pino(loggerOptions(config.logLevel)).child({ part: 'live' });
  }

  onApplicationBootstrap(): void {
    if (!this.#host.httpAdapter) return; // the worker holds no connection, and every API process watches
    const looking = setInterval(() => void this.#look(), LOOK_MS);
    const sweeping = setInterval(() => void this.#sweep(), SWEEP_MS);
    this.#stops.push(
      this.#hints.follow('live_view', (viewId) => this.#run(() => (viewId === undefined ? this.#sweep() : this.#revokeEnded(viewId)))),
      this.#hints.follow('live_room', (room) => this.#run(() => (room === undefined ? this.#sweep() : this.#closeIfClosed(room)))),
      () => clearInterval(looking),
      () => clearInterval(sweeping),
    );
  }

  onModuleDestroy(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #run(work: () => Promise<void>): void {
    work().catch((error: unknown) => this.#log.warn({ err: error }, 'the end of a live view is tried again'));
  }

  /** Whoever may not see any more is cut, whether or not a hint came; and without an answer nobody may. */
  async #look(): Promise<void> {
    const held = this.#connections.admitted;
    if (this.#isLooking) return void setImmediate(() => this.#cutWhenUnanswered()); // an answer that waits because this process stood still is read first
    if (held.length === 0) return;
    this.#isLooking = true;
    this.#unansweredSince ??= performance.now();
    try {
      const isNotingDue = performance.now() - this.#notedAt > NOTE_SEEN_MS;
      const { rows } = await this.#relay.pool.query<{ view_id: string }>(isNotingDue ? NOTE_SEEN : STILL_SEEN, [held.map(({ viewId }) => viewId)]);
      if (isNotingDue) this.#notedAt = performance.now();
      this.#unansweredSince = undefined;
      const seen = new Set(rows.map(({ view_id }) => view_id));
      for (const { viewId } of held.filter((one) => !seen.has(one.viewId))) this.#run(() => this.#revoke(viewId));
    } catch (error) {
      this.#log.warn({ err: error }, 'live views cannot be looked at');
      this.#cutWhenUnanswered();
    } finally {
      this.#isLooking = false;
    }
  }

  #cutWhenUnanswered(): void {
    const held = this.#connections.admitted;
    if (held.length === 0 || this.#unansweredSince === undefined || performance.now() - this.#unansweredSince <= UNANSWERED_MS) return;
    this.#unansweredSince = undefined;
    this.#log.error({ views: held.length }, 'the database does not answer: live views are cut');
    this.#connections.cutAll();
    for (const { viewId, room } of held) this.#run(async () => void (await this.#remove(room, viewId, () => this.#connections.admitted.some((one) => one.viewId === viewId))));
  }

  async #sweep(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    try {
      await this.#relay.pool.query('select gr.end_stale_live_views($1)', [`${LIVE_UNSEEN_MS} milliseconds`]);
      const views = await this.#relay.pool.query<{ view_id: string }>(`select view_id from live_views where ended_at > clock_timestamp() - interval '${LOOK_BACK}'`);
      const rooms = await this.#relay.pool.query<{ room: string }>(`select room from live_rooms where closed_at > clock_timestamp() - interval '${LOOK_BACK}'`);
      for (const { view_id } of views.rows) if (!this.#done.has(view_id)) this.#run(() => this.#revoke(view_id));
      for (const { room } of rooms.rows) if (!this.#done.has(room)) this.#run(() => this.#close(room));
      for (const [one, at] of this.#done) if (performance.now() - at > 10 * 60_000) this.#done.delete(one);
    } catch (error) {
      this.#log.warn({ err: error }, 'ended live views cannot be looked for');
    } finally {
      this.#isSweeping = false;
    }
  }

  /** A hint is no truth: the row is read. */
  async #revokeEnded(viewId: string): Promise<void> {
    const { rowCount } = await this.#relay.pool.query('select from live_views where view_id = $1 and ended_at is not null', [viewId]);
    if (rowCount === 1 && !this.#done.has(viewId)) await this.#revoke(viewId);
  }

  async #closeIfClosed(room: string): Promise<void> {
    const { rowCount } = await this.#relay.pool.query('select from live_rooms where room = $1 and closed_at is not null', [room]);
    if (rowCount === 1) await this.#close(room);
  }

  async #revoke(viewId: string): Promise<void> {
    this.#done.set(viewId, performance.now());
    this.#connections.cutView(viewId);
    try {
      await this.#sendOut(viewId);
    } catch (error) {
      this.#done.delete(viewId); // the sweep tries again
      throw error;
    }
  }

  async #sendOut(viewId: string): Promise<void> {
    const { rows } = await this.#relay.pool.query<Room>(
      `select r.room, r.closed_at is null as "isOpen" from live_views v join live_rooms r using (school_id, camera_id)
        where v.view_id = $1 and (r.closed_at is null or r.closed_at > v.opened_at)`,
      [viewId],
    );
    await Promise.all(rows.map(({ room, isOpen }) => (isOpen ? this.#expel(room, viewId) : this.#close(room))));
  }

  async #expel(room: string, viewId: string): Promise<void> {
    if (await this.#remove(room, viewId)) return;
    const next = `${room.slice(0, room.lastIndexOf('_'))}_${randomBytes(16).toString('hex')}`;
    this.#log.error({ viewId, room }, 'LiveKit did not let go of a viewer: the camera moves to another room');
    await this.#relay.pool.query('select gr.move_live_room($1, $2)', [room, next]);
  }

  /** Sends a viewer out and looks until they are surely gone, or were let in again; false when LiveKit did not obey. */
  async #remove(room: string, viewId: string, isBack = (): boolean => false): Promise<boolean> {
    const began = performance.now();
    let heardAt = began;
    let isThere = true;
    while (performance.now() - began < REMOVE_MS && !isBack()) {
      const [present] = await Promise.allSettled([this.#media.participants(room), this.#media.remove(room, viewId)]);
      if (present.status === 'fulfilled') {
        heardAt = performance.now();
        isThere = present.value.includes(viewId);
      } else if (performance.now() - heardAt > LIVEKIT_MS) return false;
      await sleep(REMOVE_AGAIN_MS);
    }
    return !isThere;
  }

  /** Ends a room that nobody may be in any more, and everybody who is. */
  async #close(room: string): Promise<void> {
    if (this.#done.has(room)) return;
    this.#done.set(room, performance.now());
    this.#connections.cutRoom(room);
    try {
      await this.#media.deleteRoom(room);
    } catch (error) {
      this.#done.delete(room); // the sweep tries again
      throw error;
    }
    await sleep(REMOVE_MS); // a publisher or viewer that was half in may have brought it back
    await this.#media.deleteRoom(room);
  }
}
