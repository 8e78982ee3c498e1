import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result, routes } from '@guardroom/contracts';
import type { CameraConfig, Cameras } from '@guardroom/testkit/cameras';
import type { TestApi } from '../../apps/api/src/testing/start-api.ts';
import { startAgent, untilAgent, type RunningAgent } from './agent-home.ts';

export type Camera = Result<typeof routes.getCamera>;
type Gateway = { readonly gateway: { readonly id: string }; readonly enrolmentCode: string };

/** Who enrols gateways and registers cameras at the first school. */
export const officer = 'qian.hua';

/** An address of the first school. */
export const atSchool = (api: TestApi, path: string): string => `/v1/schools/${api.schools[0].schoolId}${path}`;

export type Enrolled = {
  readonly home: string;
  readonly cameras: readonly Camera[];
  /** The first one, with a trap at that step if one was given. */
  readonly agent: RunningAgent;
  restart(): RunningAgent;
};

let number = 0;

/** An agent that starts in an empty home with the code that the school was given, and then gets its cameras. `password` is typed instead of the right one. */
export async function enrolAgent(api: TestApi, { port, cameras, ...o }: { readonly port: Cameras['port']; readonly cameras: readonly CameraConfig[]; readonly password?: string; readonly crashAt?: string; readonly env?: Record<string, string> }): Promise<Enrolled> {
  const home = await mkdtemp(join(tmpdir(), 'guardroom-agent-'));
  const name = `crash ${(number += 1)}`;
  const { body: gateway } = await api.call<Gateway>(officer, 'POST', atSchool(api, '/gateways'), { name });
  await writeFile(join(home, 'enrolment-code'), `${gateway.enrolmentCode}\n`);
  const agent = startAgent(home, api.url, o);
  await untilAgent('the enrolment', () => readFile(join(home, 'identity', 'enrolment.json'), 'utf8').then(() => true, () => false));
  const registered: Camera[] = [];
  for (const { path, user, password } of cameras) {
    const body = { name: `${name} ${path}`, location: '一楼', space: 'corridor', gatewayId: gateway.gateway.id, rtspUrl: `rtsp://127.0.0.1:${port}${path}`, username: user, password: o.password ?? password };
    const answer = await api.call<Camera>(officer, 'POST', atSchool(api, '/cameras'), body);
    if (answer.status !== 201) throw new Error(`the camera was answered with ${answer.status} ${JSON.stringify(answer.error)}`);
    registered.push(answer.body);
  }
  return { home, cameras: registered, agent, restart: () => startAgent(home, api.url, { env: o.env ?? {} }) };
}
