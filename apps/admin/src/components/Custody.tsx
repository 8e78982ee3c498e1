import type { ReactElement, ReactNode } from 'react';
import { Skeleton, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { checkProof } from '../providers/inclusion.ts';
import { useApi, useSchoolId } from '../providers/session.tsx';
import { useAsk } from '../providers/use-ask.ts';
import { CustodyLine } from './custody/CustodyLine.tsx';
import { Problem } from './Problem.tsx';

/** What a note about a fact is made from. */
export type NotedFact = { readonly type: string; readonly body: Readonly<Record<string, unknown>> };

/** What happened to a subject, oldest first, each link checked in this browser against the ledger when asked; of one area (`policy`) alone when told. */
export function Custody({ subject, area, noteOf }: { readonly subject: string; readonly area?: string; readonly noteOf?: (fact: NotedFact) => ReactNode }): ReactElement {
  const translate = useTranslate();
  const client = useApi();
  const schoolId = useSchoolId();
  const facts = useAsk(['facts', subject, area], (api, id, signal) => api.listFacts({ params: { schoolId: id }, query: { subject, perPage: 100, ...(area ? { q: `${area}.` } : {}) } }, { signal }), 5_000);
  if (facts.error) return <Problem error={facts.error} onRetry={() => void facts.refetch()} />;
  if (!facts.data) return <Skeleton variant="rounded" height={120} />;
  if (facts.data.items.length === 0) return <Typography sx={{ color: 'text.secondary' }}>{translate('custody.none')}</Typography>;
  const links = [...facts.data.items].sort((a, b) => a.occurredAt.localeCompare(b.occurredAt) || a.id.localeCompare(b.id)).map((fact) => ({ id: fact.id, type: fact.type, who: fact.actor.name, kind: fact.actor.kind, at: fact.occurredAt, leafIndex: fact.leafIndex, note: noteOf?.(fact) }));
  return (
    <CustodyLine
      facts={links}
      onProve={async (factId) => {
        const proof = await client.proveFact({ params: { schoolId, factId } });
        return { verdict: await checkProof(proof), leafIndex: proof.leafIndex, treeSize: proof.treeSize };
      }}
    />
  );
}
