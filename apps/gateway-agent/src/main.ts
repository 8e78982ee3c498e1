import { pino } from 'pino';
import { runAgent } from './agent.ts';
import { readConfiguration } from './configuration.ts';
import { JournalDamaged } from './spool/journal.ts';
import { LedgerFault } from './spool/ledger.ts';

/** Starts the agent from the environment and ends it on SIGTERM or SIGINT, with every open segment closed. */
export async function main(): Promise<void> {
  const configuration = await readConfiguration(process.env);
  const logger = pino({ level: configuration.logLevel, base: { part: 'gateway-agent' }, timestamp: pino.stdTimeFunctions.isoTime });
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  try {
    await runAgent(configuration, logger, stop.signal, process.env);
  } catch (cause) {
    const isUnbelieved = cause instanceof JournalDamaged || cause instanceof LedgerFault;
    logger.fatal({ err: cause, ...(isUnbelieved && { todo: `run fsck on ${configuration.home}: it says where the journal is wrong, and how to go on` }) }, 'the gateway cannot go on');
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
