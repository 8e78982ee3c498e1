/** Calls to the object store at once for one request. */
export const REQUEST_LANES = 16;
/** Calls to the object store at once for one piece of work that nobody waits for. */
export const WORK_LANES = 8;

/** Maps many items with so many calls at a time, keeping their order. Fails with the first failure, once no call is under way any more. */
export async function inParallel<T, R>(items: readonly T[], lanes: number, run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await run(items[i] as T);
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(lanes, items.length) }, lane));
  const failed = ended.find((e) => e.status === 'rejected');
  if (failed) throw failed.reason;
  return results;
}
