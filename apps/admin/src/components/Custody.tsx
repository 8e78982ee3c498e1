import type { ReactElement, ReactNode } from 'react';
import { Skeleton, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Client } from '@guardroom/client';
import { checkProof } from '../providers/inclusion.ts';
import { ledgerKey } from '../providers/kept-ledger.ts';
import { useApi, useSchoolId, useSession } from '../providers/session.tsx';
import { useAsk } from '../providers/use-ask.ts';
import { CustodyLine } from './custody/CustodyLine.tsx';
import { Problem } from './Problem.tsx';

type Facts = Awaited<ReturnType<Client['listFacts']>>;
type Proof = Awaited<ReturnType<Client['proveFact']>>;

/** What a note about a fact is made from. */
export type NotedFact = { readonly type: string; readonly body: Readonly<Record<string, unknown>> };
type NoteOf = (fact: NotedFact) => ReactNode;

/** What happened to a subject, oldest first, each link checked in this browser against the ledger when asked; of one area (`policy`) alone when told. */
export function Custody({ subject, area, noteOf }: { readonly subject: string; readonly area?: string; readonly noteOf?: NoteOf }): ReactElement {
  const client = useApi();
  const schoolId = useSchoolId();
  const asked = useAsk(['facts', subject, area], (api, id, signal) => api.listFacts({ params: { schoolId: id }, query: { subject, perPage: 100, ...(area ? { type: area } : {}) } }, { signal }), 5_000);
  return <Chain asked={asked} noteOf={noteOf} prove={(factId) => client.proveFact({ params: { schoolId, factId } })} />;
}

/** The same, as much of it as the bureau may know. */
export function DistrictCustody({ subject, area, noteOf }: { readonly subject: string; readonly area?: string; readonly noteOf?: NoteOf }): ReactElement {
  const client = useApi();
  const asked = useAsk(['district-facts-of', subject, area], (api, _schoolId, signal) => api.listDistrictFacts({ query: { subject, perPage: 200, ...(area ? { type: area } : {}) } }, { signal }), 5_000);
  return <Chain asked={asked} noteOf={noteOf} prove={(factId) => client.proveDistrictFact({ params: { factId } })} />;
}

function Chain({ asked, noteOf, prove }: { readonly asked: ReturnType<typeof useAsk<Pick<Facts, 'items'>>>; readonly noteOf: NoteOf | undefined; readonly prove: (factId: string) => Promise<Proof> }): ReactElement {
  const translate = useTranslate();
  const { client, me } = useSession();
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Skeleton variant="rounded" height={120} />;
  if (asked.data.items.length === 0) return <Typography sx={{ color: 'text.secondary' }}>{translate('custody.none')}</Typography>;
  const links = asked.data.items
    .toSorted((a, b) => a.occurredAt.localeCompare(b.occurredAt) || (a.leafIndex ?? Infinity) - (b.leafIndex ?? Infinity))
    .map((fact) => ({ id: fact.id, type: fact.type, who: fact.actor.name, kind: fact.actor.kind, at: fact.occurredAt, leafIndex: fact.leafIndex, place: fact.place, note: noteOf?.(fact) }));
  return (
    <CustodyLine
      facts={links}
      onProve={async (factId) => {
        const [proof, known] = await Promise.all([prove(factId), ledgerKey(client, me.district.id)]);
        return { verdict: await checkProof(proof, known.key), leafIndex: proof.leafIndex, treeSize: proof.treeSize, keyKnownSince: known.since };
      }}
    />
  );
}
