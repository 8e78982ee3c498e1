import type { Duplex } from 'node:stream';
import { Injectable } from '@nestjs/common';

/** One viewer's connection through the door, from before it is admitted until it is gone. */
export type Connection = { readonly viewId: string; readonly room: string; readonly client: Duplex; upstream: Duplex | undefined; isAdmitted: boolean; isCut: boolean };

/** The connections that this process holds, by view. One view has one: a newer one ends the older. */
@Injectable()
export class Connections {
  readonly #held = new Set<Connection>();

  /** Remembers a connection before anybody asks whether it may be: what ends the view meanwhile finds it. */
  hold(viewId: string, room: string, client: Duplex): Connection {
    const connection: Connection = { viewId, room, client, upstream: undefined, isAdmitted: false, isCut: false };
    this.#held.add(connection);
    client.once('close', () => {
      this.#held.delete(connection);
      connection.upstream?.destroy();
    });
    return connection;
  }

  /** The connection counts from here on; older ones of the view end. */
  admit(connection: Connection): void {
    connection.isAdmitted = true;
    this.#cut((one) => one.viewId === connection.viewId && one !== connection && one.isAdmitted);
  }

  /** Destroys what this process holds of a view. */
  cutView(viewId: string): void {
    this.#cut((one) => one.viewId === viewId);
  }

  /** Destroys every connection into a room. */
  cutRoom(room: string): void {
    this.#cut((one) => one.room === room);
  }

  cutAll(): void {
    this.#cut(() => true);
  }

  /** Views that are connected through this process, with their rooms. */
  get admitted(): { viewId: string; room: string }[] {
    return [...this.#held].filter((one) => one.isAdmitted && !one.isCut).map(({ viewId, room }) => ({ viewId, room }));
  }

  #cut(which: (one: Connection) => boolean): void {
    for (const one of [...this.#held].filter(which)) {
      one.isCut = true;
      one.client.destroy();
      one.upstream?.destroy();
    }
  }
}
