import { msOf } from '@guardroom/kernel';
import type { Colours } from '../../theme/tokens.ts';
import { fontFamily } from '../../theme/tokens.ts';
import type { Run, TruthMark, TruthRange } from './model.ts';
import { ticks, xOf, type View } from './scale.ts';

/** Everything that one picture of the bar shows. Pixels are CSS pixels; the context is already scaled to the device's. */
export type Picture = {
  readonly view: View;
  readonly widthPx: number;
  readonly barPx: number;
  readonly isMini: boolean;
  readonly runs: readonly Run[];
  readonly marks: readonly TruthMark[];
  readonly holds: readonly TruthRange[];
  readonly approved: readonly TruthRange[];
  readonly selection: View | undefined;
  readonly positionMs: number | undefined;
  readonly cursorMs: number | undefined;
  readonly nowMs: number | undefined;
};

/** Heights around the bar itself. Pixels. */
export const above = 14;
export const below = 28;

const hatch = (context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, colour: string): void => {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  const start = Math.floor((x - height) / 6) * 6;
  for (let at = start; at < x + width + height; at += 6) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
};

const rangeX = (range: TruthRange, picture: Picture): [number, number] | undefined => {
  const from = Math.max(0, xOf(msOf(range.from), picture.view, picture.widthPx));
  const to = Math.min(picture.widthPx, xOf(msOf(range.to), picture.view, picture.widthPx));
  return to > from || (to === from && from >= 0 && from < picture.widthPx) ? [from, Math.max(to, from + 2)] : undefined;
};

/** Draws the bar. Everything a colour says is said by a pattern, an outline or a position as well. */
export function paint(context: CanvasRenderingContext2D, picture: Picture, palette: Colours): void {
  const { widthPx: width, barPx: bar, view } = picture;
  const top = picture.isMini ? 0 : above;
  const height = picture.isMini ? bar : above + bar + below;
  context.clearRect(0, 0, width, height);

  context.fillStyle = palette.ground;
  context.fillRect(0, top, width, bar);

  for (const run of picture.runs) {
    if (run.kind === 'verified') {
      context.fillStyle = palette.jade;
      context.fillRect(run.x, top, run.width, bar);
    } else if (run.kind === 'held') {
      context.fillStyle = palette.jadeWash;
      context.fillRect(run.x, top, run.width, bar);
      hatch(context, run.x, top, run.width, bar, palette.jade);
    } else {
      const isOpen = run.kind === 'gap-unexplained';
      context.fillStyle = palette.sheet;
      context.fillRect(run.x, top, run.width, bar);
      context.strokeStyle = isOpen ? palette.vermilion : palette.slate;
      context.lineWidth = isOpen ? 2 : 1;
      context.setLineDash(isOpen ? [] : [3, 3]);
      if (run.width > 6) context.strokeRect(run.x + 1, top + 1, run.width - 2, bar - 2);
      else {
        context.fillStyle = isOpen ? palette.vermilion : palette.slate;
        context.fillRect(run.x, top, run.width, bar);
      }
      context.setLineDash([]);
      if (isOpen && !picture.isMini && run.width > 14) sign(context, run.x + run.width / 2, top + bar / 2, palette.vermilion);
    }
  }

  context.strokeStyle = palette.hairlineStrong;
  context.lineWidth = 1;
  context.strokeRect(0.5, top + 0.5, width - 1, bar - 1);

  if (picture.nowMs !== undefined && picture.nowMs < view.toMs) {
    const x = Math.max(0, xOf(picture.nowMs, view, width));
    context.fillStyle = palette.ground;
    context.fillRect(x, top + 1, width - x - 1, bar - 2);
    if (!picture.isMini) {
      context.strokeStyle = palette.ink;
      context.beginPath();
      context.moveTo(Math.round(x) + 0.5, top - 2);
      context.lineTo(Math.round(x) + 0.5, top + bar + 4);
      context.stroke();
    }
  }

  for (const range of picture.holds) {
    const x = rangeX(range, picture);
    if (!x) continue;
    context.fillStyle = palette.ink;
    context.fillRect(x[0], top + bar - (picture.isMini ? 2 : 3), x[1] - x[0], picture.isMini ? 2 : 3);
  }
  if (picture.isMini) {
    if (picture.approved.length > 0) frame(context, picture, palette);
    return;
  }

  for (const range of picture.approved) {
    const x = rangeX(range, picture);
    if (!x) continue;
    context.fillStyle = palette.action;
    context.fillRect(x[0], top - 6, x[1] - x[0], 3);
    context.fillRect(x[0], top - 6, 2, 6);
    context.fillRect(x[1] - 2, top - 6, 2, 6);
  }
  for (const mark of picture.marks) {
    const x = xOf(msOf(mark.at), view, width);
    if (x < 0 || x > width) continue;
    context.fillStyle = palette.ink;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x - 5, top - 8);
    context.lineTo(x + 5, top - 8);
    context.fill();
  }
  axis(context, picture, palette, top + bar);
  if (picture.selection) selection(context, picture, picture.selection, palette, top);
  if (picture.positionMs !== undefined) needle(context, xOf(picture.positionMs, view, width), top, bar, palette.action, 2);
  if (picture.cursorMs !== undefined) needle(context, xOf(picture.cursorMs, view, width), top, bar, palette.ink, 1);
}

