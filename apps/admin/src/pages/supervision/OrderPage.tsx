import { useState, type ReactElement, type ReactNode } from 'react';
import type { z } from 'zod';
import { Box, Button, TextField, Typography, useTheme } from '@mui/material';
import { LinkBase, useParams, useTranslate } from 'react-admin';
import type { rectificationOrderDetail } from '@guardroom/contracts';
import { addDays, type CivilDay } from '@guardroom/kernel';
import { Custody, DistrictCustody } from '../../components/Custody.tsx';
import { Facts } from '../../components/Facts.tsx';
import { DayField } from '../../components/fields/DayField.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { PaperField, PaperLink, type Paper } from '../../components/Papers.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge, ToneShape } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { useDayWords } from '../../components/use-words.ts';
import { Day, When } from '../../components/When.tsx';
import { useControlName, WhyControl } from '../../components/why/WhyControl.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useApi, useSchoolId } from '../../providers/session.tsx';
import { useAsk, useRefreshAll } from '../../providers/use-ask.ts';
import { DueText } from './DueText.tsx';
import { useSupervisionNote } from './notes.ts';

type Order = z.output<typeof rectificationOrderDetail>;

/** An order as the school sees it: what is asked by when, its proofs, the bureau's answers. */
export function SchoolOrder(): ReactElement {
  const { orderId = '' } = useParams<{ orderId: string }>();
  const translate = useTranslate();
  const client = useApi();
  const schoolId = useSchoolId();
  const noteOf = useSupervisionNote();
  const refreshAll = useRefreshAll();
  const asked = useAsk(['order', orderId], (api, id, signal) => api.getOrder({ params: { schoolId: id, orderId } }, { signal }), 15_000);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <PageSkeleton />;
  const order = asked.data;
  const params = { schoolId, orderId };
  return (
    <OrderFrame
      order={order}
      visitTo="/rectification/visits"
      custody={<Custody subject={order.id} noteOf={noteOf} />}
      actions={
        order.may.includes('accept') && (
          <StepDialog size="medium" variant="contained" label={translate('order.accept')} title={translate('order.accept')} help={order.what} send={() => client.acceptOrder({ params, body: {} })} />
        )
      }
    >
      {order.may.includes('submit_proof') && (
        <SubmitProof
          onSubmit={async (words, papers) => {
            await client.submitProof({ params, body: { words, documentIds: papers.map(({ id }) => id) } });
            await refreshAll();
          }}
        />
      )}
    </OrderFrame>
  );
}

/** An order as the bureau sees it: the proof to judge, and whether the system agrees. */
export function DistrictOrder(): ReactElement {
  const { orderId = '' } = useParams<{ orderId: string }>();
  const translate = useTranslate();
  const noteOf = useSupervisionNote();
  const asked = useAsk(['district-order', orderId], (api, _school, signal) => api.getDistrictOrder({ params: { orderId } }, { signal }), 15_000);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <PageSkeleton />;
  const order = asked.data;
  const params = { orderId };
  const may = (verb: Order['may'][number]): boolean => order.may.includes(verb);
  return (
    <OrderFrame
      order={order}
      visitTo="/inspections"
      custody={<DistrictCustody subject={order.id} noteOf={noteOf} />}
      actions={
        <>
          {may('verify') && <StepDialog size="medium" variant="contained" label={translate('order.verify')} title={translate('order.verify_title')} words={{ label: translate('order.verify_words'), least: 2 }} send={(client, _schoolId, words) => client.verifyProof({ params, body: { words } })} />}
          {may('return') && <StepDialog size="medium" label={translate('order.return')} title={translate('order.return_title')} words={{ label: translate('order.return_reason'), least: 2 }} send={(client, _schoolId, reason) => client.returnProof({ params, body: { reason } })} />}
          {may('close') && <StepDialog size="medium" variant="contained" label={translate('order.close')} title={translate('order.close_title', { number: order.number })} help={translate('order.close_help')} send={(client) => client.closeOrder({ params, body: {} })} />}
          {may('extend') && <Extend order={order} />}
        </>
      }
    />
  );
}

