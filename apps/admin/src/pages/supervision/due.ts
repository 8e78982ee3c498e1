import { type CivilDay, daysBetween } from '@guardroom/kernel';

/** How a deadline stands, as a message key with its figure. An order whose deadline no longer runs has no words. */
export function dueWords(order: { readonly state: string; readonly dueOn: string }, today: CivilDay): { readonly key: string; readonly days: number } | undefined {
  if (order.state === 'verified' || order.state === 'closed') return undefined;
  const days = daysBetween(today, order.dueOn as CivilDay);
  return { key: days < 0 ? 'orders.days_late' : days === 0 ? 'orders.due_today' : 'orders.days_left', days: Math.abs(days) };
}
