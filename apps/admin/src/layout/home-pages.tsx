import { lazy, useState, type ComponentType, type ReactElement } from 'react';
import type { HomeName } from './places.ts';

type Loaded = { readonly default: ComponentType };

/** The words at the head of a page that do not depend on what it shows, by their keys. */
export type HomeHead = { readonly title: string; readonly intro?: string };

/** A page that is sent for when it is drawn, or before; one that is there is drawn at once, with nothing standing in for it. */
export type HomePage = { readonly head: HomeHead; readonly fetch: () => Promise<void>; readonly Page: () => ReactElement };

function homePage(head: HomeHead, load: () => Promise<Loaded>): HomePage {
  let there: ComponentType | undefined;
  const loaded = async (): Promise<Loaded> => {
    const page = await load();
    there = page.default;
    return page;
  };
  const Awaited = lazy(loaded);
  return {
    head,
    fetch: async () => void (await loaded()),
    Page: function HomePage() {
      const [Page] = useState<ComponentType>(() => there ?? Awaited);
      return <Page />;
    },
  };
}

/** The pages that somebody's day begins on. */
export const homePages: Readonly<Record<HomeName, HomePage>> = {
  decide: homePage({ title: 'decide.title' }, () => import('../pages/decide/Decide.tsx')),
  'my-shift': homePage({ title: 'my_shift.title' }, () => import('../pages/shift/MyShift.tsx')),
  room: homePage({ title: 'room.title', intro: 'room.intro' }, () => import('../pages/room/RoomBoard.tsx')),
  devices: homePage({ title: 'devices.title', intro: 'devices.intro' }, () => import('../pages/devices/Devices.tsx')),
  'fault-tickets': homePage({ title: 'tickets.title', intro: 'tickets.intro' }, () => import('../resources/fault-tickets/TicketList.tsx')),
  cases: homePage({ title: 'cases.title', intro: 'cases.intro' }, () => import('../pages/cases/CaseList.tsx')),
  'my-requests': homePage({ title: 'my_requests.title', intro: 'my_requests.intro' }, () => import('../pages/requests/MyRequests.tsx')),
  district: homePage({ title: 'district.title' }, () => import('../pages/district/District.tsx')),
  'my-posts': homePage({ title: 'my_posts.title', intro: 'my_posts.intro' }, () => import('../pages/people/MyPosts.tsx')),
};

/** The first page that a path such as `/my-requests` leads to, if it is one of them. */
export function homePageAt(path: string): HomePage | undefined {
  const name = path.slice(1);
  return Object.hasOwn(homePages, name) ? homePages[name as HomeName] : undefined;
}

/** Sends for a page ahead of time; one that cannot be had says so when it is drawn. */
export const fetchHome = (page: HomePage | undefined): Promise<void> => page?.fetch().catch(() => undefined) ?? Promise.resolve();
