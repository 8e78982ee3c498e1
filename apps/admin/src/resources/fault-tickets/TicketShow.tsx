import { useState, type ReactElement } from 'react';
import { Box, MenuItem, TextField, Typography } from '@mui/material';
import { LinkBase, useParams, useTranslate } from 'react-admin';
import { Custody } from '../../components/Custody.tsx';
import { Facts } from '../../components/Facts.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { type Paper, PaperField } from '../../components/Papers.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { When } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { RepairBy, type Ticket } from './TicketList.tsx';

/** One fault ticket: what fails, by when it is repaired, who does what next, and its custody line. */
export default function TicketShow(): ReactElement {
  const { id = '' } = useParams<{ id: string }>();
  const translate = useTranslate();
  const asked = useAsk(['ticket', id], (client, schoolId, signal) => client.getTicket({ params: { schoolId, ticketId: id } }, { signal }), 5_000);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <PageSkeleton />;
  const ticket = asked.data;
  return (
    <Box sx={{ maxWidth: 860 }}>
      <PageHead title={translate('tickets.one', { number: ticket.number })} intro={<StateBadge list="fault_ticket" value={ticket.state} />}>
        <Steps ticket={ticket} />
      </PageHead>
      <Section title={translate(`fault_cause.${ticket.cause}`)} aside={<Why rule="fault_repaired" />}>
        <Facts
          rows={[
            [translate('tickets.column.device'), <span key="d"><LinkBase to={`/assets/${ticket.asset.id}/show`}>{ticket.asset.name}</LinkBase> · {ticket.asset.tagNumber}{ticket.asset.location ? ` · ${ticket.asset.location}` : ''}</span>],
            ...(ticket.capture ? ([[translate('assets.capture'), <StateBadge key="c" list="capture" value={ticket.capture} quiet />]] as const) : []),
            ...(ticket.words && ticket.source === 'machine' ? ([[translate('tickets.device_says'), <code key="w" lang="en">{ticket.words}</code>]] as const) : []),
            ...(ticket.words && ticket.source !== 'machine' ? ([[translate('tickets.what'), ticket.words]] as const) : []),
            [translate('tickets.reported_by'), ticket.reportedBy?.name ?? translate('tickets.by_itself')],
            [translate('tickets.first_sign'), <When key="f" at={ticket.firstSignAt} />],
            [translate('tickets.acknowledged'), ticket.acknowledged ? <span key="a">{ticket.acknowledged.by} · <When at={ticket.acknowledged.at} /></span> : translate('tickets.not_acknowledged')],
            [translate('tickets.column.repair_by'), <span key="b"><RepairBy ticket={ticket} />{ticket.overdue && <> · <When at={ticket.repairBy} precision="minutes" /></>}</span>],
            [translate('tickets.column.assignee'), ticket.assignee?.name ?? '—'],
            ...(ticket.repaired ? ([[translate('tickets.repaired'), <span key="r">{ticket.repaired.by?.name ?? translate('tickets.came_back')} · <When at={ticket.repaired.at} />{ticket.repaired.words && <Typography>{ticket.repaired.words}</Typography>}</span>]] as const) : []),
            ...(ticket.verified ? ([[translate('tickets.verified'), <span key="v">{ticket.verified.by?.name} · <When at={ticket.verified.at} /><Typography>{ticket.verified.words}</Typography></span>]] as const) : []),
            ...(ticket.timesSentBack > 0 ? ([[translate('tickets.sent_back'), translate('tickets.times', { times: ticket.timesSentBack })]] as const) : []),
          ]}
        />
      </Section>
      {ticket.notes.length > 0 && (
        <Section title={translate('tickets.notes')}>
          {ticket.notes.map((note) => (
            <Box key={note.at} sx={{ mb: 3 }}>
              <Typography sx={{ whiteSpace: 'pre-wrap' }}>{note.words}</Typography>
              <Typography variant="body2" sx={{ color: 'text.secondary' }}>
                {note.by.name} · <When at={note.at} />
              </Typography>
            </Box>
          ))}
        </Section>
      )}
      <Section title={translate('request_page.custody')}>
        <Custody subject={ticket.id} />
      </Section>
    </Box>
  );
}

