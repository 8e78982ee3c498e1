import { createSocket } from 'node:dgram';
import { existsSync, readFileSync, readdirSync, readlinkSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** The port each part would like to have; the servers that tests share ask for 1000 more. */
export const preferredPorts = {
  api: 8700,
  workerHealth: 8701,
  apiInternal: 8702,
  keycloak: 8710,
  keycloakManagement: 8711,
  minio: 8720,
  livekit: 8730,
  livekitUdp: 8731,
  redis: 8740,
  postgres: 8750,
  rtsp: 8760,
} as const;

export type PortName = keyof typeof preferredPorts;
export type Ports = Readonly<Record<PortName, number>>;

/**
 * The ports of one installation: chosen once, each the preferred one or the next that is free, then kept in `path`,
 * because addresses are written into the identity realm and into people's bookmarks.
 */
export async function portsAt(path: string, offset: number): Promise<Ports> {
  const stored: Partial<Record<PortName, number>> = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Ports) : {};
  const chosen: Partial<Record<PortName, number>> = { ...stored };
  const taken = new Set(Object.values(stored));
  for (const name of Object.keys(preferredPorts) as PortName[]) {
    if (chosen[name] !== undefined) continue;
    let port = preferredPorts[name] + offset;
    while (taken.has(port) || !(await isFree(port))) port += 1;
    taken.add(port);
    chosen[name] = port;
  }
  if (Object.keys(preferredPorts).some((name) => stored[name as PortName] === undefined)) {
    writeFileSync(`${path}.new`, `${JSON.stringify(chosen, null, 1)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  return chosen as Ports;
}

/** Whether nobody listens on the port on loopback, by TCP or by UDP. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port)) && (await canBindUdp(port));
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function canBindUdp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind({ address: '127.0.0.1', port, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

/** Names the process that listens on a TCP port as `name (pid)`, when /proc lets us see it. */
export function holderOf(port: number): string | undefined {
  const inode = listeningInode(port);
  if (inode === undefined) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const holds = readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`);
      if (holds) return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (pid ${pid})`;
    } catch {
      continue; // The process ended meanwhile or belongs to someone else.
    }
  }
  return undefined;
}

function listeningInode(port: number): string | undefined {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    if (!existsSync(table)) continue;
    for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(wanted) && fields[3] === '0A') return fields[9];
    }
  }
  return undefined;
}
