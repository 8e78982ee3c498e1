import type { z } from 'zod';
import type * as contracts from '@guardroom/contracts';
import { addDays, civilDay, instantOf, newId } from '@guardroom/kernel';
import * as data from './data.ts';

type Out<S extends z.ZodType> = z.output<S>;
const at = (minutesAgo: number) => instantOf(Date.now() - minutesAgo * 60_000);
const today = civilDay(at(0));
const lower = (id: string): string => id.toLowerCase();
const ref = (name: string) => ({ id: `psn_${name}`, name });

const base: Out<typeof contracts.asset> = {
  id: '', assetClass: 'server', tagNumber: '', name: '', state: 'in_service', maker: '海云', model: 'HY-2U', spec: '2U 机架式', serialNumber: 'SN20240301', technicalParameters: '16 核 64 GB，双电源', supplier: '江城安防', installer: '江城安防', location: '监控室机柜',
  purchasedOn: addDays(today, -900), installedOn: addDays(today, -880), acceptedOn: addDays(today, -870), warrantyUntil: addDays(today, 200), serviceLifeYears: 5, serviceLifeEndsOn: addDays(today, 956), life: 'in_life', keeper: ref(data.people.equipment),
  commissionedBy: data.people.equipment, acceptedBy: data.people.security, remarks: null, cameraId: null, gatewayId: null, capture: null, missing: [], openTickets: 0, openTicketId: null, registeredAt: at(60 * 24 * 40), changedAt: at(60 * 24),
};
const ticketIds = [lower(newId('tkt')), lower(newId('tkt')), lower(newId('tkt'))] as const;
export const assets: Out<typeof contracts.asset>[] = [
  ...data.cameras.map((camera, i) => ({ ...base, id: lower(newId('ast')), assetClass: 'camera' as const, tagNumber: `SXJ-000${i + 1}`, name: camera.name, location: camera.location, cameraId: camera.id, capture: camera.state, maker: '海康', model: 'DS-2CD2T45', spec: '枪机 4 mm', technicalParameters: '400 万像素，红外 50 m', state: i >= 4 ? ('offline' as const) : ('in_service' as const), openTickets: i >= 4 ? 1 : 0, openTicketId: i >= 4 ? (ticketIds[i - 4] ?? null) : null, ...(i === 2 ? { missing: ['serialNumber' as const, 'keeper' as const], keeper: null, serialNumber: null, state: 'installed' as const, acceptedOn: null, serviceLifeEndsOn: null, life: 'unknown' as const } : {}) })),
  { ...base, id: lower(newId('ast')), tagNumber: 'FWQ-0001', name: '存储服务器', acceptedOn: addDays(today, -2000), serviceLifeEndsOn: addDays(today, -174), life: 'over_age' },
  { ...base, id: lower(newId('ast')), assetClass: 'switch', tagNumber: 'JHJ-0001', name: '核心交换机', model: 'S-24', spec: '24 口 PoE', location: '弱电间', serviceLifeEndsOn: addDays(today, 90), life: 'due' },
  { ...base, id: lower(newId('ast')), assetClass: 'display', tagNumber: 'XSQ-0002', name: '监控室显示屏', state: 'spare', location: '库房' },
];
const ticket: Out<typeof contracts.faultTicket> = {
  id: ticketIds[0], number: 'G2026-0012', state: 'open', source: 'machine', cause: 'wrong_password', urgency: 'critical', words: '401 Unauthorized', asset: { id: assets[4]!.id, name: assets[4]!.name, tagNumber: assets[4]!.tagNumber, location: assets[4]!.location }, cameraId: assets[4]!.cameraId, capture: 'wrong_password',
  firstSignAt: at(95), openedAt: at(93), repairBy: at(95 - 24 * 60), overdue: false, reportedBy: null, acknowledged: null, assignee: null, startedAt: null, repaired: null, verified: null, timesSentBack: 0, notes: [], may: ['assign', 'start', 'repair', 'note'],
};
export const tickets: Out<typeof contracts.faultTicket>[] = [
  ticket,
  { ...ticket, id: ticketIds[1], number: 'G2026-0011', state: 'in_repair', cause: 'unreachable', words: 'No route to host 192.168.10.27', asset: { id: assets[5]!.id, name: assets[5]!.name, tagNumber: assets[5]!.tagNumber, location: assets[5]!.location }, capture: 'unreachable', overdue: true, repairBy: at(200), firstSignAt: at(60 * 27), openedAt: at(60 * 27 - 2), acknowledged: { by: data.people.keeper, at: at(60 * 26) }, assignee: ref(data.people.equipment), startedAt: at(60 * 25), notes: [{ words: '交换机端口无灯，已联系供应商。', documentId: null, by: ref(data.people.equipment), at: at(60 * 24) }] },
  { ...ticket, id: ticketIds[2], number: 'G2026-0009', state: 'repaired', source: 'person', cause: 'picture_quality', urgency: 'normal', words: '画面右侧有水雾', asset: { id: assets[0]!.id, name: assets[0]!.name, tagNumber: assets[0]!.tagNumber, location: assets[0]!.location }, capture: 'recording', reportedBy: ref(data.people.keeper), acknowledged: { by: data.people.keeper, at: at(60 * 50) }, assignee: ref(data.people.equipment), repaired: { by: ref(data.people.equipment), at: at(60 * 3), words: '更换密封圈并清洁镜头。' }, may: ['verify', 'note'] },
];
export const orders: Out<typeof contracts.changeOrder>[] = [
  { id: lower(newId('cho')), number: 'B2026-0004', state: 'proposed', kind: 'move', asset: { id: assets[0]!.id, name: assets[0]!.name, tagNumber: assets[0]!.tagNumber, cameraId: assets[0]!.cameraId }, words: '移到校门外侧立杆，避开树枝', reason: '夏季树枝遮挡画面左侧', fromLocation: assets[0]!.location, toLocation: '校门外侧立杆', plannedOn: addDays(today, 3), proposedBy: ref(data.people.equipment), proposedAt: at(300), decision: null, startedAt: null, closed: null, may: ['decide'] },
  { id: lower(newId('cho')), number: 'B2026-0003', state: 'approved', kind: 'replace', asset: { id: assets[6]!.id, name: '存储服务器', tagNumber: 'FWQ-0001', cameraId: null }, words: '更换为新购服务器', reason: '超过使用年限', fromLocation: '监控室机柜', toLocation: null, plannedOn: addDays(today, 10), proposedBy: ref(data.people.equipment), proposedAt: at(60 * 40), decision: { by: ref(data.people.principal), at: at(60 * 20), words: '同意，列入本月采购。' }, startedAt: null, closed: null, may: ['start', 'close'] },
];

