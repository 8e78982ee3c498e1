import { useEffect, useRef, useState } from 'react';
import { ApiError, type Client } from '@guardroom/client';
import { useApi, useSchoolId } from '../../providers/session.tsx';

/** A viewing as the API tells it. */
export type Viewing = Awaited<ReturnType<Client['getViewing']>>;

/** Presence is proved this often. Milliseconds. */
export const presenceEveryMs = 1_000;

/**
 * Proves every second that the person is here and tells the viewing as it stands; stops for good when the viewing has ended.
 * One proof at a time: a slow answer delays the next, and the server cuts the picture when they stay away. `problem` is set when two
 * proofs in a row came to nothing: then nobody knows whether the picture may still be shown, and it must not be.
 */
export function usePresence(first: Viewing | undefined, isHere: boolean): { viewing: Viewing | undefined; problem: unknown; serverNowMs: () => number } {
  const client = useApi();
  const schoolId = useSchoolId();
  const [viewing, setViewing] = useState(first);
  const [problem, setProblem] = useState<unknown>();
  const aheadMs = useRef(0);
  const failures = useRef(0);
  const sessionId = first?.id;
  useEffect(() => setViewing(first), [first]);
  useEffect(() => {
    if (!sessionId || !isHere) return undefined;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const prove = async (): Promise<void> => {
      const startedMs = performance.now();
      let hasEnded = false;
      try {
        const answer = await client.provePresence({ params: { schoolId, sessionId }, body: {} }, { signal: stop.signal });
        aheadMs.current = Date.parse(answer.serverTime) - Date.now();
        setViewing(answer);
        failures.current = 0;
        setProblem(undefined);
        hasEnded = answer.state === 'ended';
      } catch (error) {
        if (stop.signal.aborted) return;
        failures.current += 1;
        if (failures.current >= 2) setProblem(error);
        hasEnded = error instanceof ApiError && error.status < 500 && error.status !== 429;
        if (hasEnded) {
          setProblem(error);
          setViewing(await client.getViewing({ params: { schoolId, sessionId } }, { signal: stop.signal }).catch(() => undefined));
        }
      }
      if (!stop.signal.aborted && !hasEnded) timer = setTimeout(() => void prove(), Math.max(0, presenceEveryMs - (performance.now() - startedMs)));
    };
    void prove();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client, schoolId, sessionId, isHere]);
  return { viewing, problem, serverNowMs: () => Date.now() + aheadMs.current };
}
