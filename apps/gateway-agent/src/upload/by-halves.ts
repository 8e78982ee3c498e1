import { ApiError } from '@guardroom/client';

/**
 * Sends items in one request; when the API finds the request invalid, in halves, until the items that it does not take
 * stand alone: one bad item never holds the others up.
 * @throws whatever else `send` throws; the items after it were not sent
 */
export async function byHalves<T, R>(items: readonly T[], send: (items: readonly T[]) => Promise<readonly R[]>, refuse: (item: T, cause: ApiError) => void): Promise<R[]> {
  if (items.length === 0) return [];
  try {
    return [...(await send(items))];
  } catch (cause) {
    if (!(cause instanceof ApiError) || ![400, 413, 422].includes(cause.status)) throw cause;
    if (items.length === 1) {
      refuse(items[0]!, cause);
      return [];
    }
    const middle = items.length >> 1;
    return [...(await byHalves(items.slice(0, middle), send, refuse)), ...(await byHalves(items.slice(middle), send, refuse))];
  }
}
