import { useCallback, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react';
import { Box, Button, Stack, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { civilTime, instantOf, msOf, type Instant } from '@guardroom/kernel';
import { durationWords, rangeWords, whenWords } from '../../time/words.ts';
import { forReadersOnly } from '../../theme/theme.ts';
import { useLocaleName, useNow } from '../use-words.ts';
import { Legend } from './Legend.tsx';
import { layout, momentAt, totals, type TruthGap, type TruthMark, type TruthRange, type TruthSpan } from './model.ts';
import { above, below, paint } from './paint.ts';
import { fit, msAt, pan, reveal, snapMs, zoom, type View } from './scale.ts';

const none: readonly never[] = [];

/** What the bar is told. Ranges are half-open; nothing is fetched here. */
export type TruthBarProps = {
  /** Whose time it is, for screen readers: usually the camera's name. */
  readonly name: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly spans: readonly TruthSpan[];
  readonly gaps: readonly TruthGap[];
  readonly marks?: readonly TruthMark[];
  readonly holds?: readonly TruthRange[];
  readonly approved?: readonly TruthRange[];
  readonly selection?: { readonly from: Instant; readonly to: Instant } | undefined;
  /** Where playback stands. */
  readonly position?: Instant | undefined;
  /** `mini`: the bar alone, for cards and table rows; not operable. */
  readonly size?: 'full' | 'mini';
  readonly height?: number;
  readonly legend?: boolean;
  readonly onSeek?: (at: Instant) => void;
  readonly onSelect?: (range: { from: Instant; to: Instant }) => void;
};

/**
 * One horizontal line of time for one camera: what is held and verified, what is held, what is missing and who explained it. Drawn on one
 * canvas whatever the number of segments; zoom from a month to seconds by wheel with Ctrl, pinch, buttons or keys.
 */
export function TruthBar(props: TruthBarProps): ReactElement {
  const { name, from, to, spans, gaps, marks = none, holds = none, approved = none, size = 'full', legend = size === 'full' } = props;
  const isMini = size === 'mini';
  const barPx = props.height ?? (isMini ? 12 : 36);
  const translate = useTranslate();
  const locale = useLocaleName();
  const now = useNow();
  const theme = useTheme();
  const summaryId = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const bounds = useMemo<View>(() => ({ fromMs: msOf(from), toMs: msOf(to) }), [from, to]);
  const [view, setView] = useState(bounds);
  const [widthPx, setWidthPx] = useState(0);
  const [cursorMs, setCursorMs] = useState<number>();
  const [drag, setDrag] = useState<View>();
  useEffect(() => setView(bounds), [bounds]);

  useEffect(() => {
    const element = canvas.current?.parentElement;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidthPx(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const chosen = drag ?? (props.selection && { fromMs: msOf(props.selection.from), toMs: msOf(props.selection.to) });
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || widthPx === 0) return;
    const ratio = window.devicePixelRatio || 1;
    element.width = Math.round(widthPx * ratio);
    element.height = Math.round((isMini ? barPx : above + barPx + below) * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const runs = layout(spans, gaps, view, widthPx);
    paint(
      context,
      { view, widthPx, barPx, isMini, runs, marks, holds, approved, selection: chosen, positionMs: props.position && msOf(props.position), cursorMs, nowMs: msOf(now) },
      theme.colours,
    );
  }, [spans, gaps, marks, holds, approved, view, widthPx, barPx, isMini, chosen?.fromMs, chosen?.toMs, props.position, cursorMs, now, theme.colours]);

  const sums = useMemo(() => totals(spans, gaps, bounds), [spans, gaps, bounds]);
  const summary = translate('truth.summary', {
    name,
    range: rangeWords(from, to, now, locale),
    verified: durationWords(sums.verifiedMs, locale),
    held: durationWords(sums.heldMs, locale),
    missing: durationWords(sums.missingMs, locale),
    gaps: sums.gaps,
    unexplained: sums.unexplained,
  });
  const describe = (ms: number): string => {
    const at = instantOf(ms);
    const moment = momentAt(ms, spans, gaps);
    const words =
      moment.kind === 'gap'
        ? `${translate(`gap.cause.${moment.gap.cause}`)} ${rangeWords(moment.gap.from, moment.gap.to, now, locale)} · ${
            moment.gap.explainedBy ? translate('truth.explained_by', { who: moment.gap.explainedBy, words: moment.gap.explanation ?? '' }) : translate('truth.unexplained')
          }`
        : ms >= msOf(now)
          ? translate('truth.future')
          : translate(`truth.${moment.kind}`);
    return `${whenWords(at, now, locale)} · ${words}`;
  };

  const pointers = useRef(new Map<number, number>());
  const start = useRef<{ ms: number; view: View; moved: boolean }>(undefined);
  const at = (event: PointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return msAt(event.clientX - box.left, view, box.width);
  };
  const snapped = (ms: number): number => Math.min(bounds.toMs, Math.max(bounds.fromMs, Math.round(ms / snapMs(view, widthPx)) * snapMs(view, widthPx)));
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    pointers.current.set(event.pointerId, event.clientX);
    start.current = { ms: at(event), view, moved: false };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const ms = at(event);
    setCursorMs(Math.min(bounds.toMs - 1, Math.max(bounds.fromMs, ms)));
    const begun = start.current;
    const before = pointers.current.get(event.pointerId);
    if (!begun || before === undefined) return;
    if (pointers.current.size === 2) {
      const [a = 0, b = 0] = [...pointers.current.values()];
      pointers.current.set(event.pointerId, event.clientX);
      const [c = 0, d = 0] = [...pointers.current.values()];
      setView((shown) => zoom(shown, bounds, Math.max(0.5, Math.min(2, Math.abs(c - d) / Math.max(1, Math.abs(a - b)))), ms));
      begun.moved = true;
      return;
    }
    if (Math.abs(event.clientX - before) > 4) begun.moved = true;
    if (!begun.moved) return;
    if (props.onSelect) setDrag({ fromMs: Math.min(snapped(begun.ms), snapped(ms)), toMs: Math.max(snapped(begun.ms), snapped(ms)) });
    else setView(pan(begun.view, bounds, ((before - event.clientX) / widthPx) * (view.toMs - view.fromMs)));
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>): void => {
    pointers.current.delete(event.pointerId);
    const begun = start.current;
    if (!begun || pointers.current.size > 0) return;
    start.current = undefined;
    if (!begun.moved) props.onSeek?.(instantOf(at(event)));
    else if (drag && drag.toMs > drag.fromMs) props.onSelect?.({ from: instantOf(drag.fromMs), to: instantOf(drag.toMs) });
    setDrag(undefined);
  };
  const onWheel = useCallback(
    (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
      event.preventDefault();
      const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
      setView((shown) =>
        event.ctrlKey || event.metaKey
          ? zoom(shown, bounds, event.deltaY < 0 ? 1.25 : 0.8, msAt(event.clientX - box.left, shown, box.width))
          : pan(shown, bounds, (event.deltaX / box.width) * (shown.toMs - shown.fromMs)),
      );
    },
    [bounds],
  );
  useEffect(() => {
    const element = canvas.current?.parentElement;
    if (!element || isMini) return undefined;
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [onWheel, isMini]);

  const middle = cursorMs ?? (props.position ? msOf(props.position) : (view.fromMs + view.toMs) / 2);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = (view.toMs - view.fromMs) / (event.shiftKey ? 10 : 100);
    const move = (ms: number): void => {
      const kept = Math.min(bounds.toMs - 1, Math.max(bounds.fromMs, ms));
      setCursorMs(kept);
      setView((shown) => reveal(shown, bounds, kept));
    };
    const edge = (ms: number, side: 'from' | 'to'): void => {
      const other = chosen ?? { fromMs: snapped(ms), toMs: snapped(ms + step * 10) };
      const range = side === 'from' ? { fromMs: snapped(ms), toMs: Math.max(other.toMs, snapped(ms) + 1000) } : { fromMs: Math.min(other.fromMs, snapped(ms) - 1000), toMs: snapped(ms) };
      props.onSelect?.({ from: instantOf(range.fromMs), to: instantOf(range.toMs) });
    };
    const actions: Record<string, () => void> = {
      ArrowLeft: () => move(middle - step),
      ArrowRight: () => move(middle + step),
      Home: () => move(bounds.fromMs),
      End: () => move(bounds.toMs - 1),
      '+': () => setView(zoom(view, bounds, 2, middle)),
      '=': () => setView(zoom(view, bounds, 2, middle)),
      '-': () => setView(zoom(view, bounds, 0.5, middle)),
      '0': () => setView(bounds),
      Enter: () => props.onSeek?.(instantOf(middle)),
      '[': () => edge(middle, 'from'),
      ']': () => edge(middle, 'to'),
    };
    const act = actions[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };

  if (isMini) {
    return (
      <Box role="img" aria-label={summary} sx={{ width: '100%', lineHeight: 0, '@media print': { printColorAdjust: 'exact' } }}>
        <canvas ref={canvas} style={{ width: '100%', height: barPx, display: 'block', borderRadius: 3 }} />
      </Box>
    );
  }
  const isWhole = view.fromMs === bounds.fromMs && view.toMs === bounds.toMs;
  return (
    <Box component="figure" sx={{ m: 0 }}>
      <Box
        role="slider"
        tabIndex={0}
        aria-label={translate('truth.label', { name })}
        aria-describedby={summaryId}
        aria-valuemin={bounds.fromMs}
        aria-valuemax={bounds.toMs}
        aria-valuenow={Math.round(middle)}
        aria-valuetext={describe(middle)}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
        onPointerLeave={() => start.current ?? setCursorMs(undefined)}
        sx={{ position: 'relative', touchAction: 'pan-y', cursor: props.onSelect ? 'text' : props.onSeek ? 'pointer' : 'crosshair', lineHeight: 0, borderRadius: 1 }}
      >
        <canvas ref={canvas} style={{ width: '100%', height: above + barPx + below, display: 'block' }} />
      </Box>
      <Typography id={summaryId} sx={forReadersOnly}>
        {summary} {translate('truth.keys')}
      </Typography>
      <Stack direction="row" sx={{ alignItems: 'center', flexWrap: 'wrap', columnGap: 4, rowGap: 1, minHeight: 28 }}>
        <Typography variant="body2" sx={{ flex: '1 1 240px', color: cursorMs === undefined ? 'text.secondary' : 'text.primary' }} aria-hidden>
          {cursorMs === undefined ? `${rangeWords(instantOf(view.fromMs), instantOf(view.toMs), now, locale)}` : describe(cursorMs)}
        </Typography>
        <Stack direction="row" data-print="no" sx={{ gap: 1 }}>
          <Button size="small" variant="text" aria-label={translate('truth.closer')} onClick={() => setView(zoom(view, bounds, 2, middle))} sx={{ minWidth: 36, px: 2 }}>
            ＋
          </Button>
          <Button size="small" variant="text" aria-label={translate('truth.farther')} disabled={isWhole} onClick={() => setView(zoom(view, bounds, 0.5, middle))} sx={{ minWidth: 36, px: 2 }}>
            －
          </Button>
          <Button size="small" variant="text" disabled={isWhole} onClick={() => setView(fit(bounds, bounds))}>
            {translate('truth.whole')}
          </Button>
        </Stack>
      </Stack>
      {legend && <Legend hasHolds={holds.length > 0} hasApproved={approved.length > 0} hasMarks={marks.length > 0} />}
      <Box component="figcaption" sx={forReadersOnly}>
        {`${name} ${civilTime(from)}–${civilTime(to)}`}
      </Box>
    </Box>
  );
}
