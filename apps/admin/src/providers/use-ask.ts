import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { Client } from '@guardroom/client';
import { usePost, useSession } from './session.tsx';

/**
 * Asks the API and keeps the answer fresh; `key` names the question within the present school. Asked again every `everyMs` while the page is
 * seen, and no older answer is shown while the first one comes: it would offer what is over. A null question is not asked.
 */
export function useAsk<T>(key: readonly unknown[], ask: ((client: Client, schoolId: string, signal: AbortSignal) => Promise<T>) | null, everyMs?: number): UseQueryResult<T, unknown> {
  const { client } = useSession();
  const { post } = usePost();
  const schoolId = post?.schoolId ?? '';
  return useQuery<T, unknown>({
    queryKey: ['ask', schoolId, ...key],
    queryFn: ({ signal }) => (ask ?? (() => Promise.reject(new Error('not asked'))))(client, schoolId, signal),
    enabled: ask !== null,
    ...(everyMs ? { refetchInterval: everyMs, gcTime: everyMs } : {}),
  });
}

/** Makes every answer stale after something was changed, so that all pages tell the new state. */
export function useRefreshAll(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries();
}
