import { crashPoints, trap, type CrashPoint } from '../../apps/gateway-agent/src/faults.ts';
import { main } from '../../apps/gateway-agent/src/main.ts';

/**
 * The agent with a trap: `GUARDROOM_CRASH_AT=<step>` ends it by SIGKILL when it has done that step, `<step>#3` when it has
 * done it for the third time. The product's own entry point knows nothing of this.
 */
const [step, count = '1'] = (process.env['GUARDROOM_CRASH_AT'] ?? '').split('#');
if (!crashPoints.includes(step as CrashPoint)) throw new Error(`no such step: ${step}`);
let left = Number(count);
trap((reached) => {
  if (reached === step && (left -= 1) === 0) process.kill(process.pid, 'SIGKILL');
});
await main();
