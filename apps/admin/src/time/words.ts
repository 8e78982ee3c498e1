import { addDays, civilDay, civilTime, instantOf, msOf, type CivilDay, type Instant } from '@guardroom/kernel';

/** Languages of the console; Chinese comes first. */
export const locales = ['zh-CN', 'en'] as const;
export type Locale = (typeof locales)[number];

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A Shanghai calendar day as people say it: `今天`, `昨天`, `11月20日`, with the year when it is another one. */
export function dayWords(day: CivilDay, now: Instant, locale: Locale): string {
  const today = civilDay(now);
  if (day === today) return locale === 'en' ? 'today' : '今天';
  if (day === addDays(today, -1)) return locale === 'en' ? 'yesterday' : '昨天';
  if (day === addDays(today, 1)) return locale === 'en' ? 'tomorrow' : '明天';
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const otherYear = year !== Number(today.slice(0, 4));
  if (locale === 'en') return `${date} ${monthNames[month - 1]}${otherYear ? ` ${year}` : ''}`;
  return `${otherYear ? `${year}年` : ''}${month}月${date}日`;
}

/** A moment as people say it, on a Shanghai clock: `今天 08:12:03`. With `minutes`, seconds are left out. */
export function whenWords(at: Instant, now: Instant, locale: Locale, precision: 'seconds' | 'minutes' = 'seconds'): string {
  const time = civilTime(at);
  return `${dayWords(civilDay(at), now, locale)} ${precision === 'minutes' ? time.slice(0, 5) : time}`;
}

/** The whole instant for whoever needs it: Shanghai civil time with milliseconds, and UTC. */
export function fullInstant(at: Instant, locale: Locale): string {
  const civil = `${civilDay(at)} ${civilTime(at)}.${at.slice(20, 23)}`;
  return locale === 'en' ? `${civil} China time (${at})` : `北京时间 ${civil}（${at}）`;
}

/** A stretch of time as people say it: `今天 08:12–08:19`, or both days when it spans midnight. */
export function rangeWords(from: Instant, to: Instant, now: Instant, locale: Locale): string {
  const lastMoment = instantOf(Math.max(msOf(from), msOf(to) - 1));
  const withSeconds = !from.endsWith(':00.000Z') || !to.endsWith(':00.000Z');
  const clock = (at: Instant): string => (withSeconds ? civilTime(at) : civilTime(at).slice(0, 5));
  const startDay = civilDay(from);
  const endDay = civilDay(lastMoment);
  const endClock = civilDay(to) === endDay ? clock(to) : withSeconds ? '24:00:00' : '24:00';
  const start = `${dayWords(startDay, now, locale)} ${clock(from)}`;
  return startDay === endDay ? `${start}–${endClock}` : `${start} – ${dayWords(endDay, now, locale)} ${endClock}`;
}

const units = [
  { ms: 86_400_000, zh: '天', en: 'd' },
  { ms: 3_600_000, zh: '小时', en: 'h' },
  { ms: 60_000, zh: '分', en: 'min' },
  { ms: 1_000, zh: '秒', en: 's' },
] as const;

/** A length of time in its two greatest units: `1 小时 5 分`, `7 分 12 秒`; under a second it is said so. */
export function durationWords(lengthMs: number, locale: Locale): string {
  const rounded = Math.round(Math.abs(lengthMs) / 1000) * 1000;
  const sign = lengthMs < 0 && rounded > 0 ? '−' : '';
  if (rounded === 0) return lengthMs === 0 ? (locale === 'en' ? '0 s' : '0 秒') : locale === 'en' ? 'under 1 s' : '不到 1 秒';
  const first = units.findIndex((unit) => rounded >= unit.ms);
  const parts: string[] = [];
  let rest = rounded;
  for (const unit of units.slice(first, first + 2)) {
    const count = Math.floor(rest / unit.ms);
    rest -= count * unit.ms;
    if (count > 0) parts.push(`${count} ${unit[locale === 'en' ? 'en' : 'zh']}`);
  }
  return sign + parts.join(' ');
}

/** A share as a percentage that never rounds a miss away: 99.996 % is `99.99%`, only the whole is `100%`. */
export function shareWords(part: number, whole: number): string {
  if (whole <= 0) return '—';
  if (part >= whole) return '100%';
  return `${(Math.floor((part / whole) * 10_000) / 100).toFixed(2)}%`;
}
