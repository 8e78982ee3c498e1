import {
  ASSET_CLASSES,
  CAPTURE_STATES,
  CHANGE_APPROVERS,
  CHANGE_KINDS,
  CHANGE_ORDER_STATES,
  DEVICE_STATES,
  FAULT_CAUSES,
  FAULT_TICKET_STATES,
  FAULT_URGENCIES,
  LIFE_STANDINGS,
  LONGEST_SERVICE_LIFE_YEARS,
  REPORTED_CAUSES,
  REQUIRED_FIELDS,
  type Role,
} from '@guardroom/domain';
import { z } from 'zod';
import { binary, roles, route } from './route.ts';
import { assetId, cameraId, changeOrderId, civilDay, documentId, faultTicketId, gatewayId, instant, listQuery, pageOf, personId, personRef, schoolParams, sha256Hex, words } from './shapes.ts';

/** Posts that read the asset register: places of devices are the layout of the defence. */
const READERS = ['legal_representative', 'principal', 'deputy_safety', 'security_lead', 'centre_head', 'deputy_head', 'duty_cadre', 'watch_keeper', 'equipment_admin'] as const satisfies readonly Role[];
/** Posts that keep the register. */
const KEEPERS = ['equipment_admin', 'security_lead'] as const satisfies readonly Role[];
/** Posts that may report a fault: everybody at the screens, and whoever keeps the devices. */
const REPORTERS = ['watch_keeper', 'duty_cadre', 'deputy_head', 'centre_head', 'security_lead', 'equipment_admin', 'deputy_safety'] as const satisfies readonly Role[];
/** Posts that repair. */
const REPAIRERS = ['equipment_admin', 'contractor', 'security_lead'] as const satisfies readonly Role[];
/** Posts that say whether a repair holds. */
const VERIFIERS = ['security_lead', 'centre_head', 'deputy_head', 'deputy_safety', 'principal', 'equipment_admin'] as const satisfies readonly Role[];

const wordsOrNull = (max: number) => z.union([words(1, max), z.null()]);
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** What people write about a device; absent on change means unchanged, null means empty. */
const assetFields = {
  name: words(1, 80),
  maker: wordsOrNull(100),
  model: wordsOrNull(100),
  spec: wordsOrNull(200),
  serialNumber: wordsOrNull(100),
  technicalParameters: wordsOrNull(500),
  supplier: wordsOrNull(100),
  installer: wordsOrNull(100),
  location: wordsOrNull(200),
  purchasedOn: civilDay.nullable(),
  installedOn: civilDay.nullable(),
  warrantyUntil: civilDay.nullable(),
  serviceLifeYears: z.number().int().min(1).max(LONGEST_SERVICE_LIFE_YEARS),
  keeperPersonId: personId.nullable(),
  remarks: wordsOrNull(500),
};

export const asset = z.object({
  id: assetId,
  assetClass: z.enum(ASSET_CLASSES),
  /** What is glued to the device, unique in the school. */
  tagNumber: z.string(),
  name: z.string(),
  state: z.enum(DEVICE_STATES),
  maker: z.string().nullable(),
  model: z.string().nullable(),
  spec: z.string().nullable(),
  serialNumber: z.string().nullable(),
  technicalParameters: z.string().nullable(),
  supplier: z.string().nullable(),
  installer: z.string().nullable(),
  location: z.string().nullable(),
  purchasedOn: civilDay.nullable(),
  installedOn: civilDay.nullable(),
  acceptedOn: civilDay.nullable(),
  warrantyUntil: civilDay.nullable(),
  serviceLifeYears: z.number().int(),
  /** The first day on which it is over age; null before its acceptance. */
  serviceLifeEndsOn: civilDay.nullable(),
  life: z.enum(LIFE_STANDINGS),
  keeper: personRef.nullable(),
  commissionedBy: z.string().nullable(),
  acceptedBy: z.string().nullable(),
  remarks: z.string().nullable(),
  cameraId: cameraId.nullable(),
  gatewayId: gatewayId.nullable(),
  /** What its camera does now; null for what is no camera. */
  capture: z.enum(CAPTURE_STATES).nullable(),
  /** Required fields that are empty. */
  missing: z.array(z.enum(REQUIRED_FIELDS)),
  /** Tickets that nobody has verified, and the one to go on with. */
  openTickets: z.number().int(),
  openTicketId: faultTicketId.nullable(),
  registeredAt: instant,
  changedAt: instant,
});

