import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { ensureGoProgram, goProgramPath } from '../go-builds.ts';
import type { Installation } from '../installation.ts';
import { answersOk, processPart } from './part.ts';
import { livekitRedisDatabase } from './redis.ts';

const day = 24 * 60 * 60;

/** LiveKit on loopback: browsers and gateways never reach its HTTP port, they pass the live gateway of the API. */
export const livekit = processPart({
  name: 'livekit',
  title: 'LiveKit',
  needs: ['redis'],
  ensureInstalled: async (say) => {
    await ensureGoProgram('livekit', say);
  },
  ports: ({ ports }) => [ports.livekit, ports.livekitUdp],
  prepare: async (installation) => {
    writeFileSync(configFile(installation), stringify(configuration(installation)), { mode: 0o600 });
  },
  command: (installation) => ({
    program: goProgramPath('livekit'),
    args: ['--config', configFile(installation)],
    inputs: JSON.stringify(configuration(installation)),
  }),
  probe: (installation) => answersOk(livekitUrl(installation)),
  address: livekitUrl,
});

/** Where LiveKit's HTTP port answers. */
export function livekitUrl({ ports }: Installation): string {
  return `http://127.0.0.1:${ports.livekit}`;
}

function configFile({ places }: Installation): string {
  return `${places.run}/livekit.yaml`;
}

function configuration({ ports, secrets }: Installation): object {
  return {
    port: ports.livekit,
    bind_addresses: ['127.0.0.1'],
    rtc: {
      tcp_port: 0, // Its TCP listener knows no address to bind to: it would be open to the network.
      udp_port: ports.livekitUdp,
      use_external_ip: false,
      node_ip: '127.0.0.1',
      interfaces: { includes: ['lo'] },
      enable_loopback_candidate: true,
    },
    redis: { address: `127.0.0.1:${ports.redis}`, password: secrets.redis, db: livekitRedisDatabase },
    keys: { [secrets.livekit.apiKey]: secrets.livekit.apiSecret },
    // Rooms are made by the API, carry a random epoch in their name and must outlive a quiet minute.
    room: { auto_create: false, empty_timeout: day, departure_timeout: day },
    logging: { level: 'info', json: true },
  };
}
