import { instantOf, msOf, type Instant } from './instant.ts';
import type { TimeRange } from './time-range.ts';

declare const civilDayBrand: unique symbol;

/** A calendar day in Asia/Shanghai, written `2026-11-22`; sorts and compares as plain text. */
export type CivilDay = string & { readonly [civilDayBrand]: true };

/** Length of a civil day: Asia/Shanghai has no daylight saving, so every day is this long. */
export const dayMs = 86_400_000;

/** Asia/Shanghai is eight hours ahead of UTC, without exception since 1991-09-15; earlier days are refused. */
const offsetMs = 8 * 3_600_000;
const firstDay = '1992-01-01';

/** Tells whether the text is a real calendar day from 1992 on. */
export function isCivilDay(text: unknown): text is CivilDay {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text) || text < firstDay) return false;
  const ms = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/**
 * Reads a civil day.
 * @throws RangeError when the text is no real calendar day from 1992 on.
 */
export function parseCivilDay(text: string): CivilDay {
  if (!isCivilDay(text)) throw new RangeError(`not a civil day: ${JSON.stringify(text)}`);
  return text;
}

/** The day on a Shanghai wall calendar at that instant. */
export function civilDay(at: Instant): CivilDay {
  return parseCivilDay(shanghai(at).slice(0, 10));
}

/** The time on a Shanghai wall clock at that instant, `16:12:03`. */
export function civilTime(at: Instant): string {
  return shanghai(at).slice(11, 19);
}

/** From the day's midnight in Shanghai to the next one. */
export function dayBounds(day: CivilDay): TimeRange {
  const startMs = Date.parse(`${day}T00:00:00.000Z`) - offsetMs;
  return { from: instantOf(startMs), to: instantOf(startMs + dayMs) };
}

/** The day so many days later, or earlier when negative. */
export function addDays(day: CivilDay, days: number): CivilDay {
  return parseCivilDay(new Date(Date.parse(`${day}T00:00:00.000Z`) + days * dayMs).toISOString().slice(0, 10));
}

/** Whole days from the first day to the second; negative when the second is earlier. */
export function daysBetween(from: CivilDay, to: CivilDay): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs;
}

/** The days that a range touches, in order; none for an empty range. */
export function civilDaysOf(range: TimeRange): CivilDay[] {
  const days: CivilDay[] = [];
  for (let day = civilDay(range.from); range.from < range.to && dayBounds(day).from < range.to; day = addDays(day, 1)) days.push(day);
  return days;
}

function shanghai(at: Instant): string {
  return new Date(msOf(at) + offsetMs).toISOString();
}
