import type { ReactElement } from 'react';
import type { z } from 'zod';
import { useTranslate } from 'react-admin';
import type { controlResult } from '@guardroom/contracts';
import { EvidenceLink } from './EvidenceLink.tsx';
import { Score } from './Score.tsx';
import { tones } from './tones.ts';
import { When } from './When.tsx';
import { Why } from './why/Why.tsx';
import { ruleOfControl } from './why/rules.ts';

/** One control's result for one school and day. */
export type Result = z.output<typeof controlResult>;

/** The message key of a control's name; message keys have no dots inside. */
export const controlKey = (control: string): string => `control.${control.replaceAll('.', '-')}`;

/** A result as a sentence with its reason, and the rule, figures and evidence behind it. */
export function ResultLine({ result }: { readonly result: Result }): ReactElement {
  const translate = useTranslate();
  const reason = useReason(result);
  return (
    <Score
      tone={tones.result[result.result]}
      sentence={`${translate(controlKey(result.control))}${translate('shell.colon')}${reason}`}
      why={
        <Why
          rule={ruleOfControl[result.control]}
          facts={[
            { name: translate('result_line.result'), value: translate(`result.${result.result}`) },
            { name: translate('result_line.day'), value: result.day },
            { name: translate('result_line.looked_at'), value: result.lookedAt },
            { name: translate('result_line.at'), value: <When at={result.evaluatedAt} /> },
            ...result.evidence.slice(0, 6).map((item) => ({ name: translate(`result_line.evidence.${item.kind}`), value: <EvidenceLink key={item.id} item={item} /> })),
          ]}
        />
      }
    />
  );
}

/** The deciding reason of a result in words. */
export function useReason(result: Pick<Result, 'reason' | 'result'>): string {
  const translate = useTranslate();
  return translate(`reason.${result.reason.code.replaceAll('.', '-')}`, { ...result.reason.figures, _: translate(`result.${result.result}`) });
}
