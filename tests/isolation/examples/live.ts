import type { liveRoutes } from '@guardroom/contracts';
import { newId } from '@guardroom/kernel';
import { OpenLiveView } from '../../../apps/api/src/features/live/commands/open-live-view.ts';
import { LiveWatch } from '../../../apps/api/src/features/live/door/live-watch.ts';
import { ViewerTab } from '../../../apps/api/src/features/footage-access/testing/viewer-tab.ts';
import { type Scene, run } from '../world.ts';
import { type Examples, at, minutesAgo } from './example.ts';

/**
 * The caller is on shift, and the gateway's camera sends what browsers play. Nobody looks after views that are left: rows change here by
 * the calls of the tests and by nothing else, as no worker runs either.
 */
async function onWatch({ api, school, caller, gateway, gatewayCamera }: Scene): Promise<void> {
  api.app.get(LiveWatch, { strict: false }).onModuleDestroy();
  const now = minutesAgo(0);
  await gateway.call('POST', '/heartbeat', {
    version: '0.1.0', sentAt: now, clockOffsetMs: 1, clockUncertaintyMs: 2, revision: 1,
    spool: { bytes: 10, budgetBytes: 100, segments: 1, oldestAt: null },
    cameras: [{ cameraId: gatewayCamera.id, state: 'recording', since: now, detail: null, codec: 'avc1.42c01e', deliveredFps: 10, lastFrameAt: now }],
  });
  await api.database.admin.query(
    `insert into shifts (school_id, shift_id, district_id, person_id, sub, person_name, planned_from, planned_to, state, signed_on_at)
     select $1, $2, $3, $4, $5, $6, now() - interval '1 hour', now() + interval '7 hours', 'active', now()
      where not exists (select from shifts where school_id = $1 and sub = $5 and state in ('active', 'handing_over'))`,
    [school.schoolId, newId('shf'), school.districtId, caller.personId, caller.sub, caller.name],
  );
}

/** The caller's own view. */
async function watching(scene: Scene): Promise<{ id: string; tab: ViewerTab }> {
  const { api, school, caller, gatewayCamera } = scene;
  await onWatch(scene);
  const tab = await ViewerTab.of(api, caller.username, school.schoolId === api.schools[0].schoolId ? 0 : 1);
  const { id } = await run<{ id: string }>(scene, new OpenLiveView(await scene.act('watch_keeper'), { cameraId: gatewayCamera.id, proofKeyThumbprint: tab.thumbprint }));
  return { id, tab };
}

export const liveExamples: Examples<keyof typeof liveRoutes> = {
  openLiveView: {
    as: 'watch_keeper',
    make: async (scene) => {
      await onWatch(scene);
      return { params: at(scene), body: { cameraId: scene.gatewayCamera.id, proofKeyThumbprint: (await ViewerTab.of(scene.api, scene.caller.username)).thumbprint } };
    },
  },
  listLiveViews: { as: 'watch_keeper', make: async (scene) => (await watching(scene), { params: at(scene), query: { cameraId: scene.gatewayCamera.id } }) },
  getLiveView: { as: 'watch_keeper', make: async (scene) => ({ params: { ...at(scene), viewId: (await watching(scene)).id } }) },
  admitLiveView: {
    as: 'watch_keeper',
    make: async (scene) => {
      const { id, tab } = await watching(scene);
      return { params: { ...at(scene), viewId: id }, body: {}, proof: (path: string, token: string) => tab.proof(path, token, { htm: 'POST' }) };
    },
  },
  endLiveView: { as: 'watch_keeper', make: async (scene) => ({ params: { ...at(scene), viewId: (await watching(scene)).id }, body: {} }) },
  reportPublication: {
    as: 'gateway',
    make: async (scene) => {
      await watching(scene);
      const { rows } = await scene.api.database.admin.query<{ room: string }>('select room from live_rooms where camera_id = $1 and closed_at is null', [scene.gatewayCamera.id]);
      return { body: { room: rows[0]!.room, trouble: 'no picture comes from the camera' } };
    },
  },
};
