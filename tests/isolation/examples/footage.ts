import type { footageAccessRoutes } from '@guardroom/contracts';
import type { SchoolRole } from '@guardroom/domain';
import { randomBytes } from 'node:crypto';
import { DecideRequest } from '../../../apps/api/src/features/footage-access/commands/decide-request.ts';
import { FileRequest } from '../../../apps/api/src/features/footage-access/commands/file-request.ts';
import { JoinViewing } from '../../../apps/api/src/features/footage-access/commands/join-viewing.ts';
import { OpenViewing } from '../../../apps/api/src/features/footage-access/commands/open-viewing.ts';
import { ViewerTab } from '../../../apps/api/src/features/footage-access/testing/viewer-tab.ts';
import { actorFor, aPerson } from '../../../libs/testkit/src/builders/index.ts';
import { run, type Scene } from '../world.ts';
import { type Examples, type Extras, at } from './example.ts';

type Fulfilment = 'result_only' | 'escorted_viewing';
const SECOND = 1000;

/** Somebody else of the school, as an actor of commands. */
const somebody = async ({ api, school }: Scene, role: SchoolRole) => actorFor(api.database, await aPerson(api.database, school, { roles: [...new Set<SchoolRole>([role, 'staff'])] }));

const application = ({ filmed, footageStartMs }: Scene, fulfilment: Fulfilment = 'escorted_viewing') => ({
  relation: 'class_teacher' as const,
  purpose: 'pupil_injury' as const,
  reason: '学生在东门受伤，需要查看经过',
  cameraIds: [filmed.cameraId],
  from: new Date(footageStartMs).toISOString(),
  to: new Date(footageStartMs + 8 * SECOND).toISOString(),
  fulfilment,
  liabilityAccepted: true as const,
});

/** A request that the caller filed, or somebody else. */
export async function filed(scene: Scene, by: 'caller' | 'colleague' = 'caller', fulfilment: Fulfilment = 'escorted_viewing'): Promise<{ id: string }> {
  return run(scene, new FileRequest(by === 'caller' ? await scene.act('staff') : await somebody(scene, 'staff'), application(scene, fulfilment)));
}

async function approved(scene: Scene, by: 'caller' | 'colleague', fulfilment: Fulfilment): Promise<{ id: string }> {
  const { id } = await filed(scene, by, fulfilment);
  const consent = fulfilment === 'escorted_viewing' ? { viewingConsent: { reason: '需要本人辨认' } } : {};
  return run(scene, new DecideRequest(await somebody(scene, 'principal'), id, { kind: 'approve', reasons: '同意查看', fulfilment, ...consent }));
}

type OpenedViewing = { readonly id: string; readonly requestId: string; readonly tab: ViewerTab } & Required<Pick<Extras, 'freshen'>>;

/** A viewing with an escort beside it; the caller looks, or escorts while somebody else looks. */
async function playing(scene: Scene, caller: 'looks' | 'escorts'): Promise<OpenedViewing> {
  const { api, school } = scene;
  const tab = await ViewerTab.of(api, scene.caller.username, school.schoolId === api.schools[0].schoolId ? 0 : 1);
  const viewer = caller === 'looks' ? await scene.act('staff') : await somebody(scene, 'staff');
  const request = await run<{ id: string }>(scene, new FileRequest(viewer, application(scene)));
  await run(scene, new DecideRequest(await somebody(scene, 'principal'), request.id, { kind: 'approve', reasons: '同意查看', fulfilment: 'escorted_viewing', viewingConsent: { reason: '需要本人辨认' } }));
  const { id } = await run<{ id: string }>(scene, new OpenViewing(viewer, request.id, tab.thumbprint));
  await run(scene, new JoinViewing(caller === 'escorts' ? await scene.act('watch_keeper') : await somebody(scene, 'watch_keeper'), id));
  const freshen = () => api.database.admin.query(`update viewing_sessions set state = 'playing', viewer_seen_at = clock_timestamp() + interval '10 minutes', escort_seen_at = clock_timestamp() + interval '10 minutes' where session_id = $1 and state <> 'ended'`, [id]);
  return { id, requestId: request.id, tab, freshen };
}

/** A viewing whose escort has not come yet. */
async function waiting(scene: Scene): Promise<string> {
  const viewer = await somebody(scene, 'staff');
  const request = await run<{ id: string }>(scene, new FileRequest(viewer, application(scene)));
  await run(scene, new DecideRequest(await somebody(scene, 'principal'), request.id, { kind: 'approve', reasons: '同意查看', fulfilment: 'escorted_viewing', viewingConsent: { reason: '需要本人辨认' } }));
  return (await run<{ id: string }>(scene, new OpenViewing(viewer, request.id, randomBytes(32).toString('base64url')))).id;
}

