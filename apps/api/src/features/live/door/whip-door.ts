import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { gatewayOnly, liveRoom } from '@guardroom/contracts';
import type { GatewayActor } from '@guardroom/db';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../../platform/config/config.ts';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { Identity } from '../../../platform/identity/identity.ts';
import { TokenVerifier } from '../../../platform/identity/token-verifier.ts';
import { MediaServer } from './media-server.ts';

/** LiveKit answers an offer in milliseconds. */
const ANSWER_MS = 5_000;
const PATH = '/whip/v1/:room';
type Asked = FastifyRequest<{ Params: { room: string } }>;

/**
 * The live gateway for gateways: WHIP (RFC 9725) with the gateway's own access token, and only into a room that is open for one of
 * its cameras. LiveKit's token is made here: LiveKit takes anybody's offer into any room and brings deleted ones back to life.
 */
@Injectable()
export class WhipDoor implements OnModuleInit {
  readonly #host: HttpAdapterHost;
  readonly #verifier: TokenVerifier;
  readonly #identity: Identity;
  readonly #db: Tenants;
  readonly #media: MediaServer;

  constructor(config: Config, host: HttpAdapterHost, identity: Identity, db: Tenants, media: MediaServer) {
    this.#host = host;
    this.#verifier = new TokenVerifier({ serverUrl: config.keycloak.url, realm: config.keycloak.realm, audience: 'guardroom-gateway', mayHold: (azp) => azp !== 'guardroom-console' });
    this.#identity = identity;
    this.#db = db;
    this.#media = media;
  }

  onModuleInit(): void {
    const fastify = this.#host.httpAdapter?.getInstance<FastifyInstance>(); // the worker has none
    // Not awaited: that would close the list of routes whose faults our one filter answers, before Nest has entered its own.
    void fastify?.register(async (scope: FastifyInstance) => {
      scope.addContentTypeParser('application/sdp', { parseAs: 'string', bodyLimit: 64 * 1024 }, (_request, body, done) => done(null, body));
      scope.post(PATH, async (request: Asked, reply) => answered(request, reply, () => this.#publish(request, reply)));
      scope.delete(PATH, async (request: Asked, reply) => answered(request, reply, () => this.#stop(request, reply)));
    });
  }

  async #publish(request: Asked, reply: FastifyReply): Promise<void> {
    const by = await this.#gateway(request);
    const room = await this.#openRoom(by, request);
    if (typeof request.body !== 'string' || request.body === '') throw new Refused('request.malformed', { status: 400 });
    await this.#media.ensureRoom(room);
    const authorization = `Bearer ${await this.#media.publisherToken(room, by.gatewayId)}`;
    const answer = await fetch(new URL('/whip/v1', this.#media.url), { method: 'POST', headers: { authorization, 'content-type': 'application/sdp' }, body: request.body, signal: AbortSignal.timeout(ANSWER_MS) });
    const sdp = await answer.text();
    if (answer.status !== 201) throw new Refused('live.offer_not_taken', { status: 502, details: { status: answer.status } });
    const published = await this.#db.write(by, (tx) => tx.sql`update live_rooms set published_at = clock_timestamp(), trouble = null where room = ${room} and closed_at is null returning room`);
    if (published.length === 0) {
      await this.#media.deleteRoom(room); // closed while LiveKit answered, which may have brought it back
      throw notFound();
    }
    void reply.status(201).header('location', `/whip/v1/${room}`).type('application/sdp').send(sdp);
  }

  async #stop(request: Asked, reply: FastifyReply): Promise<void> {
    const by = await this.#gateway(request);
    const room = roomOf(request);
    const [own] = await this.#db.read(by, (tx) => tx.sql`select room from live_rooms where room = ${room} and gateway_id = ${by.gatewayId}`);
    if (!own) throw notFound();
    await this.#media.remove(room, by.gatewayId);
    void reply.status(200).send();
  }

  async #openRoom(by: GatewayActor, request: Asked): Promise<string> {
    const room = roomOf(request);
    const [open] = await this.#db.read(by, (tx) => tx.sql`select room from live_rooms where room = ${room} and gateway_id = ${by.gatewayId} and closed_at is null`);
    if (!open) throw notFound();
    return room;
  }

  async #gateway(request: Asked): Promise<GatewayActor> {
    const claims = await this.#verifier.verify(request.headers.authorization);
    if (!claims) throw new Refused('identity.not_signed_in', { status: 401 });
    return (await this.#identity.actor(await this.#identity.principal(claims), 'gateway', gatewayOnly, undefined)) as GatewayActor;
  }
}

/** A name that is none names no room. */
function roomOf(request: Asked): string {
  const room = liveRoom.safeParse(request.params.room);
  if (!room.success) throw notFound();
  return room.data;
}

/** Refusals in the shape of every other error; anything else is the server's own error handling. */
async function answered(request: FastifyRequest, reply: FastifyReply, run: () => Promise<void>): Promise<FastifyReply> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    request.log.info({ code: error.code, status: error.status }, 'request refused');
    void reply.status(error.status).send({ error: { kind: 'refusal', code: error.code, requestId: request.id } });
  }
  return reply;
}
