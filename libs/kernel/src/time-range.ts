import { earlier, later, type Instant } from './instant.ts';

/** Half-open stretch of time: `from` belongs to it, `to` does not. Empty unless `from` is before `to`. */
export type TimeRange = { readonly from: Instant; readonly to: Instant };

/** Tells whether the instant lies inside; the end does not. */
export function contains(range: TimeRange, at: Instant): boolean {
  return range.from <= at && at < range.to;
}

/** What two ranges share, or undefined when that is nothing. */
export function intersect(a: TimeRange, b: TimeRange): TimeRange | undefined {
  const from = later(a.from, b.from);
  const to = earlier(a.to, b.to);
  return from < to ? { from, to } : undefined;
}

/** The same time as the fewest ranges: sorted, disjoint, touching ones joined, empty ones dropped. */
export function union(ranges: Iterable<TimeRange>): TimeRange[] {
  const sorted = [...ranges].filter((range) => range.from < range.to).sort((a, b) => (a.from < b.from ? -1 : 1));
  const joined: TimeRange[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last && range.from <= last.to) joined[joined.length - 1] = { from: last.from, to: later(last.to, range.to) };
    else joined.push(range);
  }
  return joined;
}

/** What of the first ranges is in none of the second: sorted and disjoint. Gaps are the expected time less the held time. */
export function subtract(ranges: Iterable<TimeRange>, taken: Iterable<TimeRange>): TimeRange[] {
  const cuts = union(taken);
  const left: TimeRange[] = [];
  let next = 0;
  for (const range of union(ranges)) {
    while (next < cuts.length && cuts[next]!.to <= range.from) next += 1;
    let from = range.from;
    for (let i = next; i < cuts.length && cuts[i]!.from < range.to; i += 1) {
      const cut = cuts[i]!;
      if (from < cut.from) left.push({ from, to: cut.from });
      from = later(from, cut.to);
    }
    if (from < range.to) left.push({ from, to: range.to });
  }
  return left;
}

/** What both sets of ranges cover: sorted and disjoint. */
export function intersection(a: Iterable<TimeRange>, b: Iterable<TimeRange>): TimeRange[] {
  const left = union(a);
  const right = union(b);
  const shared: TimeRange[] = [];
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const both = intersect(left[i]!, right[j]!);
    if (both) shared.push(both);
    if (left[i]!.to <= right[j]!.to) i += 1;
    else j += 1;
  }
  return shared;
}
