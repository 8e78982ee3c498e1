import type { ReactElement } from 'react';
import type { z } from 'zod';
import { useTranslate } from 'react-admin';
import type { controlResult } from '@guardroom/contracts';
import { EvidenceLink } from './EvidenceLink.tsx';
import { Score } from './Score.tsx';
import { tones } from './tones.ts';
import { useLocaleName } from './use-words.ts';
import { When } from './When.tsx';
import { WhyControl } from './why/WhyControl.tsx';

/** One control's result for one school and day. */
export type Result = z.output<typeof controlResult>;

/** The message key of a control's name; message keys have no dots inside. */
export const controlKey = (control: string): string => `control.${control.replaceAll('.', '-')}`;

/** A result as a sentence with its reason, and the rule, figures and evidence behind it. */
export function ResultLine({ result }: { readonly result: Result }): ReactElement {
  const translate = useTranslate();
  const reason = useReason(result);
  return <Score tone={tones.result[result.result]} sentence={`${translate(controlKey(result.control))}${translate('shell.colon')}${reason}`} why={<WhyResult result={result} />} />;
}

/** Answers why a control has its result: clauses, what was found, and what passing would take. */
export function WhyResult({ result }: { readonly result: Result }): ReactElement {
  const translate = useTranslate();
  const language = useLocaleName() === 'en' ? 'en' : 'zh';
  const reason = useReason(result);
  return (
    <WhyControl
      control={result.control}
      clauses={result.clauses}
      words={reason}
      todo={`${translate('result.pass')}${translate('shell.colon')}${result.rubric.pass[language]}`}
      facts={[
        { name: translate('result_line.result'), value: translate(`result.${result.result}`) },
        { name: translate('result_line.day'), value: result.day },
        { name: translate('result_line.looked_at'), value: result.lookedAt },
        { name: translate('result_line.at'), value: <When at={result.evaluatedAt} /> },
        ...result.evidence.slice(0, 6).map((item, i) => ({ name: `${translate(`evidence.${item.kind}`)} ${i + 1}`, value: <EvidenceLink key={item.id} item={item} factId={result.factId} /> })),
      ]}
    />
  );
}

/** The deciding reason of a result in words. */
export const reasonWords = (translate: (key: string, values?: Record<string, unknown>) => string, { reason, result }: Pick<Result, 'reason' | 'result'>): string =>
  translate(`reason.${reason.code.replaceAll('.', '-')}`, { ...reason.figures, smart_count: Number(reason.figures['total']), _: translate(`result.${result}`) });

/** The deciding reason of a result in words, in the language of the page. */
export const useReason = (result: Pick<Result, 'reason' | 'result'>): string => reasonWords(useTranslate(), result);
