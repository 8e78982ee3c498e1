import { readFileSync } from 'node:fs';
import { statfs, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { makeDirectory } from './spool/files.ts';

/** All that the agent is told from outside. */
export type Configuration = {
  readonly home: string;
  readonly apiUrl: string;
  readonly logLevel: string;
  /** Segments are refused from here on. */
  readonly spoolBudgetBytes: number;
  /** Room that stays free on the disk. */
  readonly spoolReserveBytes: number;
  /** The journal is rewritten when it has grown by so much. */
  readonly journalRewriteBytes: number;
  readonly version: string;
};

/** Off this machine all traffic is TLS; loopback may be plain. */
const isSafe = (address: string): boolean => URL.canParse(address) && (new URL(address).protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(address).hostname));

const environment = z.object({
  GATEWAY_HOME: z.string().min(1),
  GUARDROOM_API_URL: z.url({ protocol: /^https?$/ }).refine(isSafe, 'must be https://, or on loopback'),
  GATEWAY_SPOOL_BUDGET_BYTES: z.coerce.number().int().positive().optional(),
  GATEWAY_SPOOL_RESERVE_BYTES: z.coerce.number().int().min(0).default(256 * 1024 * 1024),
  // A day of sixty-four cameras is ten times that.
  GATEWAY_JOURNAL_REWRITE_BYTES: z.coerce.number().int().positive().default(32 * 1024 * 1024),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/**
 * Reads the environment once. Without a budget of its own the spool may use four fifths of its disk.
 * @throws Error — naming every variable that is missing or wrong
 */
export async function readConfiguration(env: NodeJS.ProcessEnv): Promise<Configuration> {
  const parsed = environment.safeParse(env);
  if (!parsed.success) throw new Error(`configuration: ${z.prettifyError(parsed.error)}`);
  const { GATEWAY_HOME, GUARDROOM_API_URL, GATEWAY_SPOOL_BUDGET_BYTES, GATEWAY_SPOOL_RESERVE_BYTES, GATEWAY_JOURNAL_REWRITE_BYTES, LOG_LEVEL } = parsed.data;
  const home = resolve(GATEWAY_HOME);
  await makeDirectory(home);
  const disk = await statfs(home);
  return {
    home,
    apiUrl: GUARDROOM_API_URL.replace(/\/+$/, ''),
    logLevel: LOG_LEVEL,
    spoolBudgetBytes: GATEWAY_SPOOL_BUDGET_BYTES ?? Math.floor(disk.blocks * disk.bsize * 0.8),
    spoolReserveBytes: GATEWAY_SPOOL_RESERVE_BYTES,
    journalRewriteBytes: GATEWAY_JOURNAL_REWRITE_BYTES,
    version: (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version,
  };
}

/** The one-time code from the environment or from `<home>/enrolment-code`, or undefined while there is none. */
export async function enrolmentCode(home: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const fromFile = await readFile(join(home, 'enrolment-code'), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    return undefined;
  });
  return (fromFile ?? env['GATEWAY_ENROLMENT_CODE'])?.trim() || undefined;
}
