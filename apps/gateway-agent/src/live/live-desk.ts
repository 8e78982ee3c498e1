import type { CameraId } from '@guardroom/kernel';
import type { Contract } from '../control/contract.ts';
import { LiveFeed } from './feed.ts';
import { type PublicationDeps, publish } from './publication.ts';

type Publication = { readonly cameraId: string; readonly stop: AbortController; readonly done: Promise<void> };

/** Keeps a feed per recorded camera, and publishes those that the district asks for, each in the room it names and in no other. */
export class LiveDesk {
  readonly #deps: PublicationDeps;
  readonly #feeds = new Map<string, LiveFeed>();
  /** By room: a room is never used twice. */
  readonly #publications = new Map<string, Publication>();
  #wanted: Contract['desiredState']['live'] = [];

  constructor(deps: PublicationDeps) {
    this.#deps = deps;
  }

  /** The loopback port that a camera's pictures go to, for as long as it is recorded. */
  async openFeed(cameraId: CameraId): Promise<number> {
    const feed = await LiveFeed.open();
    this.#feeds.set(cameraId, feed);
    this.#settle();
    return feed.port;
  }

  /** The camera is not recorded any more: nothing is left to be seen. */
  async closeFeed(cameraId: CameraId): Promise<void> {
    const feed = this.#feeds.get(cameraId);
    this.#feeds.delete(cameraId);
    const ending = [...this.#publications].filter(([, publication]) => publication.cameraId === cameraId);
    await Promise.all(ending.map(([room]) => this.#end(room)));
    feed?.close();
  }

  /** Makes what is published be what is wanted; a room that is not named any more is left at once. */
  follow({ live }: Pick<Contract['desiredState'], 'live'>): void {
    this.#wanted = live;
    this.#settle();
  }

  async stop(): Promise<void> {
    this.#wanted = [];
    await Promise.all([...this.#publications.keys()].map((room) => this.#end(room)));
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }

  #settle(): void {
    for (const room of this.#publications.keys()) if (!this.#wanted.some((one) => one.room === room)) void this.#end(room);
    for (const one of this.#wanted) {
      const feed = this.#feeds.get(one.cameraId);
      if (!feed || this.#publications.has(one.room)) continue;
      const stop = new AbortController();
      this.#publications.set(one.room, { cameraId: one.cameraId, stop, done: publish(one, feed, this.#deps, stop.signal) });
      this.#deps.logger.info(one, 'camera is published live');
    }
  }

  async #end(room: string): Promise<void> {
    const publication = this.#publications.get(room);
    if (!publication) return;
    publication.stop.abort();
    await publication.done;
    this.#publications.delete(room);
    this.#deps.logger.info({ room }, 'camera is published no longer');
  }
}
