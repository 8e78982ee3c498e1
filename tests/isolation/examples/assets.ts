import type { assetRoutes } from '@guardroom/contracts';
import type { SchoolRole } from '@guardroom/domain';
import { civilDay, instantOf, newId } from '@guardroom/kernel';
import { PreviewAssetImport } from '../../../apps/api/src/features/assets/commands/import-assets.ts';
import { OpenTicket } from '../../../apps/api/src/features/assets/commands/open-ticket.ts';
import { ProposeChange } from '../../../apps/api/src/features/assets/commands/propose-change.ts';
import { RegisterAsset } from '../../../apps/api/src/features/assets/commands/register-asset.ts';
import { StepOrder } from '../../../apps/api/src/features/assets/commands/step-order.ts';
import { StepTicket } from '../../../apps/api/src/features/assets/commands/step-ticket.ts';
import { SHORT_HEAD, workbookOf } from '../../../apps/api/src/features/assets/testing/workbooks.ts';
import { actorFor, aPerson } from '../../../libs/testkit/src/builders/index.ts';
import { type Scene, run } from '../world.ts';
import { type Examples, at } from './example.ts';

const somebody = async ({ api, school }: Scene, ...roles: SchoolRole[]) => actorFor(api.database, await aPerson(api.database, school, { roles: [...roles, 'staff'] }));
const tag = (): string => `设备 ${newId('ast').slice(-10)}`;
const today = (): string => civilDay(instantOf(Date.now()));

async function anAsset(scene: Scene): Promise<string> {
  return (await run<{ id: string }>(scene, new RegisterAsset(await somebody(scene, 'equipment_admin'), { tagNumber: tag(), name: '交换机', assetClass: 'switch', state: 'planned', location: '弱电间' }))).id;
}
const onAsset = async (scene: Scene) => ({ params: { ...at(scene), assetId: await anAsset(scene) } });

/** A ticket that is assigned to the caller, so that a contractor sees it too; repaired by somebody else where it shall be verified. */
async function aTicket(scene: Scene, repaired?: 'repaired'): Promise<string> {
  const admin = await somebody(scene, 'equipment_admin');
  const { id } = await run<{ id: string }>(scene, new OpenTicket(admin, { assetId: await anAsset(scene), cause: 'damage', urgency: 'normal', words: '外壳破损进水' }));
  await scene.api.database.admin.query(`update fault_tickets set assignee_person_id = $2, assignee_name = $3, state = 'assigned' where ticket_id = $1`, [id, scene.caller.personId, scene.caller.name]);
  if (repaired) await run(scene, new StepTicket(admin, id, { verb: 'repair', words: '更换外壳并密封' }));
  return id;
}
const onTicket = async (scene: Scene, repaired?: 'repaired') => ({ params: { ...at(scene), ticketId: await aTicket(scene, repaired) } });

async function anOrder(scene: Scene, approved?: 'approved'): Promise<string> {
  const { id } = await run<{ id: string }>(scene, new ProposeChange(await somebody(scene, 'equipment_admin'), { assetId: await anAsset(scene), kind: 'modify', words: '升级固件到新版', reason: '修复已知弱点', plannedOn: today() }));
  if (approved) await run(scene, new StepOrder(await somebody(scene, 'principal'), id, { verb: 'approve', words: '同意' }));
  return id;
}
const onOrder = async (scene: Scene, approved?: 'approved') => ({ params: { ...at(scene), orderId: await anOrder(scene, approved) } });

const aSheet = async (): Promise<string> => (await workbookOf([[...SHORT_HEAD], [tag(), '显示器', '显示设备', '备用']])).toString('base64');

/** What a call of `proposeChange` needs beside its device. */
const change = () => ({ kind: 'move' as const, words: '移到一楼弱电间', reason: '原位置漏水', toLocation: '一楼弱电间', plannedOn: today() });

/** Approved orders for a camera, so that it may be moved to a place, replaced and switched off. */
export async function allowCameraChange(scene: Scene, cameraId: string, toLocation: string): Promise<void> {
  const admin = await somebody(scene, 'equipment_admin');
  const assetId = await cameraAsset(scene, cameraId);
  for (const kind of ['move', 'replace', 'switch_off'] as const) {
    const { id } = await run<{ id: string }>(scene, new ProposeChange(admin, { assetId, ...change(), kind, toLocation }));
    await run(scene, new StepOrder(await somebody(scene, 'principal'), id, { verb: 'approve', words: '同意' }));
  }
}