/** How the equipment stands, for the first screen of whoever keeps it. Counts of devices unless told. */
export const equipmentSummary = z.object({
  assets: z.number().int(),
  broken: z.number().int(),
  due: z.number().int(),
  overAge: z.number().int(),
  incomplete: z.number().int(),
  /** Tickets. */
  ticketsOpen: z.number().int(),
  ticketsOverdue: z.number().int(),
  ticketsUnacknowledged: z.number().int(),
  ticketsToVerify: z.number().int(),
  /** Orders. */
  ordersProposed: z.number().int(),
  ordersRunning: z.number().int(),
});

const ticketEnd = { by: personRef.nullable(), at: instant, words: z.string() };
export const faultTicket = z.object({
  id: faultTicketId,
  /** Short number that people say aloud. */
  number: z.string(),
  state: z.enum(FAULT_TICKET_STATES),
  source: z.enum(['machine', 'person']),
  cause: z.enum(FAULT_CAUSES),
  urgency: z.enum(FAULT_URGENCIES),
  words: z.string(),
  asset: z.object({ id: assetId, name: z.string(), tagNumber: z.string(), location: z.string().nullable() }),
  cameraId: cameraId.nullable(),
  /** What its camera does now. */
  capture: z.enum(CAPTURE_STATES).nullable(),
  firstSignAt: instant,
  openedAt: instant,
  /** The regulations' limit; `overdue` while it is over and the device not repaired. */
  repairBy: instant,
  overdue: z.boolean(),
  reportedBy: personRef.nullable(),
  acknowledged: z.object({ by: z.string(), at: instant }).nullable(),
  assignee: personRef.nullable(),
  startedAt: instant.nullable(),
  /** `by` is null where the device came back by itself. */
  repaired: z.object(ticketEnd).nullable(),
  verified: z.object(ticketEnd).nullable(),
  timesSentBack: z.number().int(),
  notes: z.array(z.object({ words: z.string(), documentId: documentId.nullable(), by: personRef, at: instant })),
  /** What the person who asks may do with it now. */
  may: z.array(z.enum(['assign', 'start', 'repair', 'verify', 'note'])),
});

export const changeOrder = z.object({
  id: changeOrderId,
  number: z.string(),
  state: z.enum(CHANGE_ORDER_STATES),
  kind: z.enum(CHANGE_KINDS),
  asset: z.object({ id: assetId, name: z.string(), tagNumber: z.string(), cameraId: cameraId.nullable() }),
  words: z.string(),
  reason: z.string(),
  fromLocation: z.string().nullable(),
  toLocation: z.string().nullable(),
  plannedOn: civilDay,
  proposedBy: personRef,
  proposedAt: instant,
  decision: z.object({ by: personRef, at: instant, words: z.string() }).nullable(),
  startedAt: instant.nullable(),
  closed: z.object({ by: personRef, at: instant, result: z.string() }).nullable(),
  may: z.array(z.enum(['decide', 'start', 'close'])),
});

/** A sheet of the asset register as it is handed in: an `.xlsx` of at most 5 MB. */
const sheetUpload = { contentBase64: z.base64().min(1).max(Math.ceil((5 * 1024 * 1024) / 3) * 4, 'at most 5 MB') };

/** What is wrong in one cell of a sheet. */
export const sheetFault = z.object({
  /** Row as the spreadsheet counts, from 1; 1 is the heading. */
  row: z.number().int(),
  /** The column's letter and its heading. */
  column: z.string(),
  heading: z.string(),
  /** Names the fault; its words are messages under `sheet_fault.<code>`. */
  code: z.string(),
  /** What stands there, cut short. */
  found: z.string(),
  /** What is allowed there, in words that need no translation: values of a list, a pattern, a limit. */
  allowed: z.string(),
});

/** What an import would do, without having done anything. */
export const importPreview = z.object({
  rows: z.number().int(),
  creates: z.number().int(),
  updates: z.number().int(),
  unchanged: z.number().int(),
  faults: z.array(sheetFault),
  /** What would change, by device, in the order of the sheet; at most 200 are told. */
  changes: z.array(
    z.object({
      row: z.number().int(),
      tagNumber: z.string(),
      name: z.string(),
      kind: z.enum(['create', 'update']),
      fields: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
    }),
  ),
  /** Names exactly this plan; confirming names it again. */
  plan: sha256Hex,
});

