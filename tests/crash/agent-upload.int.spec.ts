import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { equipmentRoutes, gatewayRoutes, identityRoutes, recordingRoutes } from '@guardroom/contracts';
import { startCameras, type Cameras } from '@guardroom/testkit/cameras';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EquipmentModule } from '../../apps/api/src/features/equipment/equipment.module.ts';
import { GatewaysModule } from '../../apps/api/src/features/gateways/gateways.module.ts';
import { PeopleModule } from '../../apps/api/src/features/people/people.module.ts';
import { startApi, type TestApi } from '../../apps/api/src/testing/start-api.ts';
import { checkHome } from '../../apps/gateway-agent/src/fsck/check.ts';
import { segmentFiles } from '../../apps/gateway-agent/src/spool/segment-file.ts';
import { endAgents, ledgerOf, untilAgent } from './agent-home.ts';
import { atSchool, enrolAgent, officer, type Camera, type Enrolled } from './enrolled.ts';

const camera = { path: '/gate', user: 'gate', password: 'k4-Pa:ss w', codec: 'h264', title: 'Gate', gopSeconds: 1, fps: 10, width: 320, height: 180 } as const;

let api: TestApi;
let cameras: Cameras;
beforeAll(async () => {
  cameras = await startCameras({ port: 0, cameras: [camera] });
  api = await startApi({ features: [PeopleModule, EquipmentModule, GatewaysModule], routes: { ...identityRoutes, ...equipmentRoutes, ...gatewayRoutes, ...recordingRoutes } });
});
afterEach(endAgents);
afterAll(async () => {
  await api?.close();
  await cameras?.stop();
});

const enrolled = (o: { password?: string; crashAt?: string; env?: Record<string, string> } = {}): Promise<Enrolled> => enrolAgent(api, { port: cameras.port, cameras: [camera], ...o });

/** The district's index of that camera, in order. */
async function indexed(cameraId: string): Promise<{ sequence: number; verified: boolean }[]> {
  const { rows } = await api.database.admin.query<{ sequence: string; verified: boolean }>(`select s.sequence, s.verified from segments s join cameras c on c.camera_no = s.camera_no and c.school_id = $2 where c.camera_id = $1 order by s.started_at`, [cameraId, api.schools[0].schoolId]);
  return rows.map(({ sequence, verified }) => ({ sequence: Number(sequence), verified }));
}
const untilIndexed = (cameraId: string, count: number) => untilAgent(`${count} verified segments`, async () => ((rows) => rows.filter((row) => row.verified).length >= count && rows)(await indexed(cameraId)));

describe('a gateway that is enrolled with its code', () => {
  test('records what the console configured, and the district verifies it before the local copy goes', async () => {
    const gateway = await enrolled();
    const rows = await untilIndexed(gateway.cameras[0]!.id, 2);
    expect(rows.map((row) => row.sequence)).toEqual(rows.map((_, i) => i));
    const { body: shown } = await api.call<Camera>(officer, 'GET', atSchool(api, `/cameras/${gateway.cameras[0]!.id}`));
    expect(shown).toMatchObject({ state: 'recording' });
    await untilAgent('released copies', async () => (await segmentFiles(join(gateway.home, 'spool'))).sealed.length === 0);
    expect(await gateway.agent.stop()).toBe(0);
    await expect(readFile(join(gateway.home, 'enrolment-code'))).rejects.toThrow('ENOENT');
    expect(await checkHome(gateway.home)).toMatchObject({ findings: [] });
    await rm(gateway.home, { recursive: true });
  });

  test('takes a corrected password to the camera within seconds', async () => {
    const gateway = await enrolled({ password: 'wrong' });
    const state = async (): Promise<string> => (await api.call<Camera>(officer, 'GET', atSchool(api, `/cameras/${gateway.cameras[0]!.id}`))).body.state;
    await untilAgent('the wrong password to be told', async () => (await state()) === 'wrong_password');
    expect((await api.call(officer, 'PATCH', atSchool(api, `/cameras/${gateway.cameras[0]!.id}`), { password: camera.password })).status).toBe(200);
    await untilAgent('the camera to record', async () => (await state()) === 'recording');
    expect(await gateway.agent.stop()).toBe(0);
    await rm(gateway.home, { recursive: true });
  });

  test.each([
    ['upload.stored', 'after the object is stored, before the journal knows'],
    ['upload.journaled', 'after the journal knows of the upload'],
    ['announce.answered', 'after the district took the footer, before the journal knows'],
    ['announce.journaled', 'after the journal knows of the announcement'],
    ['release.unlinked', 'after the local copy is gone, before the journal knows'],
    ['release.journaled', 'after the release is in the journal'],
    ['journal.rewritten#2', 'while the journal is rewritten beside the recording'],
    ['journal.replaced#2', 'after the journal was rewritten beside the recording'],
  ])('and killed at %s (%s) has lost and doubled nothing at the district', async (crashAt) => {
    const gateway = await enrolled({ crashAt, env: { GATEWAY_JOURNAL_REWRITE_BYTES: '1' } }); // at every release
    expect(await gateway.agent.ended).toBe('SIGKILL');
    expect(await checkHome(gateway.home)).toMatchObject({ findings: [] });
    const { sealed } = await segmentFiles(join(gateway.home, 'spool'));
    const before = Math.max((await indexed(gateway.cameras[0]!.id)).length, sealed.length);

    const second = gateway.restart();
    await untilIndexed(gateway.cameras[0]!.id, before + 1);
    await untilAgent('the release of all from before', async () => [...(await ledgerOf(gateway.home)).segments.values()].every((segment) => segment.sequence > before));
    expect(await second.stop()).toBe(0);

    const rows = await indexed(gateway.cameras[0]!.id);
    expect(rows.slice(0, before + 1).map((row) => row.sequence)).toEqual(rows.slice(0, before + 1).map((_, i) => i));
    expect(new Set(rows.map((row) => row.sequence)).size).toBe(rows.length);
    expect(await checkHome(gateway.home)).toMatchObject({ findings: [] });
    await rm(gateway.home, { recursive: true });
  });

  test.each(['minute.answered', 'minute.closed'])('and killed at %s has each minute sealed once', async (crashAt) => {
    const gateway = await enrolled({ crashAt });
    expect(await gateway.agent.ended).toBe('SIGKILL');
    const second = gateway.restart();
    await untilAgent('the second agent', () => second.lines.some((line) => line.includes('gateway works')));
    await untilAgent('no minute on its way', async () => (await ledgerOf(gateway.home)).manifests.size === 0);
    expect(await second.stop()).toBe(0);
    const { rows } = await api.database.admin.query<{ sequence: string }>(`select m.sequence from minute_manifests m join cameras c on c.camera_no = m.camera_no and c.school_id = $2 where c.camera_id = $1 order by m.minute`, [gateway.cameras[0]!.id, api.schools[0].schoolId]);
    expect(rows.map((row) => Number(row.sequence))).toEqual(rows.map((_, i) => i));
    expect(rows.length).toBeGreaterThan(0);
    expect(await checkHome(gateway.home)).toMatchObject({ findings: [] });
    await rm(gateway.home, { recursive: true });
  });
});