/** A fragment in the register, as one that was served; the gate's own examples serve real ones. */
const registered = ({ api, school, filmed, footageStartMs }: Scene, { id, requestId }: OpenedViewing) =>
  api.database.admin.query(
    `insert into viewing_entries (school_id, session_id, entry_no, district_id, request_id, camera_id, from_at, to_at, bytes, served_at) values ($1, $2, 1, $3, $4, $5, $6, $7, 1000, now())`,
    [school.schoolId, id, school.districtId, requestId, filmed.cameraId, new Date(footageStartMs), new Date(footageStartMs + SECOND)],
  );

const ofRequest = (scene: Scene, { id }: { id: string }) => ({ ...at(scene), requestId: id });
const ofViewing = async (scene: Scene) => {
  const { id, freshen } = await playing(scene, 'looks');
  return { params: { ...at(scene), sessionId: id }, freshen };
};

/** A call to the gate from the tab that opened the viewing. */
async function atGate(scene: Scene) {
  const { id, tab, freshen } = await playing(scene, 'looks');
  return { params: { ...at(scene), sessionId: id, cameraId: scene.filmed.cameraId }, proof: (path: string, token: string) => tab.proof(path, token), freshen };
}

export const footageAccessExamples: Examples<keyof typeof footageAccessRoutes> = {
  fileRequest: { as: 'nobody special', make: async (scene) => ({ params: at(scene), body: application(scene) }) },
  listRequests: { as: 'nobody special', make: async (scene) => (await filed(scene), { params: at(scene) }) },
  getRequest: { as: 'nobody special', personal: true, make: async (scene) => ({ params: ofRequest(scene, await filed(scene)) }) },
  decideRequest: {
    as: 'principal',
    make: async (scene) => ({
      params: ofRequest(scene, await filed(scene, 'colleague')),
      body: { kind: 'approve', reasons: '同意查看', fulfilment: 'result_only', part: { cameraIds: [scene.filmed.cameraId], from: application(scene).from, to: application(scene).to } },
    }),
  },
  withdrawRequest: { as: 'nobody special', personal: true, make: async (scene) => ({ params: ofRequest(scene, await filed(scene)), body: {} }) },
  reportFinding: {
    as: 'watch_keeper',
    make: async (scene) => {
      const viewing = await playing(scene, 'escorts');
      await registered(scene, viewing);
      return { params: { ...at(scene), requestId: viewing.requestId }, body: { words: '未见异常情况' } };
    },
  },
  openViewing: {
    as: 'nobody special',
    personal: true,
    make: async (scene) => ({ params: at(scene), body: { requestId: (await approved(scene, 'caller', 'escorted_viewing')).id, proofKeyThumbprint: randomBytes(32).toString('base64url') } }),
  },
  listViewings: { as: 'nobody special', make: async (scene) => ({ params: at(scene), query: { requestId: (await playing(scene, 'looks')).requestId } }) },
  getViewing: { as: 'nobody special', personal: true, make: ofViewing },
  joinViewing: { as: 'watch_keeper', make: async (scene) => ({ params: { ...at(scene), sessionId: await waiting(scene) }, body: {} }) },
  provePresence: { as: 'nobody special', personal: true, make: async (scene) => ({ ...(await ofViewing(scene)), body: {} }) },
  endViewing: { as: 'nobody special', personal: true, make: async (scene) => ({ ...(await ofViewing(scene)), body: {} }) },
  getPlaylist: { as: 'nobody special', personal: true, make: atGate },
  getInit: {
    as: 'nobody special',
    personal: true,
    make: async (scene) => {
      const call = await atGate(scene);
      return { ...call, params: { ...call.params, segment: `${scene.footageStartMs}.mp4` } };
    },
  },
  getFragment: {
    as: 'nobody special',
    personal: true,
    make: async (scene) => {
      const call = await atGate(scene);
      return { ...call, params: { ...call.params, fragment: `${scene.footageStartMs}-2.m4s` } };
    },
  },
  listRegister: {
    as: 'centre_head',
    make: async (scene) => {
      const viewing = await playing(scene, 'looks');
      await registered(scene, viewing);
      return { params: at(scene), query: { sessionId: viewing.id } };
    },
  },
};
