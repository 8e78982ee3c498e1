import { addDays, civilDay, civilTime, isCivilDay, parseInstant, type CivilDay, type Instant } from '@guardroom/kernel';

/** The digits of what was typed, each number of one digit filled up, so that `2026-1-5`, `2026年1月5日` and `20260105` are alike. */
const digitsOf = (text: string): string => (text.match(/\d+/g) ?? []).map((part) => part.padStart(2, '0')).join('');

/** The day that typed words mean, or undefined while they mean none. */
export function dayOfText(text: string): CivilDay | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)$/.exec(digitsOf(text)) ?? [];
  const day = parts.join('-');
  return isCivilDay(day) ? day : undefined;
}

/** The time of day that typed words mean, `HH:MM`, or undefined while they mean none. */
export function clockOfText(text: string): string | undefined {
  const clock = /^([01]\d|2[0-3])([0-5]\d)$/.exec(digitsOf(text));
  return clock ? `${clock[1]}:${clock[2]}` : undefined;
}

/** A moment as a field shows it: Shanghai civil time to the second, `2026-11-22 00:12:03`. */
export const momentText = (at: Instant): string => `${civilDay(at)} ${civilTime(at)}`;

/** The moment in Shanghai that typed words mean, or undefined while they mean none; left out seconds are none. */
export function momentOfText(text: string): Instant | undefined {
  const [, date = '', clock = '', seconds = '00'] = /^(\d{8})(\d{4})([0-5]\d)?$/.exec(digitsOf(text)) ?? [];
  const day = dayOfText(date);
  const time = clockOfText(clock);
  return day && time ? parseInstant(new Date(`${day}T${time}:${seconds}+08:00`).toISOString()) : undefined;
}

/** The same date so many months later, or that month's last day. */
export function addMonths(day: CivilDay, months: number): CivilDay {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const iso = (at: number): CivilDay => new Date(at).toISOString().slice(0, 10) as CivilDay;
  const last = iso(Date.UTC(year, month + months, 0));
  const same = addDays(iso(Date.UTC(year, month - 1 + months, 1)), date - 1);
  return same < last ? same : last;
}

/** The weeks of a day's month, Monday first, filled up with the days around it. */
export function weeksOf(day: CivilDay): readonly (readonly CivilDay[])[] {
  const first = `${day.slice(0, 8)}01` as CivilDay;
  const start = addDays(first, -weekdayOf(first));
  const weeks = Math.ceil((weekdayOf(first) + Number(addDays(addMonths(first, 1), -1).slice(8))) / 7);
  return Array.from({ length: weeks }, (_, week) => Array.from({ length: 7 }, (_unused, i) => addDays(start, week * 7 + i)));
}

/** Monday is 0. */
export const weekdayOf = (day: CivilDay): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
