import type { ReactElement } from 'react';
import { Skeleton } from '@mui/material';
import { addDays, civilDay, dayBounds, type CivilDay, type Instant } from '@guardroom/kernel';
import { barOf, type Timeline } from '../providers/timeline.ts';
import { useAsk } from '../providers/use-ask.ts';
import { Problem } from './Problem.tsx';
import { TruthBar, type TruthBarProps } from './truth-bar/TruthBar.tsx';

type Extra = Partial<Pick<TruthBarProps, 'size' | 'approved' | 'selection' | 'onSelect' | 'onSeek' | 'position' | 'height' | 'legend' | 'marks'>>;

/** One camera's time between two instants, as the index knows it now. */
export function CameraTruth({ cameraId, name, from, to, everyMs, ...extra }: { readonly cameraId: string; readonly name: string; readonly from: Instant; readonly to: Instant; readonly everyMs?: number } & Extra): ReactElement {
  const asked = useTimeline(cameraId, from, to, everyMs);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Skeleton variant="rounded" height={extra.size === 'mini' ? 12 : 78} />;
  return <TruthBar name={name} from={from} to={to} {...barOf(asked.data)} {...extra} />;
}

/** The truth bar of one civil day. */
export function CameraDayTruth({ day, ...rest }: { readonly day: CivilDay; readonly cameraId: string; readonly name: string; readonly everyMs?: number } & Extra): ReactElement {
  const { from, to } = dayBounds(day);
  return <CameraTruth {...rest} from={from} to={to} />;
}

/** Asks for the timeline of one camera. */
export const useTimeline = (cameraId: string, from: Instant, to: Instant, everyMs?: number): ReturnType<typeof useAsk<Timeline>> =>
  useAsk(['timeline', cameraId, from, to], (client, schoolId, signal) => client.getTimeline({ params: { schoolId, cameraId }, query: { from, to } }, { signal }), everyMs);

/** The last so many civil days, today first. */
export const lastDays = (now: Instant, count: number): CivilDay[] => Array.from({ length: count }, (_, i) => addDays(civilDay(now), -i));
