import { addDays, civilDay, dayBounds, daysBetween, instantOf, msOf, parseCivilDay, type Instant } from '@guardroom/kernel';
import { weekdayOf } from '../../time/civil-text.ts';

/** A line of a roster as the API tells and takes it. */
export type PlannedLine = { readonly personId: string; readonly from: string; readonly to: string };

/** A time of day at which watches begin, and how long they last. Minutes; `start` counts from midnight on a Shanghai clock. */
export type Slot = { readonly start: number; readonly length: number };

/** A week as people fill it in: who keeps which slot on which day (from 0, Monday). */
export type Grid = { readonly slots: readonly Slot[]; readonly cells: ReadonlyMap<string, readonly string[]> };

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** What most schools begin with: early, late and night. */
export const USUAL_SLOTS: readonly Slot[] = [
  { start: 7 * 60, length: 8 * 60 },
  { start: 15 * 60, length: 8 * 60 },
  { start: 23 * 60, length: 8 * 60 },
];

/** Names a cell. */
export const cellKey = (day: number, slot: Slot): string => `${day}.${slot.start}.${slot.length}`;
const isSame = (a: Slot, b: Slot): boolean => a.start === b.start && a.length === b.length;

/** The Monday of the week in which an instant lies. */
export function mondayOf(at: Instant): string {
  const day = civilDay(at);
  return addDays(day, -weekdayOf(day));
}

/** The week so many weeks later. */
export const weekAfter = (week: string, weeks: number): string => addDays(parseCivilDay(week), 7 * weeks);

/** Lines as a table; slots that somebody keeps, and the usual ones when nobody keeps any. */
export function gridOf(lines: readonly PlannedLine[], week: string): Grid {
  const cells = new Map<string, string[]>();
  const slots: Slot[] = [];
  for (const line of lines) {
    const from = line.from as Instant;
    const day = daysBetween(parseCivilDay(week), civilDay(from));
    const slot = { start: (msOf(from) - msOf(dayBounds(civilDay(from)).from)) / MINUTE_MS, length: (Date.parse(line.to) - msOf(from)) / MINUTE_MS };
    if (!slots.some((known) => isSame(known, slot))) slots.push(slot);
    const key = cellKey(day, slot);
    cells.set(key, [...(cells.get(key) ?? []), line.personId]);
  }
  return { slots: sorted(slots.length > 0 ? slots : USUAL_SLOTS), cells };
}

const sorted = (slots: readonly Slot[]): Slot[] => [...slots].sort((a, b) => a.start - b.start || a.length - b.length);

/** The table as lines, in the order of time. */
export function linesOf({ slots, cells }: Grid, week: string): PlannedLine[] {
  const lines = Array.from({ length: 7 }, (_, day) =>
    slots.flatMap((slot) => {
      const from = msOf(dayBounds(addDays(parseCivilDay(week), day)).from) + slot.start * MINUTE_MS;
      return (cells.get(cellKey(day, slot)) ?? []).map((personId) => ({ personId, from: instantOf(from), to: instantOf(from + slot.length * MINUTE_MS) }));
    }),
  );
  return lines.flat().sort((a, b) => a.from.localeCompare(b.from));
}

/** The table with one cell filled anew. */
export const withCell = (grid: Grid, day: number, slot: Slot, people: readonly string[]): Grid => ({ ...grid, cells: new Map([...grid.cells, [cellKey(day, slot), people]]) });

/** The table with one more slot; an end that is not after the beginning is on the next day. Nothing changes for one that is there. */
export function withSlot(grid: Grid, from: string, to: string): Grid {
  const [start, end] = [minutesOf(from), minutesOf(to)];
  const slot = { start, length: end > start ? end - start : end - start + DAY_MINUTES };
  return grid.slots.some((known) => isSame(known, slot)) ? grid : { ...grid, slots: sorted([...grid.slots, slot]) };
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const clock = (minutes: number): string => `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** A slot as people say it: `07:00–15:00`. */
export const slotWords = ({ start, length }: Slot): string => `${clock(start)}–${clock(start + length)}`;

/** Lines of another week moved to this one. */
export const moved = (lines: readonly PlannedLine[], weeks: number): PlannedLine[] =>
  lines.map(({ personId, from, to }) => ({ personId, from: shifted(from, weeks), to: shifted(to, weeks) }));

const shifted = (at: string, weeks: number): string => instantOf(Date.parse(at) + weeks * 7 * DAY_MINUTES * MINUTE_MS);
