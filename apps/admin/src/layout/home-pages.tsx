import { lazy, useState, type ComponentType, type ReactElement } from 'react';
import type { HomeName } from './places.ts';

type Loaded = { readonly default: ComponentType };

/** A page that is sent for when it is drawn, or before; one that is there is drawn at once, with nothing standing in for it. */
export type HomePage = { readonly fetch: () => Promise<void>; readonly Page: () => ReactElement };

function homePage(load: () => Promise<Loaded>): HomePage {
  let there: ComponentType | undefined;
  const loaded = async (): Promise<Loaded> => {
    const page = await load();
    there = page.default;
    return page;
  };
  const Awaited = lazy(loaded);
  return {
    fetch: async () => void (await loaded()),
    Page: function HomePage() {
      const [Page] = useState<ComponentType>(() => there ?? Awaited);
      return <Page />;
    },
  };
}

/** The pages that somebody's day begins on. */
export const homePages: Readonly<Record<HomeName, HomePage>> = {
  decide: homePage(() => import('../pages/decide/Decide.tsx')),
  'my-shift': homePage(() => import('../pages/shift/MyShift.tsx')),
  room: homePage(() => import('../pages/room/RoomBoard.tsx')),
  devices: homePage(() => import('../pages/devices/Devices.tsx')),
  'fault-tickets': homePage(() => import('../resources/fault-tickets/TicketList.tsx')),
  cases: homePage(() => import('../pages/cases/CaseList.tsx')),
  'my-requests': homePage(() => import('../pages/requests/MyRequests.tsx')),
  district: homePage(() => import('../pages/district/District.tsx')),
  'my-posts': homePage(() => import('../pages/people/MyPosts.tsx')),
};

/** Sends for a page ahead of time; one that cannot be had says so when it is drawn. */
export const fetchHome = (name: unknown): Promise<void> => (typeof name === 'string' && Object.hasOwn(homePages, name) ? homePages[name as HomeName].fetch().catch(() => undefined) : Promise.resolve());
