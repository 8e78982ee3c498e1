import type { authorityRoutes } from '@guardroom/contracts';
import type { CaseActor } from '@guardroom/db';
import { ApproveRequest } from '../../../apps/api/src/features/authority/commands/approve-request.ts';
import { AskAuthorityRelease } from '../../../apps/api/src/features/authority/commands/ask-authority-release.ts';
import { BringPaper } from '../../../apps/api/src/features/authority/commands/bring-paper.ts';
import { FileCase } from '../../../apps/api/src/features/authority/commands/file-case.ts';
import { MapPlaces } from '../../../apps/api/src/features/authority/commands/map-places.ts';
import { OpenDownload } from '../../../apps/api/src/features/authority/commands/open-download.ts';
import { VerifyRequest } from '../../../apps/api/src/features/authority/commands/verify-request.ts';
import { BuildPackage } from '../../../apps/api/src/features/authority/due/build-package.ts';
import { aScan, nextNotice } from '../../../apps/api/src/features/authority/testing/road.ts';
import { ViewerTab } from '../../../apps/api/src/features/footage-access/testing/viewer-tab.ts';
import { actorFor, aPerson } from '../../../libs/testkit/src/builders/index.ts';
import type { SchoolRole } from '@guardroom/domain';
import { run, type Scene } from '../world.ts';
import { type Examples, at, minutesAgo } from './example.ts';

const officer = ({ api, agency, caller }: Scene): Promise<CaseActor> => actorFor(api.database, { for: agency, ...caller });
const somebody = async ({ api, school }: Scene, role: SchoolRole) => actorFor(api.database, await aPerson(api.database, school, { roles: [role] }));

const notice = ({ school, footageStartMs }: Scene) => ({
  schoolId: school.schoolId, caseNumber: '示公刑立字〔2026〕17号', noticeNumber: nextNotice(), facts: '校门口电动自行车被盗案', places: '东门', from: new Date(footageStartMs).toISOString(), to: new Date(footageStartMs + 8_000).toISOString(),
  deadline: minutesAgo(-600), officers: [{ name: '彭飞', badge: '013579' }, { name: '陆远', badge: '013580' }],
});
const scan = () => ({ ...aScan(), mediaType: 'application/pdf' as const, kinds: ['notice' as const, 'officer_ids' as const, 'case_document' as const] });
const verification = { callBackNumber: '010-6655', callBackPerson: '值班民警', words: '文书属实' };

/** A request of the scene's agency to the scene's school, as far along its road as asked. */
async function filed(scene: Scene, until: 'filed' | 'papers' | 'verified' | 'approved' | 'built' = 'filed'): Promise<string> {
  const by = await officer(scene);
  const { id } = await run<{ id: string }>(scene, new FileCase(by, notice(scene)));
  if (until === 'filed') return id;
  await run(scene, new BringPaper(by, id, scan()));
  await run(scene, new MapPlaces(await somebody(scene, 'centre_head'), id, [scene.filmed.cameraId]));
  if (until === 'papers') return id;
  for (const role of ['security_lead', 'centre_head'] as const) await run(scene, new VerifyRequest(await somebody(scene, role), id, verification));
  if (until === 'verified') return id;
  for (const role of ['principal', 'deputy_safety'] as const) await run(scene, new ApproveRequest(await somebody(scene, role), id, { reasons: '依法予以协助' }));
  if (until === 'approved') return id;
  const { api, school } = scene;
  const { rows } = await api.database.admin.query<{ id: string }>('select package_id as id from evidence_packages where request_id = $1', [id]);
  await api.app.get(BuildPackage, { strict: false }).handle(await api.machine(school), { kind: 'evidence_package.build', subject: rows[0]!.id, dueAt: new Date() });
  return id;
}

/** A request whose package the agency has fetched and found intact. */
async function received(scene: Scene): Promise<string> {
  const id = await filed(scene, 'built');
  await scene.api.database.admin.query(`update authority_requests set received_at = now(), receipt_result = 'verified' where request_id = $1`, [id]);
  return id;
}

