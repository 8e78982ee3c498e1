import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * Completes package-lock.json. npm leaves out optional packages that its registry does not have, as a mirror that carries
 * one platform only; `npm ci` then refuses that lock everywhere. They are written in by name, exact version and platform,
 * which is all that npm needs to pass over them on this platform and to fetch them on theirs.
 *
 *     node infra/npm/lock-file.ts          after every change of dependencies
 */
export interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Packages of a lock file by their place below the root. */
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

const systems = new Set(['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']);
const processors = new Set(['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']);

/** The optional packages that others name with an exact version and that the lock does not hold, by the place they belong to. */
export function missingOptional(packages: LockedPackages): Record<string, LockedPackage> {
  const missing: Record<string, LockedPackage> = {};
  for (const [place, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (!/^\d/.test(version) || holds(packages, place, name, version)) continue;
      const words = name.split(/[-/]/);
      const cpu = words.filter((word) => processors.has(word));
      const os = words.filter((word) => systems.has(word));
      missing[freePlace(packages, place, name)] = { version, ...(cpu.length > 0 ? { cpu } : {}), ...(dev ? { dev } : {}), optional: true, ...(os.length > 0 ? { os } : {}) };
    }
  }
  return missing;
}

/** Whether the package at `place`, looking outwards as Node does, finds `name` in that version. */
function holds(packages: LockedPackages, place: string, name: string, version: string): boolean {
  return searchPath(place).some((folder) => packages[folder + name]?.version === version);
}

/** The outermost place where `name` would be found and nothing else lies. */
function freePlace(packages: LockedPackages, place: string, name: string): string {
  const outermost = searchPath(place).reverse();
  const found = outermost.find((folder) => packages[folder + name] === undefined);
  return (found ?? `${place}/node_modules/`) + name;
}

/** `a/node_modules/b` looks into `a/node_modules/b/node_modules/`, then `a/node_modules/`, then `node_modules/`. */
function searchPath(place: string): string[] {
  const folders = [place === '' ? 'node_modules/' : `${place}/node_modules/`];
  for (let at = place.lastIndexOf('node_modules/'); at >= 0; at = at === 0 ? -1 : place.lastIndexOf('node_modules/', at - 1)) folders.push(place.slice(0, at + 'node_modules/'.length));
  return folders;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const path = process.argv[2] ?? new URL('../../package-lock.json', import.meta.url);
  const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: LockedPackages };
  const missing = missingOptional(lock.packages);
  const places = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(places) }, null, 2)}\n`);
  console.log(`${Object.keys(missing).length} optional packages of other platforms added`);
}
