import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { once } from 'node:events';

/** A wire between the API and LiveKit that can be made to swallow what asks LiveKit to obey, while signals and media go on. */
export interface LivekitRelay {
  readonly url: string;
  /** From now on nobody gets an answer to a call of LiveKit's room service. */
  stall(): void;
  resume(): void;
  close(): Promise<void>;
}

/** Opens the wire on a free loopback port. */
export async function livekitRelay(livekitUrl: string): Promise<LivekitRelay> {
  const target = new URL(livekitUrl);
  const sockets = new Set<Socket>();
  const calls = new Set<Socket>();
  let isStalled = false;
  const server = createServer((client) => {
    sockets.add(client);
    client.once('close', () => (sockets.delete(client), calls.delete(client))).on('error', () => client.destroy());
    client.once('data', (first) => {
      if (first.toString('latin1').startsWith('POST /twirp')) calls.add(client);
      if (isStalled && calls.has(client)) return;
      const upstream = connect(Number(target.port), target.hostname);
      upstream.on('error', () => client.destroy()).once('close', () => client.destroy());
      client.once('close', () => upstream.destroy());
      upstream.write(first);
      client.pipe(upstream);
      upstream.pipe(client);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stall: () => {
      isStalled = true;
      for (const call of calls) call.destroy();
    },
    resume: () => {
      isStalled = false;
      for (const call of calls) call.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