/** A download that the caller opened in a tab of theirs. */
async function download(scene: Scene) {
  const { api, caller, school } = scene;
  const tab = await ViewerTab.of(api, caller.username, school.schoolId === api.schools[0].schoolId ? 0 : 1);
  const caseId = await filed(scene, 'built');
  const open = async (): Promise<string> => (await run<{ id: string }>(scene, new OpenDownload(await officer(scene), caseId, tab.thumbprint))).id;
  const downloadId = await open();
  const freshen = () => api.database.admin.query('update package_downloads set served_at = null where download_id = $1', [downloadId]);
  return { caseId, downloadId, proof: (path: string, token: string) => tab.proof(path, token), freshen };
}

const ofRequest = async (scene: Scene, until?: Parameters<typeof filed>[1]) => ({ params: { ...at(scene), requestId: await filed(scene, until) } });
const ofCase = async (scene: Scene, until?: Parameters<typeof filed>[1]) => ({ params: { caseId: await filed(scene, until) } });

export const authorityExamples: Examples<keyof typeof authorityRoutes> = {
  listCaseSchools: { as: 'authority_liaison', make: async () => ({}) },
  fileCase: { as: 'authority_liaison', make: async (scene) => ({ body: notice(scene) }) },
  listCases: { as: 'authority_liaison', make: async (scene) => (await filed(scene), {}) },
  getCase: { as: 'authority_liaison', make: (scene) => ofCase(scene) },
  bringPaper: { as: 'authority_liaison', make: async (scene) => ({ ...(await ofCase(scene)), body: scan() }) },
  withdrawCase: { as: 'authority_liaison', make: async (scene) => ({ ...(await ofCase(scene)), body: { reason: '通知书时段写错' } }) },
  openDownload: { as: 'authority_liaison', make: async (scene) => ({ ...(await ofCase(scene, 'built')), body: { proofKeyThumbprint: 'a'.repeat(43) } }) },
  fetchPackage: {
    as: 'authority_liaison',
    make: async (scene) => {
      const { caseId, downloadId, proof, freshen } = await download(scene);
      return { params: { caseId, downloadId }, proof, freshen };
    },
  },
  confirmReceipt: {
    as: 'authority_liaison',
    make: async (scene) => {
      const { caseId, downloadId } = await download(scene);
      await scene.api.database.admin.query('update package_downloads set served_at = now() where download_id = $1', [downloadId]);
      return { params: { caseId }, body: { result: 'verified' } };
    },
  },
  getEvidenceKey: { as: 'public', make: async ({ school }) => ({ params: { districtId: school.districtId } }) },
  listAuthorityRequests: { as: 'security_lead', make: async (scene) => (await filed(scene), { params: at(scene) }) },
  getAuthorityRequest: { as: 'security_lead', make: (scene) => ofRequest(scene) },
  mapPlaces: { as: 'centre_head', make: async (scene) => ({ ...(await ofRequest(scene)), body: { cameraIds: [scene.filmed.cameraId] } }) },
  verifyRequest: { as: 'security_lead', make: async (scene) => ({ ...(await ofRequest(scene, 'papers')), body: verification }) },
  approveRequest: {
    as: 'principal',
    make: async (scene) => {
      const { from, to } = notice(scene);
      return { ...(await ofRequest(scene, 'verified')), body: { reasons: '依法予以协助', part: { cameraIds: [scene.filmed.cameraId], from, to } } };
    },
  },
  refuseAuthorityRequest: { as: 'principal', make: async (scene) => ({ ...(await ofRequest(scene)), body: { ground: 'papers_not_genuine', words: '通知书编号查无此号' } }) },
  askAuthorityRelease: { as: 'principal', make: async (scene) => ({ params: { ...at(scene), requestId: await received(scene) }, body: { reason: '案件已结，不再需要' } }) },
  answerAuthorityRelease: {
    as: 'principal',
    make: async (scene) => {
      const requestId = await received(scene);
      await run(scene, new AskAuthorityRelease(await somebody(scene, 'security_lead'), requestId, '案件已结，不再需要'));
      return { params: { ...at(scene), requestId }, body: { release: true } };
    },
  },
};
