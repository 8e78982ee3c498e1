import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import type { Client } from '@guardroom/client';
import { StepDialog } from '../../components/StepDialog.tsx';

type Props = {
  readonly appointment: { readonly state: string; readonly role: string; readonly person: { readonly name: string } };
  readonly send: (client: Client, schoolId: string, reason: string) => Promise<unknown>;
};

/** Takes an offer back, or ends a post; both with a reason. */
export function EndPost({ appointment: { state, role, person }, send }: Props): ReactElement {
  const translate = useTranslate();
  const who = { name: person.name, role: translate(`role.${role}`) };
  const verb = state === 'proposed' ? 'withdraw' : 'end';
  return (
    <StepDialog
      label={translate(`appointments.${verb}`)}
      title={translate(`appointments.${verb}_title`, who)}
      help={translate(`appointments.${verb}_words`)}
      confirm={translate(`appointments.${verb}_confirm`)}
      isGrave
      done={translate(verb === 'end' ? 'appointments.done' : 'appointments.withdrawn', who)}
      words={{ label: translate('appointments.reason'), least: 2, most: 500 }}
      send={send}
    />
  );
}
