import { type ClientRequest, type IncomingMessage, type Server, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Logger, pino } from 'pino';
import { Config } from '../../../platform/config/config.ts';
import { loggerOptions } from '../../../platform/telemetry/logger.ts';
import { Admissions } from './admissions.ts';
import { type Connection, Connections } from './connections.ts';
import { MediaServer } from './media-server.ts';

/** LiveKit's two addresses for signals; everything else of it is closed. */
const PATHS = ['/rtc', '/rtc/v1'];
/** A connection that LiveKit has not taken by now is given up. Milliseconds. */
const CONNECT_MS = 5_000;
const TAKEN_OVER = ['sec-websocket-key', 'sec-websocket-version', 'sec-websocket-extensions', 'sec-websocket-protocol', 'user-agent'] as const;

/**
 * The live gateway for viewers: the only way to LiveKit's signals. Each connection needs an admission of its own, asked of the
 * database at that moment, and is remembered so that it can be cut. LiveKit gets a token made here, never the client's.
 */
@Injectable()
export class RtcDoor implements OnModuleInit, OnModuleDestroy {
  readonly #host: HttpAdapterHost;
  readonly #publicOrigin: string;
  readonly #admissions: Admissions;
  readonly #connections: Connections;
  readonly #media: MediaServer;
  readonly #log: Logger;

  constructor(config: Config, host: HttpAdapterHost, admissions: Admissions, connections: Connections, media: MediaServer) {
    this.#host = host;
    this.#publicOrigin = new URL(config.publicUrl).origin;
    this.#admissions = admissions;
    this.#connections = connections;
    this.#media = media;
    this.#log = pino(loggerOptions(config.logLevel)).child({ part: 'live' });
  }

  onModuleInit(): void {
    const server = this.#host.httpAdapter?.getHttpServer() as Server | undefined; // the worker has none
    server?.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      this.#enter(request, socket, head).catch((error: unknown) => {
        this.#log.error({ err: error }, 'a live connection failed');
        refuse(socket, 503);
      });
    });
  }

  /** Before the server stops: it would wait for these connections, and their tabs find another process at once. */
  onModuleDestroy(): void {
    this.#connections.cutAll();
  }

  async #enter(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = new URL(request.url ?? '/', this.#publicOrigin);
    const { origin, cookie } = request.headers;
    if (request.method !== 'GET' || !PATHS.includes(url.pathname)) return refuse(socket, 404);
    if (origin !== undefined && origin !== this.#publicOrigin) return refuse(socket, 403);
    const shown = { token: url.searchParams.get('access_token') ?? '', cookies: cookie };
    const asked = await this.#admissions.read(shown);
    if (!asked) return refuse(socket, 401);
    const connection = this.#connections.hold(asked.viewId, asked.room, socket);
    if (!(await this.#admissions.use(asked, shown))) {
      this.#log.info({ viewId: asked.viewId }, 'a live connection was refused');
      return refuse(socket, 403);
    }
    this.#connections.admit(connection);
    if (!connection.isCut) await this.#join(connection, request, url, head);
  }

  async #join(connection: Connection, request: IncomingMessage, url: URL, head: Buffer): Promise<void> {
    const { client, viewId, room } = connection;
    url.searchParams.delete('access_token');
    const headers: Record<string, string> = { connection: 'Upgrade', upgrade: 'websocket', authorization: `Bearer ${await this.#media.viewerToken(room, viewId)}` };
    for (const name of TAKEN_OVER) if (typeof request.headers[name] === 'string') headers[name] = request.headers[name];
    const { url: livekit } = this.#media;
    const upstream: ClientRequest = (livekit.protocol === 'https:' ? httpsRequest : httpRequest)(new URL(`${url.pathname}${url.search}`, livekit), { headers, timeout: CONNECT_MS });
    client.once('close', () => upstream.destroy());
    upstream.once('timeout', () => upstream.destroy(new Error('LiveKit did not answer')));
    upstream.once('error', (error) => {
      if (!connection.isCut) this.#log.warn({ viewId, err: error.message }, 'LiveKit did not take a connection');
      client.destroy();
    });
    upstream.once('response', (answer) => refuse(client, answer.statusCode ?? 502));
    upstream.once('upgrade', (answer, socket, first) => {
      connection.upstream = socket;
      socket.on('error', () => socket.destroy()).once('close', () => client.destroy());
      if (connection.isCut || client.destroyed) return void socket.destroy();
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`);
      client.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      if (first.length > 0) client.write(first);
      if (head.length > 0) socket.write(head);
      socket.pipe(client);
      client.pipe(socket);
    });
    upstream.end();
  }
}

/** Answers without a body and closes: why is in the log, not on the wire. */
function refuse(socket: Duplex, status: number): void {
  if (!socket.destroyed) socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
}
