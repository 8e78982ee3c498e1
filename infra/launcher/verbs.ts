import { bench } from './verbs/bench.ts';
import { doctor } from './verbs/doctor.ts';
import { down } from './verbs/down.ts';
import { logins, otp } from './verbs/logins.ts';
import { logs } from './verbs/logs.ts';
import { reset } from './verbs/reset.ts';
import { status } from './verbs/status.ts';
import { test } from './verbs/test.ts';
import { up } from './verbs/up.ts';

/** Something a person can ask the launcher for. */
export interface Verb {
  /** Arguments as the help shows them. */
  readonly usage: string;
  readonly summary: string;
  /** Options it knows, with what they do. */
  readonly options?: Readonly<Record<string, string>>;
  /** Most words after the verb that are no options. */
  readonly words?: number;
  /** Answers the exit code. */
  run(request: Request): Promise<number>;
}

/** The words and options after the verb. */
export interface Request {
  readonly words: readonly string[];
  readonly options: ReadonlySet<string>;
}

/** Every verb, in the order of the help. */
export const verbs: Readonly<Record<string, Verb>> = { up, down, status, logs, logins, otp, doctor, reset, test, bench };
