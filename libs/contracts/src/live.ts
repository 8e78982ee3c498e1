import { LIVE_END_REASONS, LIVE_OVERSEERS, LIVE_ROLES, LIVE_VIEW_STATES } from '@guardroom/domain';
import { z } from 'zod';
import { gatewayOnly, roles, route } from './route.ts';
import { cameraId, instant, listQuery, liveViewId, pageOf, personRef, schoolParams, text } from './shapes.ts';

/** Name of a live room: the school, and 128 random bits that no other room ever has. */
export const liveRoom = z.string().regex(/^live_[0-9A-HJKMNP-TV-Z]{20}_[0-9a-f]{32}$/);

export const liveView = z.object({
  id: liveViewId,
  /** `starting` until the gateway publishes the camera; the console asks again. */
  state: z.enum(LIVE_VIEW_STATES),
  /** Why the gateway cannot publish, in its own words; null while it can. */
  trouble: z.string().nullable(),
  camera: z.object({ id: cameraId, name: z.string(), location: z.string() }),
  viewer: personRef,
  openedAt: instant,
  /** No picture later than this. */
  expiresAt: instant,
  /** When the first connection was admitted; null while nobody has looked. */
  watchedFrom: instant.nullable(),
  endedAt: instant.nullable(),
  endReason: z.enum(LIVE_END_REASONS).nullable(),
  /** Who ended it, where a person did. */
  endedBy: z.string().nullable(),
  /** Text of the mark over the picture: viewer, school and view. */
  mark: z.string(),
  serverTime: instant,
});

const viewParams = schoolParams.extend({ viewId: liveViewId });
const everybodyConcerned = roles(...new Set([...LIVE_ROLES, ...LIVE_OVERSEERS]));

export const liveRoutes = {
  openLiveView: route({
    id: 'live.openLiveView',
    method: 'POST',
    path: '/v1/schools/:schoolId/live-views',
    scope: 'school',
    summary: 'Watch a camera live while on shift; opening it again replaces the own view of that camera',
    permission: roles(...LIVE_ROLES),
    params: schoolParams,
    body: z.object({
      cameraId,
      /** RFC 7638 thumbprint of the key that cannot leave the viewer's tab. */
      proofKeyThumbprint: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    }),
    result: liveView,
    status: 201,
    refusals: ['live.not_on_shift', 'live.camera_disabled', 'live.camera_not_sending', 'live.codec_not_supported', 'live.too_many_views'],
  }),
  listLiveViews: route({
    id: 'live.listLiveViews',
    method: 'GET',
    path: '/v1/schools/:schoolId/live-views',
    scope: 'school',
    summary: 'The register of live watching: one\'s own views, and all of the school for those who oversee',
    permission: everybodyConcerned,
    params: schoolParams,
    query: listQuery.extend({ state: z.enum(['open', 'ended']).optional(), cameraId: cameraId.optional(), mine: z.stringbool().optional() }),
    result: pageOf(liveView),
  }),
  getLiveView: route({
    id: 'live.getLiveView',
    method: 'GET',
    path: '/v1/schools/:schoolId/live-views/:viewId',
    scope: 'school',
    summary: 'One live view as it is now',
    permission: everybodyConcerned,
    params: viewParams,
    result: liveView,
  }),
  admitLiveView: route({
    id: 'live.admitLiveView',
    method: 'POST',
    path: '/v1/schools/:schoolId/live-views/:viewId/admission',
    scope: 'school',
    summary: 'One admission to the picture for the tab that opened the view: it serves one connection, at once, with the cookie that comes beside it',
    permission: roles(...LIVE_ROLES),
    params: viewParams,
    body: z.object({}),
    result: z.object({
      /** Where `/rtc` is, as a websocket origin. */
      url: z.string(),
      token: z.string(),
      /** The connection must be there by then. */
      until: instant,
    }),
    refusals: ['live.ended', 'live.not_your_view', 'viewing.proof_missing', 'viewing.proof_wrong'],
    proofOfPossession: true,
  }),
  endLiveView: route({
    id: 'live.endLiveView',
    method: 'POST',
    path: '/v1/schools/:schoolId/live-views/:viewId/end',
    scope: 'school',
    summary: 'End a view: one\'s own, or anybody\'s for those who oversee; no picture two seconds later',
    permission: everybodyConcerned,
    params: viewParams,
    body: z.object({}),
    result: liveView,
  }),
  reportPublication: route({
    id: 'live.reportPublication',
    method: 'POST',
    path: '/v1/gateway/live-publications',
    scope: 'gateway',
    summary: 'What became of a publication that the gateway was asked for',
    permission: gatewayOnly,
    body: z.object({
      room: liveRoom,
      /** In the gateway's words; null when all is well again. */
      trouble: text(200).nullable(),
    }),
    result: z.object({ known: z.boolean() }),
  }),
};
