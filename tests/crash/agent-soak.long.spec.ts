import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { equipmentRoutes, gatewayRoutes, identityRoutes, recordingRoutes } from '@guardroom/contracts';
import { startCameras, type CameraConfig, type Cameras } from '@guardroom/testkit/cameras';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as pass } from 'node:timers/promises';
import { EquipmentModule } from '../../apps/api/src/features/equipment/equipment.module.ts';
import { GatewaysModule } from '../../apps/api/src/features/gateways/gateways.module.ts';
import { PeopleModule } from '../../apps/api/src/features/people/people.module.ts';
import { startApi, type TestApi } from '../../apps/api/src/testing/start-api.ts';
import { checkHome } from '../../apps/gateway-agent/src/fsck/check.ts';
import { endAgents, ledgerOf, untilAgent, type RunningAgent } from './agent-home.ts';
import { enrolAgent, type Enrolled } from './enrolled.ts';

/** Half of them cut their clients off now and then, as cheap cameras do. */
const cameraOf = (n: number): CameraConfig => ({ path: `/soak-${n}`, user: `soak${n}`, password: `s0ak-Pa:ss ${n}`, codec: 'h264', title: `Soak ${n}`, gopSeconds: 1, fps: 5, width: 320, height: 180, ...(n % 2 === 1 ? { drops: { everySeconds: 20 + 7 * n, forSeconds: 2 + n } } : {}) });
const configured = Array.from({ length: 6 }, (_, n) => cameraOf(n));

let api: TestApi;
let cameras: Cameras;
beforeAll(async () => {
  cameras = await startCameras({ port: 0, cameras: configured });
  api = await startApi({ features: [PeopleModule, EquipmentModule, GatewaysModule], routes: { ...identityRoutes, ...equipmentRoutes, ...gatewayRoutes, ...recordingRoutes } });
});
afterEach(endAgents);
afterAll(async () => {
  await api?.close();
  await cameras?.stop();
});

/** What the district knows of a camera: whether its numbers run on, what it holds twice, and what it holds neither as footage nor as a gap, up to its last sealed minute. */
async function accountOf(cameraId: string): Promise<unknown> {
  const { rows } = await api.database.admin.query(
    `with camera as (select school_no, camera_no from cameras where camera_id = $1),
       sealed as (select max(minute) + interval '1 minute' as until, count(*) as minutes, max(sequence) + 1 as minute_numbers from minute_manifests join camera using (school_no, camera_no)),
       held as (select s.* from segments s join camera using (school_no, camera_no)),
       pieces as (select started_at as from_at, ended_at as to_at from held union all select from_at, to_at from reported_gaps join camera using (school_no, camera_no)),
       reached as (select from_at, max(to_at) over (order by from_at rows between unbounded preceding and 1 preceding) as covered from pieces),
       ordered as (select started_at, lag(ended_at) over (order by started_at) as before from held)
     select (select count(*) = max(sequence) + 1 from held) as numbers_run_on, (select bool_and(verified) from held) as verified, (select minutes = minute_numbers from sealed) as minutes_run_on,
            (select count(*)::int from reached, sealed where from_at > covered and from_at < sealed.until) as holes, (select count(*)::int from ordered where started_at < before) as doubled,
            (select minutes::int from sealed) > 5 as has_minutes`,
    [cameraId],
  );
  return rows[0];
}

/** Ends the agent when all that it holds is safe at the district, and checks the account of each camera. */
async function isAccountedFor(gateway: Enrolled, agent: RunningAgent): Promise<void> {
  await untilAgent('few segments on their way', async () => (await ledgerOf(gateway.home)).segments.size <= configured.length);
  expect(await agent.stop()).toBe(0);
  expect(await checkHome(gateway.home)).toMatchObject({ findings: [] });
  for (const camera of gateway.cameras) {
    await expect(accountOf(camera.id)).resolves.toEqual({ numbers_run_on: true, verified: true, minutes_run_on: true, holes: 0, doubled: 0, has_minutes: true });
  }
  await rm(gateway.home, { recursive: true });
}

/** The memory of a process itself, without the recorders that it starts. Bytes. */
const residentBytes = (pid: number): number => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

describe('an agent that works for long, with cameras that drop', () => {
  test('and is killed every half minute accounts for every second', async () => {
    const gateway = await enrolAgent(api, { port: cameras.port, cameras: configured });
    let { agent } = gateway;
    for (let kill = 0; kill < 16; kill += 1) {
      await pass(20_000 + 1_337 * kill); // another moment of a segment and of a minute each time
      agent.child.kill('SIGKILL');
      await agent.ended;
      expect(await checkHome(gateway.home)).toMatchObject({ findings: [] });
      agent = gateway.restart();
    }
    await pass(60_000);
    await isAccountedFor(gateway, agent);
  }, 1_200_000);

  test('takes no more memory after ten minutes than after three, and accounts for every second', async () => {
    const gateway = await enrolAgent(api, { port: cameras.port, cameras: configured });
    const pid = gateway.agent.child.pid!;
    const highest = async (): Promise<number> => {
      let most = 0;
      for (let look = 0; look < 30; look += 1) {
        await pass(2_000);
        most = Math.max(most, residentBytes(pid));
      }
      return most;
    };
    await pass(120_000);
    const early = await highest();
    await pass(360_000);
    expect((await highest()) / early).toBeLessThan(1.2);
    await isAccountedFor(gateway, gateway.agent);
  }, 1_200_000);
});
