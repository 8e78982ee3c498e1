import { publicUrl } from '../addresses.ts';
import { bringUp, install } from '../bring-up.ts';
import type { Installation } from '../installation.ts';
import { defaultHome } from '../places.ts';
import { duration, Progress } from '../progress.ts';
import { servers } from '../servers.ts';
import type { Verb } from '../verbs.ts';
import { loginTable } from './logins.ts';

/** Installs what is missing, starts everything, and says where it is. */
export const up: Verb = {
  usage: '[--servers-only]',
  summary: 'install what is missing, start everything, print addresses and logins',
  options: { '--servers-only': 'start PostgreSQL, Redis, MinIO, Keycloak and LiveKit, and none of our own programs' },
  async run({ options }) {
    const startedAtMs = Date.now();
    const scope = { serversOnly: options.has('--servers-only') };
    const progress = new Progress();
    progress.heading('Guardroom 守望');
    await install(progress, scope);
    const installation = await bringUp(defaultHome(), 'live', progress, scope);
    progress.heading(`Ready after ${duration(Date.now() - startedAtMs)}`);
    process.stdout.write(`${closingWords(installation, scope.serversOnly)}\n`);
    return 0;
  },
};

function closingWords(installation: Installation, serversOnly: boolean): string {
  if (serversOnly) return Object.values(servers).map((part) => `  ${part.title.padEnd(12)} ${part.address(installation)}`).join('\n');
  return `\n  Console 控制台   ${publicUrl(installation)}\n\n${loginTable(installation)}\n\n  second factor    ./guardroom otp <name>\n  stop             ./guardroom down`;
}
