import { ApiError } from '@guardroom/client';
import type { InputFault } from '@guardroom/contracts';

/** What went wrong, ready for the screen: a message key with its values, the number to tell maintenance, and each field's fault. */
export type Failure = {
  readonly key: string;
  /** The refusal's code; none for what is no refusal. */
  readonly refusal?: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Shown when the key has no text of its own. */
  readonly fallbackKey: string;
  readonly requestId: string;
  readonly status: number;
  readonly faults: readonly InputFault[];
};

/** Turns whatever was thrown into words: a refusal by its code, a missing connection, or a fault of ours. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiError)) {
    const isNetwork = error instanceof TypeError;
    return { key: isNetwork ? 'problem.offline' : 'problem.fault', values: {}, fallbackKey: 'problem.fault', requestId: '', status: 0, faults: [] };
  }
  const { kind, code, requestId, faults = [], details = {} } = error.error;
  const generic = error.status === 401 ? 'problem.signed_out' : error.status === 403 ? 'problem.forbidden' : error.status === 404 ? 'problem.not_found' : error.status === 429 ? 'problem.busy' : `problem.${kind}`;
  const key = kind === 'refusal' ? `refusal.${code}` : generic;
  return { key, ...(kind === 'refusal' ? { refusal: code } : {}), values: { code, ...details }, fallbackKey: generic, requestId, status: error.status, faults };
}
