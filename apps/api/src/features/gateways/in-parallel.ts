/** Calls to the object store at once for one request. */
const LANES = 16;

/** Maps many items with a few calls at a time, keeping their order. Fails with the first failure, once no call is under way any more. */
export async function inParallel<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await run(items[i] as T);
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(LANES, items.length) }, lane));
  const failed = ended.find((e) => e.status === 'rejected');
  if (failed) throw failed.reason;
  return results;
}
