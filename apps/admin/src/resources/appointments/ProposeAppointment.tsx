import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import { Problem } from '../../components/Problem.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { usePost, useSchoolId } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { OfferForm } from './OfferForm.tsx';
import { offeredBy } from './offer.ts';

/** A head of the school offers a post there. */
export default function ProposeAppointment(): ReactElement {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const { post } = usePost();
  const people = useAsk(['people'], (client, id, signal) => client.listPeople({ params: { schoolId: id }, query: { perPage: 500 } }, { signal }));
  if (people.error) return <Problem error={people.error} onRetry={() => void people.refetch()} />;
  if (!people.data) return <PageSkeleton />;
  return (
    <OfferForm
      title={translate('propose.title')}
      intro={translate('propose.intro')}
      known={people.data.items}
      roles={offeredBy(post?.roles ?? [])}
      back="/appointments"
      propose={(client, body) => client.proposeAppointment({ params: { schoolId }, body })}
    />
  );
}
