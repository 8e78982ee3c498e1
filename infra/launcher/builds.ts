import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { withLock } from './lock.ts';
import { cacheDir } from './places.ts';

/** A program that is built or fetched once per content of its inputs. */
export interface CachedBuild {
  readonly name: string;
  /** Everything that decides what comes out. */
  readonly inputs: readonly (string | Buffer)[];
  /** Puts the result into the empty folder `into`. */
  readonly build: (into: string, say: (doing: string) => void) => Promise<void>;
}

/** The folder that the build with these inputs has or will have. */
export function builtDir(wanted: Pick<CachedBuild, 'name' | 'inputs'>): string {
  const hash = createHash('sha256');
  for (const input of wanted.inputs) hash.update(createHash('sha256').update(input).digest());
  return `${cacheDir}/${wanted.name}-${hash.digest('hex').slice(0, 16)}`;
}

/**
 * Answers the folder with the finished build, making it when it is not there. Two runs at once build once, and a run that
 * is killed leaves nothing that a later one would take for finished: the folder gets its name as the last step.
 */
export async function ensureBuilt(wanted: CachedBuild, say: (doing: string) => void): Promise<string> {
  const target = builtDir(wanted);
  if (existsSync(target)) return target;
  return withLock(`${cacheDir}/${wanted.name}.lock`, async () => {
    if (existsSync(target)) return target;
    mkdirSync(cacheDir, { recursive: true });
    for (const left of readdirSync(cacheDir).filter((name) => name.startsWith(`${wanted.name}-`) && name.includes('.making-'))) {
      rmSync(`${cacheDir}/${left}`, { recursive: true, force: true }); // Of a run that was killed: we hold its lock now.
    }
    const making = mkdtempSync(`${target}.making-`);
    try {
      await wanted.build(making, say);
      renameSync(making, target);
    } catch (error) {
      rmSync(making, { recursive: true, force: true });
      throw error;
    }
    return target;
  }, () => say('waiting for another run that builds it'));
}
