import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { equipmentRoutes, gatewayRoutes, identityRoutes, recordingRoutes } from '@guardroom/contracts';
import { startCameras, type CameraConfig, type Cameras } from '@guardroom/testkit/cameras';
import { EquipmentModule } from '../../apps/api/src/features/equipment/equipment.module.ts';
import { GatewaysModule } from '../../apps/api/src/features/gateways/gateways.module.ts';
import { PeopleModule } from '../../apps/api/src/features/people/people.module.ts';
import { startApi, type TestApi } from '../../apps/api/src/testing/start-api.ts';
import { checkHome } from '../../apps/gateway-agent/src/fsck/check.ts';
import type { SegmentRecord } from '../../apps/gateway-agent/src/spool/entries.ts';
import { endAgents, ledgerOf, untilAgent, type RunningAgent } from './agent-home.ts';
import { enrolAgent, type Enrolled } from './enrolled.ts';

/** Half of them cut their clients off now and then, as cheap cameras do. */
const cameraOf = (n: number): CameraConfig => ({ path: `/soak-${n}`, user: `soak${n}`, password: `s0ak-Pa:ss ${n}`, codec: 'h264', title: `Soak ${n}`, gopSeconds: 1, fps: 5, width: 320, height: 180, ...(n % 2 === 1 ? { drops: { everySeconds: 20 + 7 * n, forSeconds: 2 + n } } : {}) });
const configured = Array.from({ length: 6 }, (_, n) => cameraOf(n));

/** A district and its cameras for a test that lets an agent work for many minutes. */
export type LongWork = {
  enrol(): Promise<Enrolled>;
  /** Ends the agent when nearly all that it holds is safe at the district, and checks the account of each camera. */
  isAccountedFor(gateway: Enrolled, agent: RunningAgent): Promise<void>;
};

/** Starts them before the tests of a file and ends them after. */
export function longWork(): LongWork {
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
  return {
    enrol: () => enrolAgent(api, { port: cameras.port, cameras: configured }),
    isAccountedFor: async (gateway, agent) => {
      const onTheirWay = async (): Promise<readonly SegmentRecord[]> => [...(await ledgerOf(gateway.home)).segments.values()];
      await untilAgent('nothing on its way but the last minute', async () => (await onTheirWay()).every(({ startedAt }) => Date.parse(startedAt) > Date.now() - 60_000));
      expect(await agent.stop()).toBe(0);
      expect(await checkHome(gateway.home)).toMatchObject({ findings: [] });
      const waiting = await onTheirWay();
      for (const { id } of gateway.cameras) {
        const { numbers, ...account } = await accountOf(api, id);
        const all = [...new Set([...numbers, ...waiting.filter(({ cameraId }) => cameraId === id).map(({ sequence }) => sequence)])].sort((a, b) => a - b);
        expect(all).toEqual(all.map((_, i) => i));
        expect(account).toEqual({ minutes_run_on: true, holes: 0, doubled: 0, has_minutes: true });
      }
      await rm(gateway.home, { recursive: true });
    },
  };
}

type Account = { readonly numbers: readonly number[]; readonly minutes_run_on: boolean; readonly has_minutes: boolean; readonly holes: number; readonly doubled: number };

/** What the district knows of a camera: the numbers that it holds, what it holds twice, and what it holds neither as footage nor as a gap, up to its last sealed minute. */
async function accountOf(api: TestApi, cameraId: string): Promise<Account> {
  const { rows } = await api.database.admin.query<Account>(
    `with camera as (select school_no, camera_no from cameras where camera_id = $1),
       sealed as (select max(minute) + interval '1 minute' as until, count(*) as minutes, max(sequence) + 1 as numbers from minute_manifests join camera using (school_no, camera_no)),
       held as (select s.* from segments s join camera using (school_no, camera_no)),
       pieces as (select started_at as from_at, ended_at as to_at from held union all select from_at, to_at from reported_gaps join camera using (school_no, camera_no)),
       reached as (select from_at, max(to_at) over (order by from_at rows between unbounded preceding and 1 preceding) as covered from pieces),
       ordered as (select started_at, lag(ended_at) over (order by started_at) as before from held)
     select (select array_agg(sequence::int) from held) as numbers, minutes = numbers as minutes_run_on, minutes > 5 as has_minutes,
            (select count(*)::int from reached where from_at > covered and from_at < sealed.until) as holes, (select count(*)::int from ordered where started_at < before) as doubled
       from sealed`,
    [cameraId],
  );
  return rows[0]!;
}
