import { resolve } from 'node:path';
import { examine } from './health.ts';

/** Says in one line how the agent of a home is. Exit codes: well, in need of a new start, not asked properly. */
async function main(home: string | undefined): Promise<number> {
  if (home === undefined) {
    console.error('usage: health <GATEWAY_HOME>');
    return 2;
  }
  const { isWell, says } = await examine(resolve(home));
  const line = `the agent ${says}`;
  if (isWell) console.log(line);
  else console.error(line);
  return isWell ? 0 : 1;
}

process.exitCode = await main(process.argv[2]);
