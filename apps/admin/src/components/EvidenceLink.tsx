import type { ReactElement } from 'react';
import { LinkBase } from 'react-admin';
import { usePost } from '../providers/session.tsx';
import type { Result } from './ResultLine.tsx';

type Evidence = Result['evidence'][number];

/** Where a school looks at a piece of evidence; what has no page of its own is found among the facts. */
const pageOf = (item: Evidence): string | undefined => {
  switch (item.kind) {
    case 'camera':
      return `/cameras/${item.id}/show`;
    case 'camera_day':
      return item.id.startsWith('cam_') ? `/cameras/${item.id.slice(0, 24)}/show` : undefined;
    case 'footage_request':
      return `/footage-requests/${item.id}`;
    case 'gap':
      return '/gaps';
    case 'viewing_session':
      return `/viewing-register?filter=${encodeURIComponent(JSON.stringify({ sessionId: item.id }))}`;
    case 'fact':
      return undefined;
  }
};

/** A piece of evidence behind a result, leading to its page; the bureau is led to the facts about it, never to the thing itself. */
export function EvidenceLink({ item }: { readonly item: Evidence }): ReactElement {
  const { post } = usePost();
  const to = post ? pageOf(item) : `/district-facts?filter=${encodeURIComponent(JSON.stringify({ subject: item.id }))}`;
  return to ? <LinkBase to={to}>{item.label}</LinkBase> : <>{item.label}</>;
}
