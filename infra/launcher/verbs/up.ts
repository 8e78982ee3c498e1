import { allOf, inOrder, servers } from '../servers.ts';
import { apps } from '../apps.ts';
import { buildApps, loadDemo, migrate } from '../app-steps.ts';
import { publicUrl } from '../addresses.ts';
import { publish } from '../environment.ts';
import { ensureGoProgram } from '../go-builds.ts';
import { installationLock, openInstallation, type Installation } from '../installation.ts';
import { withLock } from '../lock.ts';
import { ensurePackages } from '../packages.ts';
import { defaultHome } from '../places.ts';
import { duration, Progress } from '../progress.ts';
import type { Verb } from '../verbs.ts';
import { loginTable } from './logins.ts';

/** Installs what is missing, starts everything, and says where it is. */
export const up: Verb = {
  usage: '[--servers-only]',
  summary: 'install what is missing, start everything, print addresses and logins',
  options: { '--servers-only': 'start PostgreSQL, Redis, MinIO, Keycloak and LiveKit, and none of our own programs' },
  async run({ options }) {
    const startedAtMs = Date.now();
    const serversOnly = options.has('--servers-only');
    const progress = new Progress();
    const home = defaultHome();
    progress.heading('Guardroom 校园监控室');
    await progress.task('Packages', ensurePackages, () => 'present');
    await install(progress, serversOnly);
    const installation = await withLock(installationLock(home), () => startEverything(home, progress, serversOnly), () => progress.note('  … another ./guardroom works on this installation; waiting for it'));
    progress.heading(`Ready after ${duration(Date.now() - startedAtMs)}`);
    process.stdout.write(`${await closingWords(installation, serversOnly)}\n`);
    return 0;
  },
};

async function install(progress: Progress, serversOnly: boolean): Promise<void> {
  progress.heading('Programs');
  const work = Object.values(servers)
    .filter((part) => part.name !== 'postgres' && part.name !== 'redis') // Both came with the packages.
    .map((part) => progress.task(part.title, (say) => part.ensureInstalled(say), () => 'built'));
  if (!serversOnly) {
    work.push(progress.task('Our own', buildApps, () => 'built'));
    work.push(progress.task('fsck', async (say) => void (await ensureGoProgram('fsck', say)), () => 'built'));
  }
  await allOf(work);
}

async function startEverything(home: string, progress: Progress, serversOnly: boolean): Promise<Installation> {
  const installation = await openInstallation(home, 'live');
  publish(installation);
  progress.heading('Servers');
  await inOrder(Object.values(servers), (part) => progress.task(part.title, (say) => part.start(installation, say)));
  if (serversOnly) return installation;
  progress.heading('Guardroom');
  await progress.task('Database', (say) => migrate(installation, say), () => 'migrated');
  await progress.task('Demo district', (say) => loadDemo(installation, say), () => 'loaded');
  await inOrder(apps, (part) => progress.task(part.title, (say) => part.start(installation, say)));
  return installation;
}

async function closingWords(installation: Installation, serversOnly: boolean): Promise<string> {
  if (serversOnly) return Object.values(servers).map((part) => `  ${part.title.padEnd(12)} ${part.address(installation)}`).join('\n');
  return `\n  Console 控制台   ${publicUrl(installation)}\n\n${loginTable(installation)}\n\n  second factor    ./guardroom otp <name>\n  stop             ./guardroom down`;
}