/** On a small bar: what is outside the minutes asked for steps back, and the minutes themselves are framed. */
const frame = (context: CanvasRenderingContext2D, picture: Picture, palette: Colours): void => {
  const spans = picture.approved.map((range) => rangeX(range, picture)).filter((x) => x !== undefined).sort((a, b) => a[0] - b[0]);
  let from = 0;
  context.fillStyle = palette.sheet;
  context.globalAlpha = 0.62;
  for (const [start, end] of [...spans, [picture.widthPx, picture.widthPx] as [number, number]]) {
    if (start > from) context.fillRect(from, 0, start - from, picture.barPx);
    from = Math.max(from, end);
  }
  context.globalAlpha = 1;
  context.strokeStyle = palette.action;
  context.lineWidth = 2;
  for (const [start, end] of spans) context.strokeRect(start + 1, 1, Math.max(2, end - start - 2), picture.barPx - 2);
};

const sign = (context: CanvasRenderingContext2D, x: number, y: number, colour: string): void => {
  context.fillStyle = colour;
  context.fillRect(x - 1, y - 6, 2, 8);
  context.fillRect(x - 1, y + 4, 2, 2);
};

const needle = (context: CanvasRenderingContext2D, x: number, top: number, bar: number, colour: string, weight: number): void => {
  context.fillStyle = colour;
  context.fillRect(Math.round(x - weight / 2), top - 4, weight, bar + 8);
};

const axis = (context: CanvasRenderingContext2D, picture: Picture, palette: Colours, y: number): void => {
  context.font = `11px ${fontFamily}`;
  context.textBaseline = 'top';
  for (const tick of ticks(picture.view, picture.widthPx)) {
    const x = xOf(tick.ms, picture.view, picture.widthPx);
    context.fillStyle = tick.isDay ? palette.ink : palette.hairlineStrong;
    context.fillRect(Math.min(picture.widthPx - 1, Math.round(x)), y, 1, tick.isDay ? 8 : 5);
    context.fillStyle = palette.inkSoft;
    const half = context.measureText(tick.label).width / 2;
    context.textAlign = 'center';
    context.fillText(tick.label, Math.min(picture.widthPx - half, Math.max(half, x)), y + 10);
  }
};

const selection = (context: CanvasRenderingContext2D, picture: Picture, chosen: View, palette: Colours, top: number): void => {
  const from = Math.max(0, xOf(chosen.fromMs, picture.view, picture.widthPx));
  const to = Math.min(picture.widthPx, xOf(chosen.toMs, picture.view, picture.widthPx));
  if (to < 0 || from > picture.widthPx) return;
  const width = Math.max(2, to - from);
  context.globalAlpha = 0.22;
  context.fillStyle = palette.action;
  context.fillRect(from, top, width, picture.barPx);
  context.globalAlpha = 1;
  context.strokeStyle = palette.action;
  context.lineWidth = 2;
  context.strokeRect(from, top - 3, width, picture.barPx + 6);
};
