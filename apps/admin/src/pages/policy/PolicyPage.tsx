import { useState, type ReactElement, type ReactNode } from 'react';
import type { z } from 'zod';
import { Box, Button, Typography } from '@mui/material';
import { LinkBase, useNotify, useTranslate } from 'react-admin';
import type { policyVersion, schoolPolicy } from '@guardroom/contracts';
import { Custody, DistrictCustody } from '../../components/Custody.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useDayWords } from '../../components/use-words.ts';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useApi, useSchoolId, useSession } from '../../providers/session.tsx';
import { useAsk, useRefreshAll } from '../../providers/use-ask.ts';
import { History, Waiting } from './History.tsx';
import { usePolicyNote } from './notes.ts';
import { Parameters } from './Parameters.tsx';
import { ProposalForm, type Proposal } from './ProposalForm.tsx';

/** A school's or the district's policy. */
export type Policy = z.output<typeof schoolPolicy>;
/** A version of policy. */
export type Version = z.output<typeof policyVersion>;
/** What somebody says to a proposal. */
export type Verdict = { readonly kind: 'confirm'; readonly words?: string } | { readonly kind: 'decline'; readonly words: string };

/** The school's policy: every figure with what the law, the district and the school ask for, and its history. */
export function SchoolPolicy(): ReactElement {
  const client = useApi();
  const schoolId = useSchoolId();
  const noteOf = usePolicyNote();
  const asked = useAsk(['policy'], (api, id, signal) => api.getSchoolPolicy({ params: { schoolId: id } }, { signal }));
  const versions = useAsk(['policy-versions'], (api, id, signal) => api.listSchoolPolicyVersions({ params: { schoolId: id }, query: { perPage: 100 } }, { signal }));
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <PageSkeleton />;
  return (
    <PolicyFrame
      mover="school"
      policy={asked.data}
      versions={versions.data?.items}
      onPropose={(body) => client.proposeSchoolPolicy({ params: { schoolId }, body })}
      onDecide={(policyId, body) => client.decideSchoolPolicy({ params: { schoolId, policyId }, body })}
      custody={<Custody subject={schoolId} area="policy" noteOf={noteOf} />}
    />
  );
}

/** The district's baseline, how many schools a change would tighten, and its history. */
export function DistrictPolicy(): ReactElement {
  const client = useApi();
  const translate = useTranslate();
  const { me } = useSession();
  const noteOf = usePolicyNote();
  const asked = useAsk(['district-policy'], (api, _school, signal) => api.getDistrictPolicy({}, { signal }));
  const versions = useAsk(['district-policy-versions'], (api, _school, signal) => api.listDistrictPolicyVersions({ query: { perPage: 100 } }, { signal }));
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <PageSkeleton />;
  const { schools, schoolsTightened } = asked.data;
  return (
    <PolicyFrame
      mover="district"
      policy={asked.data}
      versions={versions.data?.items}
      effect={schoolsTightened === null ? undefined : translate('policy_page.tightened', { count: schoolsTightened, schools })}
      onPropose={(body) => client.proposeDistrictPolicy({ body })}
      onDecide={(policyId, body) => client.decideDistrictPolicy({ params: { policyId }, body })}
      custody={<DistrictCustody subject={me.district.id} area="policy" noteOf={noteOf} />}
      actions={
        <Button variant="outlined" component={LinkBase} to="/district-policy/schools">
          {translate('policy_page.schools')}
        </Button>
      }
    />
  );
}

function PolicyFrame({ mover, policy, versions, effect, onPropose, onDecide, custody, actions }: {
  readonly mover: 'school' | 'district';
  readonly policy: Policy;
  readonly versions: readonly Version[] | undefined;
  readonly effect?: string | undefined;
  readonly onPropose: (proposal: Proposal) => Promise<unknown>;
  readonly onDecide: (policyId: string, verdict: Verdict) => Promise<unknown>;
  readonly custody: ReactNode;
  readonly actions?: ReactNode;
}): ReactElement {
  const translate = useTranslate();
  const day = useDayWords();
  const notify = useNotify();
  const refreshAll = useRefreshAll();
  const [isEditing, setEditing] = useState(false);
  const done = async (key: string): Promise<void> => {
    notify(translate(key), { type: 'success' });
    await refreshAll();
  };
  return (
    <>
      <PageHead title={translate(`policy_page.${mover}_title`)} intro={translate(`policy_page.${mover}_intro`)}>
        {policy.may.includes('propose') && !isEditing && (
          <Button variant="contained" onClick={() => setEditing(true)}>
            {translate('policy_page.propose')}
          </Button>
        )}
        {actions}
      </PageHead>
      {policy.proposal && (
        <Waiting
          version={policy.proposal}
          policy={policy}
          mover={mover}
          effect={effect}
          onDecide={
            policy.may.includes('decide')
              ? async (verdict) => {
                  await onDecide((policy.proposal as Version).id, verdict);
                  await done('policy_page.decided');
                }
              : undefined
          }
        />
      )}
      {policy.last && !policy.last.isInForce && <Typography sx={{ mb: 4 }}>{translate('policy_page.starts', { from: day(policy.last.effectiveFrom) })}</Typography>}
      {isEditing && (
        <Section title={translate('policy_page.propose_title')}>
          <ProposalForm
            policy={policy}
            mover={mover}
            onCancel={() => setEditing(false)}
            onSubmit={async (proposal) => {
              await onPropose(proposal);
              setEditing(false);
              await done('policy_page.proposed');
            }}
          />
        </Section>
      )}
      <Section title={translate('policy_page.parameters')}>
        <Parameters policy={policy} mover={mover} />
      </Section>
      <Section title={translate('policy_page.history')}>
        <History versions={versions} />
      </Section>
      <Box data-print="no">
        <Section title={translate('policy_page.custody')}>{custody}</Section>
      </Box>
    </>
  );
}
