import type { equipmentRoutes, identityRoutes, recordingRoutes, ledgerRoutes } from '@guardroom/contracts';
import { civilDay, instantOf, newId } from '@guardroom/kernel';
import { CreateGateway } from '../../../apps/api/src/features/equipment/public.ts';
import { Sealer } from '../../../apps/api/src/features/ledger/sealer.ts';
import { aCamera } from '../../../libs/testkit/src/builders/index.ts';
import { type Scene, run } from '../world.ts';
import { allowCameraChange } from './assets.ts';
import { type Examples, at, minutesAgo } from './example.ts';
import { filed } from './footage.ts';
import { peopleExamples } from './people.ts';

const today = (): string => civilDay(instantOf(Date.now()));
const camera = (scene: Scene) => aCamera(scene.api.database, scene.hardware);
const onCamera = async (scene: Scene) => ({ params: { ...at(scene), cameraId: (await camera(scene)).cameraId } });
const named = (what: string): string => `${what} ${newId('cam').slice(-8)}`;
const wholeCamera = ({ hardware }: Scene) =>
  ({ name: named('走廊'), location: '一楼', space: 'corridor', gatewayId: hardware.gatewayId, rtspUrl: 'rtsp://192.0.2.7:554/a', username: 'viewer', password: 'secret' }) as const;

export const identityExamples: Examples<keyof typeof identityRoutes> = {
  getMe: { as: 'nobody special', make: async () => ({}) },
  getSchool: { as: 'nobody special', make: async (scene) => ({ params: at(scene) }) },
  ...peopleExamples,
};

export const equipmentExamples: Examples<keyof typeof equipmentRoutes> = {
  listCameras: { as: 'nobody special', make: async (scene) => ({ params: at(scene) }) },
  getCamera: { as: 'nobody special', make: onCamera },
  registerCamera: { as: 'equipment_admin', make: async (scene) => ({ params: at(scene), body: wholeCamera(scene) }) },
  changeCamera: {
    as: 'equipment_admin',
    make: async (scene) => {
      const call = await onCamera(scene);
      const camera = wholeCamera(scene);
      await allowCameraChange(scene, call.params.cameraId, camera.location);
      return { ...call, body: { ...camera, enabled: false } };
    },
  },
  reviewCamera: { as: 'security_lead', make: async (scene) => ({ ...(await onCamera(scene)), body: { seesPrivate: false, words: '只看到入口，看不到房间' } }) },
  listGateways: { as: 'nobody special', make: async (scene) => ({ params: at(scene) }) },
  createGateway: { as: 'equipment_admin', make: async (scene) => ({ params: at(scene), body: { name: named('网关') } }) },
  revokeGateway: {
    as: 'security_lead',
    make: async (scene) => {
      const { gateway } = await run<{ gateway: { id: string } }>(scene, new CreateGateway(await scene.act('equipment_admin'), { name: named('网关') }));
      return { params: { ...at(scene), gatewayId: gateway.id }, body: { reason: '设备被盗' } };
    },
  },
  renewEnrolmentCode: {
    as: 'equipment_admin',
    make: async (scene) => {
      const by = await scene.act('equipment_admin');
      const { gateway } = await run<{ gateway: { id: string } }>(scene, new CreateGateway(by, { name: named('网关') }));
      return { params: { ...at(scene), gatewayId: gateway.id } };
    },
  },
};

/** A gap of a minute that is over and unexplained. */
async function aGap(scene: Scene): Promise<{ gapId: string; cameraId: string }> {
  const [gapId, { cameraId }] = [newId('gap'), await camera(scene)];
  await scene.api.database.admin.query(
    `insert into recording_gaps (school_id, gap_id, district_id, camera_id, from_at, to_at, cause, found_at, explain_by) values ($1, $2, $3, $4, $5, $6, 'camera_unreachable', now(), now() + interval '1 day')`,
    [scene.school.schoolId, gapId, scene.school.districtId, cameraId, minutesAgo(9), minutesAgo(8)],
  );
  return { gapId, cameraId };
}

async function aCameraDay(scene: Scene): Promise<string> {
  const { cameraId } = await camera(scene);
  await scene.api.database.admin.query('insert into camera_days (school_id, camera_id, day, district_id, expected_seconds, held_seconds, verified_seconds, unexplained_seconds, gaps, computed_at) values ($1, $2, $3, $4, 86400, 86400, 86400, 0, 0, now())', [
    scene.school.schoolId, cameraId, today(), scene.school.districtId,
  ]);
  return cameraId;
}

export const recordingExamples: Examples<keyof typeof recordingRoutes> = {
  getTimeline: { as: 'nobody special', make: async (scene) => ({ params: { ...at(scene), cameraId: scene.filmed.cameraId }, query: { from: minutesAgo(20), to: minutesAgo(0) } }) },
  listCameraDays: { as: 'nobody special', make: async (scene) => ({ params: at(scene), query: { cameraId: await aCameraDay(scene) } }) },
  listGaps: { as: 'security_lead', make: async (scene) => ({ params: at(scene), query: { cameraId: (await aGap(scene)).cameraId } }) },
  explainGaps: { as: 'watch_keeper', make: async (scene) => ({ params: at(scene), body: { gapIds: [(await aGap(scene)).gapId], reason: 'power_failure', words: '停电检修一小时' } }) },
};

/** A fact of the school, sealed into the district's log. */
async function aSealedFact(scene: Scene): Promise<string> {
  const { id } = await filed(scene);
  await scene.api.app.get(Sealer, { strict: false }).sealAll();
  const { rows } = await scene.api.database.admin.query<{ fact_id: string }>('select fact_id from facts where subject = $1', [id]);
  return rows[0]!.fact_id;
}

export const ledgerExamples: Examples<keyof typeof ledgerRoutes> = {
  listFacts: { as: 'nobody special', make: async (scene) => ({ params: at(scene), query: { subject: (await filed(scene)).id } }) },
  proveFact: { as: 'nobody special', make: async (scene) => ({ params: { ...at(scene), factId: await aSealedFact(scene) } }) },
  getLedger: { as: 'district_officer', make: async (scene) => (await aSealedFact(scene), {}) },
  checkLedger: { as: 'district_officer', make: async (scene) => (await aSealedFact(scene), { body: {} }) },
  listDistrictFacts: { as: 'district_officer', make: async (scene) => ({ query: { subject: (await filed(scene)).id } }) },
  proveDistrictFact: { as: 'district_officer', make: async (scene) => ({ params: { factId: await aSealedFact(scene) } }) },
  getCheckpoint: { as: 'public', make: async (scene) => (await aSealedFact(scene), { params: { districtId: scene.school.districtId } }) },
  getLedgerKey: { as: 'public', make: async (scene) => (await aSealedFact(scene), { params: { districtId: scene.school.districtId } }) },
  getTile: {
    as: 'public',
    make: async (scene) => {
      await aSealedFact(scene);
      const { rows } = await scene.api.database.admin.query<{ size: string }>('select max(tree_size) as size from ledger_checkpoints');
      const size = Number(rows[0]!.size);
      return { params: { districtId: scene.school.districtId, '*': size >= 256 ? '0/000' : `0/000.p/${size}` } };
    },
  },
};