function Extend({ order }: { readonly order: Order }): ReactElement {
  const translate = useTranslate();
  const from = addDays(order.dueOn as CivilDay, 1);
  const [dueOn, setDueOn] = useState<string>(from);
  return (
    <StepDialog size="medium" variant="text" label={translate('order.extend')} title={translate('order.extend_title')} words={{ label: translate('order.extend_reason'), least: 2 }} isReady={dueOn !== ''} send={(client, _schoolId, reason) => client.extendOrder({ params: { orderId: order.id }, body: { dueOn, reason } })}>
      <Box sx={{ mt: 2, display: 'grid' }}>
        <DayField required label={translate('order.extend_due')} value={dueOn} onChange={setDueOn} min={from} max={addDays(order.dueOn as CivilDay, order.termDays)} />
      </Box>
    </StepDialog>
  );
}

function OrderFrame({ order, visitTo, actions, custody, children }: { readonly order: Order; readonly visitTo: string; readonly actions: ReactNode; readonly custody: ReactNode; readonly children?: ReactNode }): ReactElement {
  const translate = useTranslate();
  const nameOf = useControlName();
  return (
    <Box sx={{ maxWidth: 860 }}>
      <PageHead
        title={translate('order.title', { number: order.number })}
        intro={
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center' }}>
            <StateBadge list="order_state" value={order.state} />
            <DueText order={order} />
          </Box>
        }
      >
        {actions}
        <Button variant="outlined" onClick={() => window.print()}>
          {translate('order.print')}
        </Button>
      </PageHead>
      <Section title={translate('order.facts')}>
        <Facts
          rows={[
            [translate('orders.column.school'), order.school.name],
            [translate('order.control'), <span key="c">{nameOf(order.control)} <WhyControl control={order.control} clauses={order.clauses} words={translate('order.why_words')} todo={translate('order.why_todo')} /></span>],
            [translate('order.what'), <span key="w" style={{ whiteSpace: 'pre-wrap' }}>{order.what}</span>],
            [
              translate('order.source'),
              order.source.kind === 'finding' ? (
                <span key="s">
                  {translate('order.from_finding', { words: order.source.words })} <LinkBase to={`${visitTo}/${order.source.visitId}`} data-print="no">{translate('order.see_visit')}</LinkBase>
                </span>
              ) : (
                translate('order.from_result', { day: order.source.day })
              ),
            ],
            [translate('order.severity'), <StateBadge key="v" list="severity" value={order.severity} quiet />],
            [translate('order.responsible'), translate(`role.${order.responsibleRole}`)],
            [
              translate('order.due'),
              <span key="d">
                <Day day={order.dueOn} />
                {order.extensions > 0 && ` · ${translate('order.extended', { times: order.extensions })}`}
                {order.reopenings > 0 && ` · ${translate('order.reopened', { times: order.reopenings })}`}
              </span>,
            ],
            [translate('order.issued'), <Signed key="i" name={order.issuedBy.name} at={order.issuedAt} />],
            ...(order.acceptedBy ? ([[translate('order.accepted'), <Signed key="a" name={order.acceptedBy.name} at={order.acceptedAt} />]] as const) : []),
            ...(order.verifiedBy ? ([[translate('order.verified'), <Signed key="e" name={order.verifiedBy.name} at={order.verifiedAt} />]] as const) : []),
            ...(order.closedAt ? ([[translate('order.closed'), <When key="l" at={order.closedAt} precision="minutes" />]] as const) : []),
          ]}
        />
      </Section>
      <PassLine order={order} />
      {children}
      <Section title={translate('order.proofs')}>
        <Proofs order={order} />
      </Section>
      <Box data-print="no">
        <Section title={translate('order.custody')}>{custody}</Section>
      </Box>
    </Box>
  );
}