function Steps({ ticket }: { readonly ticket: Ticket }): ReactElement {
  const translate = useTranslate();
  const params = (schoolId: string) => ({ params: { schoolId, ticketId: ticket.id } });
  const [papers, setPapers] = useState<readonly Paper[]>([]);
  const [holds, setHolds] = useState('true');
  const paper = papers[0] ? { documentId: papers[0].id } : {};
  return (
    <>
      {ticket.may.includes('verify') && (
        <StepDialog variant="contained" label={translate('tickets.verify')} title={translate('tickets.verify_title')} help={translate('tickets.verify_help')} confirm={translate('tickets.verify')} done={translate('tickets.verify_done')} words={{ label: translate('tickets.seen'), least: 2 }} send={(client, schoolId, words) => client.verifyTicket({ ...params(schoolId), body: { holds: holds === 'true', words } })}>
          <TextField select label={translate('tickets.verdict')} value={holds} onChange={(event) => setHolds(event.target.value)} sx={{ mt: 1 }}>
            <MenuItem value="true">{translate('tickets.holds')}</MenuItem>
            <MenuItem value="false">{translate('tickets.holds_not')}</MenuItem>
          </TextField>
        </StepDialog>
      )}
      {ticket.may.includes('repair') && (
        <StepDialog variant="contained" label={translate('tickets.repair')} title={translate('tickets.repair_title')} help={translate('tickets.repair_help')} confirm={translate('tickets.repair')} done={translate('tickets.repair_done')} words={{ label: translate('tickets.done_what'), least: 5 }} send={(client, schoolId, words) => client.repairTicket({ ...params(schoolId), body: { words, ...paper } })}>
          <PaperField label={translate('tickets.proof')} papers={papers} onChange={setPapers} most={1} />
        </StepDialog>
      )}
      {ticket.may.includes('start') && <StepDialog label={translate('tickets.start')} title={translate('tickets.start_title')} help={translate('tickets.start_help')} confirm={translate('tickets.start')} done={translate('tickets.started')} send={(client, schoolId) => client.startTicket(params(schoolId))} />}
      {ticket.may.includes('assign') && <Assign ticket={ticket} />}
      {ticket.may.includes('note') && <StepDialog label={translate('tickets.note')} title={translate('tickets.note')} confirm={translate('tickets.note')} done={translate('tickets.noted')} words={{ label: translate('tickets.note_words'), least: 1 }} send={(client, schoolId, words) => client.noteTicket({ ...params(schoolId), body: { words } })} />}
    </>
  );
}

function Assign({ ticket }: { readonly ticket: Ticket }): ReactElement {
  const translate = useTranslate();
  const [personId, choose] = useState(ticket.assignee?.id ?? '');
  const people = useAsk(['equipment-people'], (client, schoolId, signal) => client.listKeepers({ params: { schoolId } }, { signal }));
  const repairers = people.data?.items.filter((person) => person.repairs) ?? [];
  return (
    <StepDialog label={translate('tickets.assign')} title={translate('tickets.assign_title')} confirm={translate('tickets.assign')} done={translate('tickets.assigned')} isReady={personId !== ''} send={(client, schoolId) => client.assignTicket({ params: { schoolId, ticketId: ticket.id }, body: { personId } })}>
      <TextField select label={translate('tickets.column.assignee')} value={repairers.some((person) => person.id === personId) ? personId : ''} onChange={(event) => choose(event.target.value)} sx={{ mt: 1 }}>
        {repairers.map((person) => (
          <MenuItem key={person.id} value={person.id}>
            {person.name}
          </MenuItem>
        ))}
      </TextField>
    </StepDialog>
  );
}
