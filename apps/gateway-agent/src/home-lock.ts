import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { realpath } from 'node:fs/promises';

/** Somebody else works in this home. */
export class HomeInUse extends Error {
  override readonly name = 'HomeInUse';
}

/**
 * Takes a gateway home for this process alone, and tells whoever asks by `askHolder` what `tell` gives at that moment. The lock is a
 * name in the kernel (an abstract Unix socket), so it goes with the process however that ends, and no stale file can keep anybody out.
 * @throws HomeInUse — when an agent or an fsck works in it
 */
export async function lockHome(home: string, tell: () => string = () => ''): Promise<() => Promise<void>> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy()); // who asked did not wait for the answer
    socket.end(tell(), () => socket.destroy());
  });
  server.listen(await lockName(home));
  try {
    await once(server, 'listening');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new HomeInUse(`another process works in ${home}`);
    throw cause;
  }
  server.unref();
  return async () => {
    server.close();
    await once(server, 'close');
  };
}

/**
 * What the process that holds the home's lock tells, or undefined when none does. It is the process itself that answers, so no answer
 * means that it hangs.
 * @throws Error — ETIMEDOUT without an answer in that time, ENOENT when there is no such directory
 */
export async function askHolder(home: string, patienceMs: number): Promise<string | undefined> {
  const socket = connect(await lockName(home)).setEncoding('utf8');
  socket.setTimeout(patienceMs, () => socket.destroy(Object.assign(new Error(`no answer within ${patienceMs / 1000} s`), { code: 'ETIMEDOUT' })));
  try {
    let told = '';
    for await (const piece of socket) told += piece as string;
    return told;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ECONNREFUSED') return undefined;
    throw cause;
  }
}

async function lockName(home: string): Promise<string> {
  return `\0guardroom-gateway-${createHash('sha256').update(await realpath(home)).digest('hex').slice(0, 32)}`;
}
