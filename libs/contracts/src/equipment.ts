import { CAPTURE_STATES, GATEWAY_STATES, SPACE_TYPES } from '@guardroom/domain';
import { z } from 'zod';
import { anyPrincipal, roles, route } from './route.ts';
import { cameraId, civilDay, gatewayId, instant, listQuery, pageOf, schoolParams, text, words } from './shapes.ts';

/** Where a camera's stream is found, without the credentials. */
const rtspUrl = text(500)
  .regex(/^rtsps?:\/\/[^\s@/]+(\/\S*)?$/, 'an rtsp:// address without user name and password');

export const camera = z.object({
  id: cameraId,
  name: z.string(),
  location: z.string(),
  space: z.enum(SPACE_TYPES),
  gatewayId,
  enabled: z.boolean(),
  /** Only people who keep the equipment see the address. */
  rtspUrl: z.string().nullable(),
  username: z.string().nullable(),
  state: z.enum(CAPTURE_STATES),
  stateSince: instant.nullable(),
  stateDetail: z.string().nullable(),
  codec: z.string().nullable(),
  deliveredFps: z.number().nullable(),
  lastFrameAt: instant.nullable(),
  registeredAt: instant,
  /** From when somebody must look whether it sees into a private space; null where none is near. */
  reviewDueOn: civilDay.nullable(),
  /** The latest such look, unless the camera was moved, turned or replaced since. */
  review: z.object({ at: instant, by: z.string(), seesPrivate: z.boolean() }).nullable(),
});

const cameraWrite = {
  name: words(1, 80),
  location: words(1, 200),
  space: z.enum(SPACE_TYPES),
  gatewayId,
  rtspUrl,
  username: text(100),
  password: text(200),
};

export const gateway = z.object({
  id: gatewayId,
  name: z.string(),
  state: z.enum(GATEWAY_STATES),
  /** Seconds since the last heartbeat say whether it is there; null before the first. */
  lastSeenAt: instant.nullable(),
  online: z.boolean(),
  version: z.string().nullable(),
  clockOffsetMs: z.number().nullable(),
  clockUncertaintyMs: z.number().nullable(),
  spoolBytes: z.number().nullable(),
  spoolOldestAt: instant.nullable(),
  cameras: z.number().int(),
  camerasRecording: z.number().int(),
});

export const equipmentRoutes = {
  listCameras: route({
    id: 'equipment.listCameras',
    method: 'GET',
    path: '/v1/schools/:schoolId/cameras',
    scope: 'school',
    summary: 'Cameras of a school with what they do now',
    permission: anyPrincipal,
    params: schoolParams,
    query: listQuery.extend({ state: z.enum(CAPTURE_STATES).optional(), space: z.enum(SPACE_TYPES).optional(), gatewayId: gatewayId.optional() }),
    result: pageOf(camera),
  }),
  getCamera: route({
    id: 'equipment.getCamera',
    method: 'GET',
    path: '/v1/schools/:schoolId/cameras/:cameraId',
    scope: 'school',
    summary: 'One camera',
    permission: anyPrincipal,
    params: schoolParams.extend({ cameraId }),
    result: camera,
  }),
  registerCamera: route({
    id: 'equipment.registerCamera',
    method: 'POST',
    path: '/v1/schools/:schoolId/cameras',
    scope: 'school',
    summary: 'Register a camera; its gateway starts to record within seconds',
    permission: roles('equipment_admin', 'security_lead'),
    params: schoolParams,
    body: z.object(cameraWrite),
    result: camera,
    status: 201,
    refusals: ['coverage.prohibited_space', 'equipment.camera_name_taken', 'equipment.gateway_not_active'],
  }),
  changeCamera: route({
    id: 'equipment.changeCamera',
    method: 'PATCH',
    path: '/v1/schools/:schoolId/cameras/:cameraId',
    scope: 'school',
    summary: 'Change a camera; an absent password keeps the present one. Its place, another device or gateway, and switching it off need an approved change order',
    permission: roles('equipment_admin', 'security_lead'),
    params: schoolParams.extend({ cameraId }),
    body: z.object(cameraWrite).partial().extend({ enabled: z.boolean().optional() }),
    result: camera,
    refusals: ['coverage.prohibited_space', 'equipment.camera_name_taken', 'equipment.gateway_not_active', 'equipment.change_order_needed', 'equipment.other_place_approved'],
  }),
  reviewCamera: route({
    id: 'equipment.reviewCamera',
    method: 'POST',
    path: '/v1/schools/:schoolId/cameras/:cameraId/reviews',
    scope: 'school',
    summary: 'Write down that one looked whether a camera sees into a private space',
    permission: roles('security_lead', 'deputy_safety', 'principal', 'legal_representative'),
    params: schoolParams.extend({ cameraId }),
    body: z.object({ seesPrivate: z.boolean(), words: words(5, 500) }),
    result: camera,
    status: 201,
  }),
  listGateways: route({
    id: 'equipment.listGateways',
    method: 'GET',
    path: '/v1/schools/:schoolId/gateways',
    scope: 'school',
    summary: 'Gateways of a school: state, clock and spool',
    permission: anyPrincipal,
    params: schoolParams,
    query: listQuery.extend({ state: z.enum(GATEWAY_STATES).optional(), online: z.stringbool().optional() }),
    result: pageOf(gateway),
  }),
  createGateway: route({
    id: 'equipment.createGateway',
    method: 'POST',
    path: '/v1/schools/:schoolId/gateways',
    scope: 'school',
    summary: 'Announce a gateway and get its one-time enrolment code, shown once',
    permission: roles('equipment_admin', 'security_lead'),
    params: schoolParams,
    body: z.object({ name: words(1, 80) }),
    result: z.object({ gateway, enrolmentCode: z.string(), expiresAt: instant }),
    status: 201,
    refusals: ['equipment.gateway_name_taken'],
  }),
  renewEnrolmentCode: route({
    id: 'equipment.renewEnrolmentCode',
    method: 'POST',
    path: '/v1/schools/:schoolId/gateways/:gatewayId/enrolment-code',
    scope: 'school',
    summary: 'A fresh one-time code for a gateway that awaits its enrolment; the old one is worth nothing from then on',
    permission: roles('equipment_admin', 'security_lead'),
    params: schoolParams.extend({ gatewayId }),
    result: z.object({ gateway, enrolmentCode: z.string(), expiresAt: instant }),
    status: 201,
    refusals: ['equipment.gateway_enrolled_already'],
  }),
  revokeGateway: route({
    id: 'equipment.revokeGateway',
    method: 'POST',
    path: '/v1/schools/:schoolId/gateways/:gatewayId/revocation',
    scope: 'school',
    summary: 'Switch a gateway off for good: stolen, lost or taken down',
    permission: roles('principal', 'security_lead'),
    params: schoolParams.extend({ gatewayId }),
    body: z.object({ reason: words(2, 500) }),
    result: gateway,
    refusals: ['equipment.gateway_revoked_already'],
  }),
};
