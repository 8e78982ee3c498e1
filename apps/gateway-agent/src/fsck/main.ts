import { resolve } from 'node:path';
import { HomeInUse, lockHome } from '../home-lock.ts';
import { checkHome, invariants, lookedAt } from './check.ts';

/** Exit codes: clean, faults found, nothing looked at, home in use or unreadable. */
const exit = { clean: 0, faults: 1, nothing: 2, refused: 3 } as const;

const withoutJournal =
  'keep a copy of spool/journal, move it out of the home and start the agent: it takes every segment up from its own file and uploads it again. Minutes are numbered anew, which the district records as a break.';

async function main(home: string | undefined): Promise<number> {
  if (home === undefined) {
    console.error('usage: fsck <GATEWAY_HOME>');
    return exit.refused;
  }
  let unlock: () => Promise<void>;
  try {
    unlock = await lockHome(resolve(home));
  } catch (cause) {
    console.error(cause instanceof HomeInUse ? `${cause.message}; stop the agent first` : String(cause));
    return exit.refused;
  }
  try {
    const report = await checkHome(resolve(home));
    for (const note of report.notes) console.log(`note   ${note}`);
    for (const { invariant, subject, message } of report.findings) console.log(`FAULT  ${invariant}: ${subject}: ${message}\n       ${invariants[invariant]}`);
    if (report.findings.some(({ invariant }) => invariant.startsWith('journal_'))) console.log(`TODO   ${withoutJournal}`);
    console.log(`looked at ${Object.entries(report.looked).map(([what, count]) => `${count} ${what}`).join(', ')}: ${report.findings.length} faults`);
    if (lookedAt(report) === 0) {
      console.log('ALARM  nothing was looked at: is this a gateway home?');
      return exit.nothing;
    }
    return report.findings.length > 0 ? exit.faults : exit.clean;
  } finally {
    await unlock();
  }
}

process.exitCode = await main(process.argv[2]);
