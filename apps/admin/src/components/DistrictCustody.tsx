import type { ReactElement, ReactNode } from 'react';
import { Skeleton, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { checkProof } from '../providers/inclusion.ts';
import { useApi } from '../providers/session.tsx';
import { useAsk } from '../providers/use-ask.ts';
import { CustodyLine } from './custody/CustodyLine.tsx';
import type { NotedFact } from './Custody.tsx';
import { Problem } from './Problem.tsx';

/** What happened to a subject, as the bureau may know it, oldest first; each link is checked in this browser against the ledger when asked. */
export function DistrictCustody({ subject, noteOf }: { readonly subject: string; readonly noteOf?: (fact: NotedFact) => ReactNode }): ReactElement {
  const translate = useTranslate();
  const client = useApi();
  const facts = useAsk(['district-facts-of', subject], (api, _schoolId, signal) => api.listDistrictFacts({ query: { subject, perPage: 200 } }, { signal }), 5_000);
  if (facts.error) return <Problem error={facts.error} onRetry={() => void facts.refetch()} />;
  if (!facts.data) return <Skeleton variant="rounded" height={120} />;
  if (facts.data.items.length === 0) return <Typography sx={{ color: 'text.secondary' }}>{translate('custody.none')}</Typography>;
  const links = [...facts.data.items].sort((a, b) => a.occurredAt.localeCompare(b.occurredAt) || (a.leafIndex ?? Infinity) - (b.leafIndex ?? Infinity)).map((fact) => ({ id: fact.id, type: fact.type, who: fact.actor.name, kind: fact.actor.kind, at: fact.occurredAt, leafIndex: fact.leafIndex, note: noteOf?.(fact) }));
  return (
    <CustodyLine
      facts={links}
      onProve={async (factId) => {
        const proof = await client.proveDistrictFact({ params: { factId } });
        return { verdict: await checkProof(proof), leafIndex: proof.leafIndex, treeSize: proof.treeSize };
      }}
    />
  );
}
