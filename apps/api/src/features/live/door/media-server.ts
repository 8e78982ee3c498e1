import { Injectable } from '@nestjs/common';
import { AccessToken, RoomServiceClient, type VideoGrant } from 'livekit-server-sdk';
import { Config } from '../../../platform/config/config.ts';

/** A room outlives quiet minutes; it is closed by us and by nothing else. Seconds. */
const ROOM_SECONDS = 24 * 60 * 60;
/** LiveKit's own tokens serve one call that is under way. */
const TOKEN_TTL = '10s';
/** LiveKit is near; what it has not answered by now counts as unanswered. Seconds. */
const ANSWER_SECONDS = 1;

/** LiveKit, as the live gateway uses it. Nobody else speaks to it, and no token of its own leaves this process. */
@Injectable()
export class MediaServer {
  readonly url: URL;
  readonly #config: Config['livekit'];
  readonly #rooms: RoomServiceClient;

  constructor({ livekit }: Config) {
    this.url = new URL(livekit.url);
    this.#config = livekit;
    this.#rooms = new RoomServiceClient(livekit.url, livekit.apiKey, livekit.apiSecret, { requestTimeout: ANSWER_SECONDS, failover: false });
  }

  /** Makes the room, or leaves it as it is. @throws Error — when LiveKit does not answer; retrying is safe */
  async ensureRoom(room: string): Promise<void> {
    await this.#rooms.createRoom({ name: room, emptyTimeout: ROOM_SECONDS, departureTimeout: ROOM_SECONDS });
  }

  /** Ends a room with everybody in it; one that is gone already is no error. */
  async deleteRoom(room: string): Promise<void> {
    await this.#rooms.deleteRoom(room).catch(missing);
  }

  /** Who is in the room, by identity. */
  async participants(room: string): Promise<string[]> {
    return (await this.#rooms.listParticipants(room).catch(missing))?.map(({ identity }) => identity) ?? [];
  }

  /** Sends somebody out. Somebody who is not quite there yet is no error: whoever removes looks again. */
  async remove(room: string, identity: string): Promise<void> {
    await this.#rooms.removeParticipant(room, identity).catch(missing);
  }

  /** LiveKit's token for one viewer's connection: sees, and sends nothing. */
  viewerToken(room: string, identity: string): Promise<string> {
    return this.#token(identity, { roomJoin: true, room, canSubscribe: true, canPublish: false, canPublishData: false, canUpdateOwnMetadata: false });
  }

  /** LiveKit's token for one publication: sends, and sees nothing. */
  publisherToken(room: string, identity: string): Promise<string> {
    return this.#token(identity, { roomJoin: true, room, canSubscribe: false, canPublish: true, canPublishData: false, canUpdateOwnMetadata: false });
  }

  #token(identity: string, grant: VideoGrant): Promise<string> {
    const token = new AccessToken(this.#config.apiKey, this.#config.apiSecret, { identity, ttl: TOKEN_TTL });
    token.addGrant(grant);
    return token.toJwt();
  }
}

/** LiveKit's "not found" is the state that was wanted; anything else is thrown on. */
function missing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'not_found') return undefined;
  throw error;
}
