import { type Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import { PictureGroup } from './picture-group.ts';
import { type PicturePart, readPart } from './rtp.ts';

/** Room for the burst of a key picture while this process does something else. Bytes. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;

/** What comes out of a feed: the last group first, then every part as it arrives. */
export type FeedListener = (part: PicturePart) => void;

/**
 * A camera's pictures as they come from capture over loopback RTP. It always runs, whether or not somebody watches, so that opening a
 * view changes nothing for the recording; and it keeps the last group of pictures, so that a view begins with a picture.
 */
export class LiveFeed {
  readonly port: number;
  readonly #socket: Socket;
  readonly #group = new PictureGroup();
  readonly #listeners = new Set<FeedListener>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.port = socket.address().port;
    socket.on('message', (datagram, { address }) => {
      const part = address === '127.0.0.1' ? readPart(datagram) : undefined;
      if (!part) return;
      this.#group.push(part);
      for (const listener of this.#listeners) listener(part);
    });
    socket.on('error', () => undefined); // a datagram that could not be taken is one that is lost
  }

  /** Binds a free loopback port; even, as RTP wants it. @throws Error — when the system has no port or socket left */
  static async open(): Promise<LiveFeed> {
    for (;;) {
      const socket = createSocket('udp4');
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
      if (socket.address().port % 2 === 0) {
        socket.setRecvBufferSize(RECEIVE_BUFFER);
        return new LiveFeed(socket);
      }
      socket.close();
    }
  }

  /** The last group of pictures so far; empty before the first key picture. */
  get group(): readonly PicturePart[] {
    return this.#group.parts;
  }

  /** Hands every part to the listener from now on, until the answer is called. */
  listen(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
    this.#socket.close();
  }
}
