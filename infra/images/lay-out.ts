import { createRequire } from 'node:module';
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repoRoot } from '../launcher/places.ts';

/**
 * Lays out what an image holds, from the built tree: the programs, the source they load, and of the npm packages those that
 * they load, with what these need by the lock file. Nothing else gets into an image: no tests, no tools, no other program.
 *
 *     node infra/images/lay-out.ts <api|console|gateway-agent> <folder>
 */
export const images = {
  api: { programs: ['apps/api/dist/main.js', 'apps/api/dist/worker.js', 'apps/api/dist/onboard.js', 'libs/db/src/migrate.ts'], beside: ['libs/db/migrations'] },
  console: { programs: ['apps/api/dist/console.js'], beside: ['apps/admin/dist'] },
  'gateway-agent': { programs: ['apps/gateway-agent/src/main.ts', 'apps/gateway-agent/src/fsck/main.ts', 'apps/gateway-agent/src/health/main.ts'], beside: [] },
} as const satisfies Record<string, { readonly programs: readonly string[]; readonly beside: readonly string[] }>;

export type Image = keyof typeof images;

interface Locked {
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Copies the image's files below `into`, at the places they have in the tree. @throws Error — when something that is loaded is not there */
export function layOut(image: Image, into: string): void {
  const locked = (JSON.parse(readFileSync(`${repoRoot}/package-lock.json`, 'utf8')) as { packages: Record<string, Locked> }).packages;
  const { files, packages } = loadedBy(images[image].programs);
  const folders = [...new Set([...files].map(packageFolder))];
  for (const path of [...files, ...images[image].beside, ...folders.map((folder) => `${folder}/package.json`)]) copy(path, into);
  for (const map of [...files].filter((file) => existsSync(`${repoRoot}/${file}.map`))) copy(`${map}.map`, into);
  const places = new Set<string>();
  for (const { name, from } of packages) collect(locked, name, from, places);
  for (const place of places) {
    const { link, resolved } = locked[place] as Locked;
    if (link) linkTo(`${into}/${place}`, `${into}/${resolved}`);
    else copy(place, into);
  }
}

/** The files of the tree that the programs load, and the npm packages with the file that names each. */
function loadedBy(programs: readonly string[]): { files: Set<string>; packages: { name: string; from: string }[] } {
  const files = new Set<string>();
  const packages: { name: string; from: string }[] = [];
  const queue = [...programs];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const wanted of importsOf(readFileSync(`${repoRoot}/${file}`, 'utf8'))) {
      if (wanted.startsWith('node:')) continue;
      const name = packageName(wanted);
      if (name) packages.push({ name, from: file });
      // Our own libraries are loaded through npm's links; their files lie in the tree.
      const target = !name ? join(dirname(file), wanted) : name.startsWith('@guardroom/') ? relative(repoRoot, realpathSync(createRequire(`${repoRoot}/${file}`).resolve(wanted))) : undefined;
      if (target) queue.push(target);
    }
  }
  return { files, packages };
}

/** What a module imports when it runs: types are stripped, so their imports do not count. */
export function importsOf(source: string): string[] {
  const statements = /^\s*(?:import|export)\s+(?!type\b)(?:[\w*\s{},$]*?from\s*)?["']([^"'\n]+)["']/gm;
  const calls = /\b(?:import|require)\(\s*["']([^"'\n]+)["']\s*\)/g;
  return [...source.matchAll(statements), ...source.matchAll(calls)].map((match) => match[1] as string);
}

/** `@scope/name` or `name` of a bare import, nothing for a path. */
const packageName = (wanted: string): string | undefined => (/^[./]/.test(wanted) ? undefined : wanted.split('/').slice(0, wanted.startsWith('@') ? 2 : 1).join('/'));

/** Takes a package up with all that it needs, looked up as Node does: beside the one who asks, then further up. */
function collect(locked: Readonly<Record<string, Locked>>, name: string, from: string, into: Set<string>, isNeeded = true): void {
  const place = placeOf(locked, name, from);
  // An optional package that is not for this platform stands in the lock and not in the folder.
  if (!place || !existsSync(`${repoRoot}/${place}`)) {
    if (isNeeded && !builtIn(name)) throw new Error(`${from} loads ${name}, which is not installed`);
    return;
  }
  if (into.has(place)) return;
  into.add(place);
  const { link, resolved, dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = locked[place] as Locked;
  if (link) return; // its files were looked through one by one
  for (const each of Object.keys(dependencies)) collect(locked, each, resolved && link ? resolved : place, into);
  for (const each of Object.keys(optionalDependencies)) collect(locked, each, place, into, false);
  for (const each of Object.keys(peerDependencies)) if (!peerDependenciesMeta[each]?.optional) collect(locked, each, place, into, false);
}

const builtIn = (name: string): boolean => createRequire(import.meta.url).resolve.paths(name) === null;

function placeOf(locked: Readonly<Record<string, Locked>>, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = folder === '.' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (locked[place]) return place;
    if (folder === '.') return undefined;
  }
}

const packageFolder = (file: string): string => {
  for (let folder = dirname(file); ; folder = dirname(folder)) if (existsSync(`${repoRoot}/${folder}/package.json`)) return folder;
};

/** A package's own files; what lies in its `node_modules` is taken up by itself, or not at all. */
function copy(path: string, into: string): void {
  const root = `${repoRoot}/${path}`;
  mkdirSync(dirname(`${into}/${path}`), { recursive: true });
  cpSync(root, `${into}/${path}`, { recursive: true, filter: (source) => !relative(root, source).split('/').includes('node_modules') });
}

function linkTo(place: string, target: string): void {
  mkdirSync(dirname(place), { recursive: true });
  if (!lstatSync(place, { throwIfNoEntry: false })) symlinkSync(relative(dirname(place), target), place);
}

const [, program, image, into] = process.argv;
if (program && import.meta.url === pathToFileURL(program).href) {
  if (!image || !into || !(image in images)) throw new Error(`usage: node infra/images/lay-out.ts <${Object.keys(images).join('|')}> <folder>`);
  mkdirSync(resolve(into), { recursive: true });
  if (readdirSync(resolve(into)).length > 0) throw new Error(`${into} is not empty`);
  layOut(image as Image, resolve(into));
}
