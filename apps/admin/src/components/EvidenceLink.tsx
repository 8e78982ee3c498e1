import type { ReactElement } from 'react';
import { LinkBase, useTranslate } from 'react-admin';
import { usePost } from '../providers/session.tsx';
import { filtered } from './register/filtered.ts';
import type { Result } from './ResultLine.tsx';

type Evidence = Result['evidence'][number];

/** Where a school looks at a piece of evidence; what has no page of its own is found among the facts. */
const pageOf = (item: Evidence): string | undefined => {
  switch (item.kind) {
    case 'camera':
    case 'camera_day':
      return item.id.startsWith('cam_') ? `/cameras/${item.id.slice(0, 24)}/show` : undefined;
    case 'footage_request':
      return `/footage-requests/${item.id}`;
    case 'authority_request':
      return `/authority-requests/${item.id}`;
    case 'evidence_package':
      return `/authority-requests/${item.about}`;
    case 'viewing_session':
      return filtered('/viewing-register', { sessionId: item.id });
    case 'asset':
      return item.id.startsWith('ast_') ? `/assets/${item.id}` : item.id.startsWith('cam_') ? `/cameras/${item.id}/show` : '/gateways';
    case 'fault_ticket':
      return item.id.startsWith('tkt_') ? `/fault-tickets/${item.id}` : `/cameras/${item.id}/show`;
    case 'change_order':
      return '/change-orders';
    case 'incident':
      return `/incidents/${item.id}`;
    case 'gateway':
      return '/gateways';
    case 'gap':
      return '/gaps';
    case 'post':
    case 'appointment':
      return '/appointments';
    case 'person':
      return '/clearances';
    case 'visitor_entry':
      return '/visitors';
    case 'shift':
    case 'handover':
      return '/roster';
    case 'violation_case':
      return '/violation-cases';
    case 'rectification_order':
      return `/rectification/${item.id}`;
    default:
      return undefined;
  }
};

/** Subjects that are no records of their own: their story is the change of the result. */
const withoutFacts: readonly Evidence['kind'][] = ['post', 'area', 'person', 'day'];

/** A piece of evidence in words, leading to its page; the bureau is led to the facts about it, never to the thing itself. */
export function EvidenceLink({ item, factId }: { readonly item: Evidence; readonly factId: string | null }): ReactElement {
  const translate = useTranslate();
  const { post } = usePost();
  const name = item.kind === 'area' ? translate(`area.${item.id}`, { _: item.id }) : item.kind === 'post' ? translate(`role.${item.id}`, { _: item.id }) : `${translate(`evidence.${item.kind}`)} ${item.id.slice(-6)}`;
  const facts = withoutFacts.includes(item.kind) ? (factId ? filtered('/district-facts', { q: factId }) : undefined) : filtered('/district-facts', { subject: item.about });
  const to = post ? pageOf(item) : facts;
  return to ? <LinkBase to={to} title={item.id}>{name}</LinkBase> : <span title={item.id}>{name}</span>;
}
