import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import { Facts } from '../../components/Facts.tsx';
import { Section } from '../../components/Page.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { When } from '../../components/When.tsx';
import type { CaseRow } from './columns.tsx';

/** Takes the request back, with a reason that the school reads. */
export function Withdraw({ found }: { readonly found: CaseRow }): ReactElement {
  const translate = useTranslate();
  return (
    <StepDialog
      label={translate('case_page.withdraw')}
      title={translate('case_page.withdraw_title', { notice: found.noticeNumber })}
      help={translate('case_page.withdraw_words')}
      isGrave
      done={translate('case_page.withdraw_done')}
      words={{ label: translate('case_page.withdraw_reason'), least: 2 }}
      send={(client, _schoolId, reason) => client.withdrawCase({ params: { caseId: found.id }, body: { reason } })}
    />
  );
}

/** Who took a request back, when and why, for either side. */
export function Withdrawal({ withdrawal }: { readonly withdrawal: NonNullable<CaseRow['withdrawal']> }): ReactElement {
  const translate = useTranslate();
  return (
    <Section title={translate('case_page.withdrawal')}>
      <Facts
        rows={[
          [translate('case_page.withdraw_reason'), withdrawal.reason],
          [translate('case_page.withdrawn_by'), <>{withdrawal.by} · <When at={withdrawal.at} /></>],
        ]}
      />
    </Section>
  );
}
