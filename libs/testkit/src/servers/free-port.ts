import { readFileSync } from 'node:fs';
import { isFree } from '../../../../infra/launcher/ports.ts';

/** Ports that this process has given out. */
const given = new Set<number>();
/** Above those that installations ask for. */
const LOWEST = 12_000;

/**
 * A port of loopback that nobody listens on, for a program that is started with it later. It lies below those that the system lends to
 * outgoing connections, so that none of these takes it in between.
 */
export async function freePort(): Promise<number> {
  const [lent = 32_768] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/).map(Number);
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (lent - LOWEST));
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}