async function cameraAsset({ api, school }: Scene, cameraId: string): Promise<string> {
  const [assetId, { admin }] = [newId('ast'), api.database];
  await admin.query(
    `insert into assets (school_id, asset_id, district_id, asset_class, tag_number, name, state, location, camera_id, registered_at, changed_at)
     select school_id, $2, district_id, 'camera', $2, name, 'installed', location, camera_id, now(), now() from cameras where school_id = $1 and camera_id = $3 on conflict (school_id, camera_id) do nothing`,
    [school.schoolId, assetId, cameraId],
  );
  const { rows } = await admin.query<{ asset_id: string }>('select asset_id from assets where camera_id = $1', [cameraId]);
  return rows[0]!.asset_id;
}

export const assetExamples: Examples<keyof typeof assetRoutes> = {
  getEquipmentSummary: { as: 'equipment_admin', make: async (scene) => ({ params: at(scene) }) },
  listAssets: { as: 'equipment_admin', make: async (scene) => (await anAsset(scene), { params: at(scene) }) },
  getAsset: { as: 'watch_keeper', make: onAsset },
  registerAsset: { as: 'equipment_admin', make: async (scene) => ({ params: at(scene), body: { tagNumber: tag(), name: '显示器', assetClass: 'display', state: 'spare', keeperPersonId: (await aPerson(scene.api.database, scene.school)).personId } }) },
  changeAsset: { as: 'equipment_admin', make: async (scene) => ({ ...(await onAsset(scene)), body: { model: 'S-24', keeperPersonId: (await aPerson(scene.api.database, scene.school)).personId } }) },
  moveAsset: { as: 'security_lead', make: async (scene) => ({ ...(await onAsset(scene)), body: { state: 'installed' } }) },
  listKeepers: { as: 'security_lead', make: async (scene) => (await aPerson(scene.api.database, scene.school, { roles: ['contractor'] }), { params: at(scene) }) },
  exportAssets: { as: 'equipment_admin', make: async (scene) => (await anAsset(scene), { params: at(scene) }) },
  getAssetTemplate: { as: 'equipment_admin', make: async (scene) => ({ params: at(scene) }) },
  previewAssetImport: { as: 'equipment_admin', make: async (scene) => ({ params: at(scene), body: { contentBase64: await aSheet() } }) },
  importAssets: {
    as: 'equipment_admin',
    make: async (scene) => {
      const contentBase64 = await aSheet();
      const { plan } = await run<{ plan: string }>(scene, new PreviewAssetImport(await somebody(scene, 'equipment_admin'), contentBase64));
      return { params: at(scene), body: { contentBase64, plan } };
    },
  },
  listTickets: { as: 'watch_keeper', make: async (scene) => (await aTicket(scene), { params: at(scene) }) },
  getTicket: { as: 'contractor', make: (scene) => onTicket(scene) },
  openTicket: { as: 'watch_keeper', make: async (scene) => ({ params: at(scene), body: { assetId: await anAsset(scene), cause: 'network', urgency: 'critical', words: '网口无信号' } }) },
  assignTicket: { as: 'equipment_admin', make: async (scene) => ({ ...(await onTicket(scene)), body: { personId: (await aPerson(scene.api.database, scene.school, { roles: ['contractor'] })).personId } }) },
  startTicket: { as: 'contractor', make: (scene) => onTicket(scene) },
  repairTicket: { as: 'contractor', make: async (scene) => ({ ...(await onTicket(scene)), body: { words: '更换水晶头，恢复正常' } }) },
  verifyTicket: { as: 'security_lead', make: async (scene) => ({ ...(await onTicket(scene, 'repaired')), body: { holds: true, words: '画面正常' } }) },
  noteTicket: { as: 'contractor', make: async (scene) => ({ ...(await onTicket(scene)), body: { words: '已到现场' } }) },
  listChangeOrders: { as: 'principal', make: async (scene) => (await anOrder(scene), { params: at(scene) }) },
  getChangeOrder: { as: 'principal', make: (scene) => onOrder(scene) },
  proposeChange: { as: 'equipment_admin', make: async (scene) => ({ params: at(scene), body: { assetId: await anAsset(scene), ...change() } }) },
  decideChange: { as: 'principal', make: async (scene) => ({ ...(await onOrder(scene)), body: { kind: 'approve', words: '同意' } }) },
  startChange: { as: 'equipment_admin', make: (scene) => onOrder(scene, 'approved') },
  closeChange: { as: 'equipment_admin', make: async (scene) => ({ ...(await onOrder(scene, 'approved')), body: { result: '已按方案完成' } }) },
};

