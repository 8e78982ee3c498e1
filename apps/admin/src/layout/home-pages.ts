import type { ComponentType } from 'react';
import type { HomeName } from './places.ts';

/** The pages that somebody's day begins on, each fetched as soon as it is known whose day it is. */
export const loadHome: Readonly<Record<HomeName, () => Promise<{ default: ComponentType }>>> = {
  decide: () => import('../pages/decide/Decide.tsx'),
  'my-shift': () => import('../pages/shift/MyShift.tsx'),
  room: () => import('../pages/room/RoomBoard.tsx'),
  devices: () => import('../pages/devices/Devices.tsx'),
  'fault-tickets': () => import('../resources/fault-tickets/TicketList.tsx'),
  cases: () => import('../pages/cases/CaseList.tsx'),
  'my-requests': () => import('../pages/requests/MyRequests.tsx'),
  district: () => import('../pages/district/District.tsx'),
  'my-posts': () => import('../pages/people/MyPosts.tsx'),
};
