import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import { msOf, type Instant } from '@guardroom/kernel';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { useLocaleName, useNow } from '../../components/use-words.ts';
import { When } from '../../components/When.tsx';
import { durationWords } from '../../time/words.ts';

/** A day still left is no hurry. Milliseconds. */
const CALM_MS = 86_400_000;

/** By when an answer is due, and how long that is while it is still open. */
export function Deadline({ at, isOpen }: { readonly at: string; readonly isOpen: boolean }): ReactElement {
  const translate = useTranslate();
  const locale = useLocaleName();
  const now = useNow(60_000);
  const leftMs = msOf(at as Instant) - msOf(now);
  return (
    <>
      <When at={at} precision="minutes" />{' '}
      {isOpen && (leftMs <= 0 ? <StatusBadge tone="fail">{translate('case_page.deadline_over')}</StatusBadge> : <StatusBadge tone={leftMs < CALM_MS ? 'partial' : 'plain'}>{translate('case_page.deadline_left', { left: durationWords(leftMs, locale) })}</StatusBadge>)}
    </>
  );
}
