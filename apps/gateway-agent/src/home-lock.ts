import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { realpath } from 'node:fs/promises';

/** Somebody else works in this home. */
export class HomeInUse extends Error {
  override readonly name = 'HomeInUse';
}

/**
 * Takes a gateway home for this process alone. The lock is a name in the kernel (an abstract Unix socket), so it goes with
 * the process however that ends, and no stale file can keep anybody out.
 * @throws HomeInUse — when an agent or an fsck works in it
 */
export async function lockHome(home: string): Promise<() => Promise<void>> {
  const name = createHash('sha256').update(await realpath(home)).digest('hex').slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  server.listen(`\0guardroom-gateway-${name}`);
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
