import { type CivilDay, civilDay, dayBounds, instantOf } from '@guardroom/kernel';

/** What a file of tests takes at most, on a busy machine. Milliseconds. */
const ROOM_MS = 180_000;

/** The district's day, once enough is left of it: tests that speak of today must end on the day on which they began. */
export async function todayWithRoom(): Promise<CivilDay> {
  const today = civilDay(instantOf(Date.now()));
  const leftMs = Date.parse(dayBounds(today).to) - Date.now();
  if (leftMs > ROOM_MS) return today;
  await new Promise((resolve) => setTimeout(resolve, leftMs + 1_000));
  return civilDay(instantOf(Date.now()));
}
