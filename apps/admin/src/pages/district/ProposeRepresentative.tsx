import type { ReactElement } from 'react';
import { useParams, useTranslate } from 'react-admin';
import { Problem } from '../../components/Problem.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { OfferForm } from '../../resources/appointments/OfferForm.tsx';

/** The bureau offers the post of who represents a school by law. */
export default function ProposeRepresentative(): ReactElement {
  const { schoolId = '' } = useParams<{ schoolId: string }>();
  const translate = useTranslate();
  const schools = useAsk(['representatives'], (client, _school, signal) => client.listRepresentatives({ query: { perPage: 500 } }, { signal }));
  if (schools.error) return <Problem error={schools.error} onRetry={() => void schools.refetch()} />;
  if (!schools.data) return <PageSkeleton />;
  const school = schools.data.items.find((row) => row.school.id === schoolId)?.school.name ?? '';
  return (
    <OfferForm
      title={translate('representatives.propose', { school })}
      intro={translate('representatives.propose_intro')}
      roles={['legal_representative']}
      back="/representatives"
      propose={(client, { person, startsOn }) => client.proposeRepresentative({ params: { schoolId }, body: { person, startsOn } })}
    />
  );
}
