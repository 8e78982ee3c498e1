import { useState } from 'react';
import { useNotify } from 'react-admin';
import type { Client } from '@guardroom/client';
import { useSession } from '../providers/session.tsx';
import { useRefreshAll } from '../providers/use-ask.ts';

/** What is said when a change went well; nothing where the page itself shows it. */
export type Done<T> = string | ((answer: T) => string);

/** One change at a time: what went wrong stays to be shown, what went well refreshes every page and says so. */
export function useAct(): { readonly act: <T>(change: (client: Client) => Promise<T>, done?: Done<T>) => Promise<boolean>; readonly problem: unknown; readonly isSending: boolean } {
  const { client } = useSession();
  const notify = useNotify();
  const refreshAll = useRefreshAll();
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setSending] = useState(false);
  const act = async <T,>(change: (client: Client) => Promise<T>, done?: Done<T>): Promise<boolean> => {
    setProblem(undefined);
    setSending(true);
    try {
      const answer = await change(client);
      if (done !== undefined) notify(typeof done === 'string' ? done : done(answer), { type: 'success' });
      await refreshAll();
      return true;
    } catch (error) {
      setProblem(error);
      return false;
    } finally {
      setSending(false);
    }
  };
  return { act, problem, isSending };
}