type Call = { params: Record<string, string>; query: Record<string, string> };
const page = <T,>(items: readonly T[]) => ({ items, total: items.length });
const matching = (query: Record<string, string>) => assets.filter((a) => (!query['life'] || a.life === query['life']) && (query['broken'] !== 'true' || a.openTickets > 0));

/** Answers of the equipment's operations. */
export const equipmentAnswers = {
  getEquipmentSummary: async () => ({ assets: assets.length, broken: 2, due: 1, overAge: 1, incomplete: 1, ticketsOpen: 2, ticketsOverdue: 1, ticketsUnacknowledged: 1, ticketsToVerify: 1, ordersProposed: 1, ordersRunning: 1 }),
  listAssets: async ({ query }: Call) => page(matching(query)),
  getAsset: async ({ params }: Call) => assets.find((a) => a.id === params['assetId']) ?? assets[4],
  listKeepers: async () => page(Object.values(data.people).map((name) => ({ ...ref(name), repairs: name === data.people.equipment }))),
  listTickets: async () => page(tickets),
  getTicket: async ({ params }: Call) => tickets.find((t) => t.id === params['ticketId']) ?? tickets[1],
  listChangeOrders: async () => page(orders),
  getChangeOrder: async ({ params }: Call) => orders.find((o) => o.id === params['orderId']) ?? orders[0],
  previewAssetImport: async () => ({
    rows: 4, creates: 1, updates: 1, unchanged: 1, plan: '0'.repeat(64),
    faults: [
      { row: 3, column: 'C', heading: '类别', code: 'not_in_list', found: '相机', allowed: '摄像机 · 现场网关 · 视频服务器 · 录像机 · 交换设备 · 显示设备' },
      { row: 3, column: 'K', heading: '购买日期', code: 'no_day', found: '去年', allowed: 'YYYY-MM-DD' },
      { row: 5, column: 'A', heading: '设备编号', code: 'double_tag', found: 'FWQ-0002', allowed: '2' },
      { row: 5, column: 'P', heading: '保管人', code: 'nobody', found: '张三', allowed: Object.values(data.people).join(' · ') },
    ],
    changes: [{ row: 2, tagNumber: 'FWQ-0002', name: '备份服务器', kind: 'create', fields: [] }, { row: 4, tagNumber: 'JHJ-0001', name: '核心交换机', kind: 'update', fields: [{ field: 'warrantyUntil', before: '', after: '2028-05-01' }] }],
  }),
  renewEnrolmentCode: async () => ({ gateway: data.gateways[1], enrolmentCode: 'K7QW-93MD-X2VF-8RTN', expiresAt: at(-60) }),
};
