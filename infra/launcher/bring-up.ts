import { buildApps, loadDemo, migrate, registerCameras } from './app-steps.ts';
import { apps, writeCamerasConfig } from './apps.ts';
import { publish } from './environment.ts';
import { ensureGoProgram } from './go-builds.ts';
import { installationLock, openInstallation, type Installation, type Profile } from './installation.ts';
import { withLock } from './lock.ts';
import { ensurePackages } from './packages.ts';
import { allOf, inOrder, servers } from './servers.ts';
import type { Say } from './services/part.ts';

/** Runs one piece of the work under a title: on a screen as a line of its own, in a test silently. */
export interface Narrator {
  heading(text: string): void;
  note(text: string): void;
  task<T>(title: string, work: (say: Say) => Promise<T>, closing?: (result: T) => string): Promise<T>;
}

/** Says nothing. */
export const silently: Narrator = { heading: () => undefined, note: () => undefined, task: (_title, work) => work(() => undefined) };

/** Makes every program available, building side by side what is missing. @throws PartFailed — naming the part, with the end of its log. */
export async function install(narrator: Narrator, { serversOnly }: { readonly serversOnly: boolean }): Promise<void> {
  await narrator.task('Packages', ensurePackages, () => 'present');
  narrator.heading('Programs');
  const built = Object.values(servers).filter((part) => part.name !== 'postgres' && part.name !== 'redis'); // Both came with the packages.
  const work = built.map((part) => narrator.task(part.title, (say) => part.ensureInstalled(say), () => 'built'));
  work.push(narrator.task('fsck', async (say) => void (await ensureGoProgram('fsck', say)), () => 'built'));
  if (!serversOnly) work.push(narrator.task('Our own', buildApps, () => 'built'));
  await allOf(work);
}

/**
 * Starts every part of the installation at `home`, or the servers alone, each after those it needs, and waits until all are
 * healthy. What runs already is left alone, unless it was started from other settings or another build.
 * @throws PartFailed — naming the part, with the end of its log.
 */
export function bringUp(home: string, profile: Profile, narrator: Narrator, { serversOnly }: { readonly serversOnly: boolean }): Promise<Installation> {
  const work = async (): Promise<Installation> => {
    const installation = await openInstallation(home, profile);
    publish(installation);
    writeCamerasConfig(installation);
    narrator.heading('Servers');
    await inOrder(Object.values(servers), (part) => narrator.task(part.title, (say) => part.start(installation, say)));
    if (serversOnly) return installation;
    narrator.heading('Guardroom');
    await narrator.task('Database', (say) => migrate(installation, say), () => 'migrated');
    await narrator.task('Demo district', (say) => loadDemo(installation, say), () => 'loaded');
    await inOrder(apps, (part) => narrator.task(part.title, (say) => part.start(installation, say)));
    await narrator.task('Demo cameras', (say) => registerCameras(installation, say), () => 'registered');
    return installation;
  };
  return withLock(installationLock(home), work, () => narrator.note('  … another ./guardroom works on this installation; waiting for it'));
}