const inLanguage = z.object({ language: z.enum(['zh-CN', 'en']).default('zh-CN') });
const xlsx = binary('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
const assetParams = schoolParams.extend({ assetId });
const ticketParams = schoolParams.extend({ ticketId: faultTicketId });
const orderParams = schoolParams.extend({ orderId: changeOrderId });

export const assetRoutes = {
  getEquipmentSummary: route({
    id: 'assets.getEquipmentSummary',
    method: 'GET',
    path: '/v1/schools/:schoolId/equipment-summary',
    scope: 'school',
    summary: 'How the equipment stands: broken, due, over age, tickets and orders',
    permission: roles(...READERS),
    params: schoolParams,
    result: equipmentSummary,
  }),
  listAssets: route({
    id: 'assets.listAssets',
    method: 'GET',
    path: '/v1/schools/:schoolId/assets',
    scope: 'school',
    summary: 'The asset register of a school',
    permission: roles(...READERS),
    params: schoolParams,
    query: listQuery.extend({ assetClass: z.enum(ASSET_CLASSES).optional(), state: z.enum(DEVICE_STATES).optional(), life: z.enum(LIFE_STANDINGS).optional(), broken: flag.optional(), incomplete: flag.optional(), cameraId: cameraId.optional() }),
    result: pageOf(asset),
  }),
  getAsset: route({
    id: 'assets.getAsset',
    method: 'GET',
    path: '/v1/schools/:schoolId/assets/:assetId',
    scope: 'school',
    summary: 'One device of the register',
    permission: roles(...READERS),
    params: assetParams,
    result: asset,
  }),
  registerAsset: route({
    id: 'assets.registerAsset',
    method: 'POST',
    path: '/v1/schools/:schoolId/assets',
    scope: 'school',
    summary: 'Enter a device in the register; cameras and gateways are entered by themselves',
    permission: roles(...KEEPERS),
    params: schoolParams,
    body: z.object({ ...assetFields, tagNumber: words(1, 40), assetClass: z.enum(ASSET_CLASSES), state: z.enum(['planned', 'installed', 'spare']) }).partial({
      maker: true, model: true, spec: true, serialNumber: true, technicalParameters: true, supplier: true, installer: true, location: true, purchasedOn: true, installedOn: true, warrantyUntil: true, serviceLifeYears: true, keeperPersonId: true, remarks: true,
    }),
    result: asset,
    status: 201,
    refusals: ['assets.tag_taken', 'assets.keeper_unknown', 'assets.dates_disorder'],
  }),
  changeAsset: route({
    id: 'assets.changeAsset',
    method: 'PATCH',
    path: '/v1/schools/:schoolId/assets/:assetId',
    scope: 'school',
    summary: 'Change what the register says of a device; place, model and serial number of one in use need an approved change order',
    permission: roles(...KEEPERS),
    params: assetParams,
    body: z.object({ ...assetFields, tagNumber: words(1, 40) }).partial(),
    result: asset,
    refusals: ['assets.tag_taken', 'assets.keeper_unknown', 'equipment.change_order_needed', 'equipment.other_place_approved', 'assets.still_required', 'assets.dates_disorder'],
  }),
  moveAsset: route({
    id: 'assets.moveAsset',
    method: 'POST',
    path: '/v1/schools/:schoolId/assets/:assetId/state',
    scope: 'school',
    summary: 'Take a device a step further: installed, commissioned, accepted, in service, spare, retired',
    permission: roles(...KEEPERS, 'principal', 'deputy_safety'),
    params: assetParams,
    body: z.object({ state: z.enum(DEVICE_STATES), on: civilDay.optional() }),
    result: asset,
    refusals: ['assets.no_such_step', 'assets.incomplete', 'assets.own_acceptance', 'assets.ticket_open', 'assets.day_ahead', 'assets.dates_disorder', 'equipment.change_order_needed'],
  }),
  listKeepers: route({
    id: 'assets.listKeepers',
    method: 'GET',
    path: '/v1/schools/:schoolId/equipment-people',
    scope: 'school',
    summary: 'People who may keep a device or repair one',
    permission: roles(...READERS),
    params: schoolParams,
    result: z.object({ items: z.array(personRef.extend({ repairs: z.boolean() })) }),
  }),
  exportAssets: route({
    id: 'assets.exportAssets',
    method: 'GET',
    path: '/v1/schools/:schoolId/asset-workbook',
    scope: 'school',
    summary: 'The asset register as an Excel file',
    permission: roles(...KEEPERS, 'principal', 'deputy_safety', 'centre_head'),
    params: schoolParams,
    query: inLanguage,
    result: xlsx,
  }),
  getAssetTemplate: route({
    id: 'assets.getAssetTemplate',
    method: 'GET',
    path: '/v1/schools/:schoolId/asset-template',
    scope: 'school',
    summary: 'An empty Excel file for the import, with what each column takes',
    permission: roles(...KEEPERS),
    params: schoolParams,
    query: inLanguage,
    result: xlsx,
  }),
  previewAssetImport: route({
    id: 'assets.previewAssetImport',
    method: 'POST',
    path: '/v1/schools/:schoolId/asset-imports/preview',
    scope: 'school',
    summary: 'Read an Excel file of devices: every fault and every difference at once; nothing is written',
    permission: roles(...KEEPERS),
    params: schoolParams,
    body: z.object(sheetUpload),
    result: importPreview,
    refusals: ['assets.sheet_unreadable', 'assets.sheet_too_large'],
  }),
  importAssets: route({
    id: 'assets.importAssets',
    method: 'POST',
    path: '/v1/schools/:schoolId/asset-imports',
    scope: 'school',
    summary: 'Write a previewed Excel file into the register: all of it or nothing',
    permission: roles(...KEEPERS),
    params: schoolParams,
    body: z.object({ ...sheetUpload, plan: sha256Hex }),
    result: z.object({ creates: z.number().int(), updates: z.number().int(), unchanged: z.number().int() }),
    status: 201,
    refusals: ['assets.sheet_unreadable', 'assets.sheet_too_large', 'assets.sheet_has_faults', 'assets.plan_changed'],
  }),

  listTickets: route({
    id: 'tickets.listTickets',
    method: 'GET',
    path: '/v1/schools/:schoolId/fault-tickets',
    scope: 'school',
    summary: 'Fault tickets of a school; a contractor sees those that are assigned to them',
    permission: roles(...READERS, 'contractor'),
    params: schoolParams,
    query: listQuery.extend({ state: z.enum(FAULT_TICKET_STATES).optional(), open: flag.optional(), overdue: flag.optional(), mine: flag.optional(), assetId: assetId.optional() }),
    result: pageOf(faultTicket),
  }),
  getTicket: route({
    id: 'tickets.getTicket',
    method: 'GET',
    path: '/v1/schools/:schoolId/fault-tickets/:ticketId',
    scope: 'school',
    summary: 'One fault ticket with its notes',
    permission: roles(...READERS, 'contractor'),
    params: ticketParams,
    result: faultTicket,
  }),
  openTicket: route({
    id: 'tickets.openTicket',
    method: 'POST',
    path: '/v1/schools/:schoolId/fault-tickets',
    scope: 'school',
    summary: 'Report a fault; a camera that fails reports itself',
    permission: roles(...REPORTERS),
    params: schoolParams,
    body: z.object({ assetId, cause: z.enum(REPORTED_CAUSES), urgency: z.enum(FAULT_URGENCIES), words: words(5, 1000) }),
    result: faultTicket,
    status: 201,
    refusals: ['tickets.asset_retired'],
  }),
  assignTicket: route({
    id: 'tickets.assignTicket',
    method: 'POST',
    path: '/v1/schools/:schoolId/fault-tickets/:ticketId/assign',
    scope: 'school',
    summary: 'Give a ticket to whoever repairs it',
    permission: roles(...KEEPERS, 'centre_head'),
    params: ticketParams,
    body: z.object({ personId }),
    result: faultTicket,
    refusals: ['tickets.not_now', 'tickets.not_a_repairer'],
  }),
  startTicket: route({
    id: 'tickets.startTicket',
    method: 'POST',
    path: '/v1/schools/:schoolId/fault-tickets/:ticketId/start',
    scope: 'school',
    summary: 'Begin the repair',
    permission: roles(...REPAIRERS),
    params: ticketParams,
    result: faultTicket,
    refusals: ['tickets.not_now'],
  }),
  repairTicket: route({
    id: 'tickets.repairTicket',
    method: 'POST',
    path: '/v1/schools/:schoolId/fault-tickets/:ticketId/repair',
    scope: 'school',
    summary: 'Report the repair: what it was and what was done',
    permission: roles(...REPAIRERS),
    params: ticketParams,
    body: z.object({ words: words(5, 1000), documentId: documentId.optional() }),
    result: faultTicket,
    refusals: ['tickets.not_now', 'documents.not_found'],
  }),
  verifyTicket: route({
    id: 'tickets.verifyTicket',
    method: 'POST',
    path: '/v1/schools/:schoolId/fault-tickets/:ticketId/verify',
    scope: 'school',
    summary: 'Say whether the repair holds; another person than the one who repaired',
    permission: roles(...VERIFIERS),
    params: ticketParams,
    body: z.object({ holds: z.boolean(), words: words(2, 1000) }),
    result: faultTicket,
    refusals: ['tickets.not_now', 'tickets.own_repair', 'tickets.still_faulty'],
  }),
  noteTicket: route({
    id: 'tickets.noteTicket',
    method: 'POST',
    path: '/v1/schools/:schoolId/fault-tickets/:ticketId/notes',
    scope: 'school',
    summary: 'Write a note to a ticket, with a photo where there is one',
    permission: roles(...new Set([...REPORTERS, ...REPAIRERS])),
    params: ticketParams,
    body: z.object({ words: words(1, 1000), documentId: documentId.optional() }),
    result: faultTicket,
    status: 201,
    refusals: ['documents.not_found'],
  }),

  listChangeOrders: route({
    id: 'change_orders.listChangeOrders',
    method: 'GET',
    path: '/v1/schools/:schoolId/change-orders',
    scope: 'school',
    summary: 'Change orders of a school, newest first',
    permission: roles(...READERS),
    params: schoolParams,
    query: listQuery.extend({ state: z.enum(CHANGE_ORDER_STATES).optional(), kind: z.enum(CHANGE_KINDS).optional(), assetId: assetId.optional() }),
    result: pageOf(changeOrder),
  }),
  getChangeOrder: route({
    id: 'change_orders.getChangeOrder',
    method: 'GET',
    path: '/v1/schools/:schoolId/change-orders/:orderId',
    scope: 'school',
    summary: 'One change order',
    permission: roles(...READERS),
    params: orderParams,
    result: changeOrder,
  }),
  proposeChange: route({
    id: 'change_orders.proposeChange',
    method: 'POST',
    path: '/v1/schools/:schoolId/change-orders',
    scope: 'school',
    summary: 'Propose to move, aim anew, replace, modify, switch off or take down a device',
    permission: roles(...KEEPERS, 'centre_head'),
    params: schoolParams,
    body: z.object({ assetId, kind: z.enum(CHANGE_KINDS), words: words(5, 500), reason: words(5, 500), toLocation: words(1, 200).optional(), plannedOn: civilDay }),
    result: changeOrder,
    status: 201,
    refusals: ['change_orders.open_already', 'change_orders.place_needed', 'change_orders.day_past', 'tickets.asset_retired'],
  }),
  decideChange: route({
    id: 'change_orders.decideChange',
    method: 'POST',
    path: '/v1/schools/:schoolId/change-orders/:orderId/decision',
    scope: 'school',
    summary: 'Approve or reject a change; another person than the proposer',
    permission: roles(...CHANGE_APPROVERS),
    params: orderParams,
    body: z.object({ kind: z.enum(['approve', 'reject']), words: words(2, 500) }),
    result: changeOrder,
    refusals: ['change_orders.not_now', 'change_orders.own_order'],
  }),
  startChange: route({
    id: 'change_orders.startChange',
    method: 'POST',
    path: '/v1/schools/:schoolId/change-orders/:orderId/start',
    scope: 'school',
    summary: 'Begin an approved change',
    permission: roles(...KEEPERS),
    params: orderParams,
    result: changeOrder,
    refusals: ['change_orders.not_now'],
  }),
  closeChange: route({
    id: 'change_orders.closeChange',
    method: 'POST',
    path: '/v1/schools/:schoolId/change-orders/:orderId/close',
    scope: 'school',
    summary: 'Close a change with its result',
    permission: roles(...KEEPERS),
    params: orderParams,
    body: z.object({ result: words(5, 500) }),
    result: changeOrder,
    refusals: ['change_orders.not_now'],
  }),
};