const Signed = ({ name, at }: { readonly name: string; readonly at: string | null }): ReactElement => (
  <span>
    {name} · <When at={at} precision="minutes" />
  </span>
);

/** Whether the system agrees that the matter is put right, in a sentence. */
function PassLine({ order }: { readonly order: Order }): ReactElement {
  const translate = useTranslate();
  const day = useDayWords();
  const { newestResult: newest } = order;
  const words = !order.isEvaluated
    ? translate('order.pass_people')
    : order.hasFreshPass
      ? translate('order.pass_has')
      : newest
        ? translate('order.pass_waits', { result: translate(`result.${newest.result}`), day: day(newest.day) })
        : translate('order.pass_none');
  return (
    <Box data-print="no" sx={{ display: 'flex', gap: 2, alignItems: 'flex-start', mb: 8, mt: -4 }}>
      <Box sx={{ pt: '4px', lineHeight: 0 }}>
        <ToneShape tone={!order.isEvaluated ? 'plain' : order.hasFreshPass ? 'pass' : 'unknown'} />
      </Box>
      <Typography variant="body2">{words}</Typography>
    </Box>
  );
}

function Proofs({ order }: { readonly order: Order }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  if (order.proofs.length === 0) return <Typography sx={{ color: 'text.secondary' }}>{translate('order.proofs_none')}</Typography>;
  return (
    <Box component="ol" sx={{ listStyle: 'none', p: 0 }}>
      {order.proofs.map((proof) => (
        <Box component="li" key={proof.no} sx={{ py: 3, borderBottom: `1px solid ${colours.hairline}`, display: 'grid', gap: 1, breakInside: 'avoid' }}>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {translate('order.proof_no', { no: proof.no })} · {proof.submittedBy.name} · <When at={proof.submittedAt} precision="minutes" />
          </Typography>
          <Typography sx={{ whiteSpace: 'pre-wrap' }}>{proof.words}</Typography>
          {proof.documents.length > 0 && (
            <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 3 }}>
              {proof.documents.map((paper) => (
                <PaperLink key={paper.id} paper={paper} />
              ))}
            </Box>
          )}
          <Typography variant="body2" component="div" sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
            {proof.answer ? (
              <>
                <StateBadge list="order_state" value={proof.answer.kind} quiet />
                <span>
                  {proof.answer.by.name} · <When at={proof.answer.at} precision="minutes" />
                </span>
                <span>{proof.answer.words}</span>
              </>
            ) : (
              translate('order.waiting')
            )}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}

/** What was done, with papers. What was typed stays when it is refused. */
function SubmitProof({ onSubmit }: { readonly onSubmit: (words: string, papers: readonly Paper[]) => Promise<void> }): ReactElement {
  const translate = useTranslate();
  const [words, setWords] = useState('');
  const [papers, setPapers] = useState<readonly Paper[]>([]);
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setSending] = useState(false);
  const send = async (): Promise<void> => {
    setSending(true);
    setProblem(undefined);
    try {
      await onSubmit(words.trim(), papers);
    } catch (error) {
      setProblem(error);
    } finally {
      setSending(false);
    }
  };
  return (
    <Box data-print="no">
      <Section title={translate('order.proof')}>
        <Box component="form" onSubmit={(event) => (event.preventDefault(), void send())} sx={{ display: 'grid', gap: 3 }}>
          <TextField required multiline minRows={3} label={translate('order.proof_words')} value={words} onChange={(event) => setWords(event.target.value)} slotProps={{ htmlInput: { maxLength: 2000 } }} />
          <PaperField label={translate('order.proof_papers')} papers={papers} onChange={setPapers} most={10} />
          <Typography variant="caption" sx={{ color: 'text.secondary' }}>
            {translate('order.proof_help')}
          </Typography>
          {problem !== undefined && <Problem error={problem} />}
          <Box>
            <Button type="submit" variant="contained" disabled={isSending || words.trim().length < 5}>
              {translate('order.send')}
            </Button>
          </Box>
        </Box>
      </Section>
    </Box>
  );
}
