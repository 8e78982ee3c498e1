import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { run } from './command.ts';
import { PartFailed } from './failure.ts';
import { withLock } from './lock.ts';
import { cacheDir } from './places.ts';

/** A Debian package and how to see that what we want of it is there, by whatever way it came. */
interface DebianPackage {
  readonly name: string;
  readonly isThere: () => boolean;
}

const gstreamerPlugin = (file: string) => (): boolean =>
  ['x86_64-linux-gnu', 'aarch64-linux-gnu'].some((triplet) => existsSync(`/usr/lib/${triplet}/gstreamer-1.0/${file}`));
const typelib = (name: string): boolean =>
  ['x86_64-linux-gnu', 'aarch64-linux-gnu'].some((triplet) => existsSync(`/usr/lib/${triplet}/girepository-1.0/${name}`));

/** Debian keeps what `python3 -m venv` needs in a package of its own; a machine without any Python gets Debian's with the others, and needs it then. */
const hasVenv = (): boolean => {
  const python = findProgram('python3');
  return python === '/usr/bin/python3' ? debianHasVenv() : python !== undefined;
};
const debianHasVenv = (): boolean => readdirSync('/usr/lib').some((name) => /^python3\.\d+$/.test(name) && existsSync(`/usr/lib/${name}/ensurepip`));

const packages: readonly DebianPackage[] = [
  { name: 'postgresql', isThere: () => postgresBinDir() !== undefined },
  { name: 'redis-server', isThere: () => findProgram('redis-server') !== undefined },
  { name: 'ffmpeg', isThere: () => findProgram('ffmpeg') !== undefined && findProgram('ffprobe') !== undefined },
  { name: 'chromium', isThere: () => findProgram('chromium') !== undefined },
  { name: 'python3-gi', isThere: () => existsSync('/usr/lib/python3/dist-packages/gi') },
  { name: 'python3-venv', isThere: hasVenv },
  { name: 'gir1.2-gst-rtsp-server-1.0', isThere: () => typelib('GstRtspServer-1.0.typelib') },
  { name: 'gstreamer1.0-plugins-base', isThere: gstreamerPlugin('libgstvideotestsrc.so') },
  { name: 'gstreamer1.0-plugins-good', isThere: gstreamerPlugin('libgstrtp.so') },
  { name: 'gstreamer1.0-plugins-bad', isThere: gstreamerPlugin('libgstvideoparsersbad.so') },
  { name: 'gstreamer1.0-plugins-ugly', isThere: gstreamerPlugin('libgstx264.so') },
  { name: 'gstreamer1.0-x', isThere: gstreamerPlugin('libgstpango.so') },
  { name: 'fonts-noto-cjk', isThere: () => existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc') },
  { name: 'haproxy', isThere: () => findProgram('haproxy') !== undefined },
  { name: 'faketime', isThere: () => findProgram('faketime') !== undefined },
  { name: 'unzip', isThere: () => findProgram('unzip') !== undefined },
  { name: 'openjdk-17-jre-headless', isThere: () => findProgram('java') !== undefined },
  { name: 'maven', isThere: () => findProgram('mvn') !== undefined },
];

/** Debian packages whose content is missing on this machine. */
export function missingPackages(): string[] {
  return packages.filter((wanted) => !wanted.isThere()).map((wanted) => wanted.name);
}

/**
 * Installs what is missing in one go, without letting PostgreSQL or Redis start on their own.
 * @throws PartFailed — when there is no apt-get, no right to use it, or it fails.
 */
export async function ensurePackages(say: (doing: string) => void): Promise<void> {
  if (missingPackages().length === 0) return;
  await withLock(`${cacheDir}/packages.lock`, async () => {
    const missing = missingPackages();
    if (missing.length === 0) return;
    const byHand = `Install them by hand, then run this again: sudo apt-get install --no-install-recommends ${missing.join(' ')}`;
    const aptGet = findProgram('apt-get');
    if (!aptGet) throw new PartFailed('packages', `missing on this machine: ${missing.join(', ')}`, { advice: byHand });
    const isRoot = process.getuid?.() === 0;
    if (!isRoot && !findProgram('sudo')) throw new PartFailed('packages', `no right to install ${missing.join(', ')}`, { advice: byHand });
    const logPath = `${cacheDir}/logs/packages.log`;
    const apt = async (...args: string[]): Promise<void> => {
      const command = [...(isRoot ? [] : ['sudo', '-n']), 'env', 'DEBIAN_FRONTEND=noninteractive', aptGet, '-y', '-q', ...args];
      const result = await run(command[0] as string, command.slice(1), { logPath });
      if (result.code !== 0) throw new PartFailed('packages', `apt-get ${args[0]} ended with ${result.code}`, { advice: byHand, logPath });
    };
    if (isRoot && missing.includes('postgresql')) keepPostgresFromStarting();
    say('reading Debian’s package lists');
    await apt('update');
    say(`installing ${missing.join(', ')}`);
    await apt('install', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', ...missing);
    const still = missingPackages();
    if (still.length > 0) throw new PartFailed('packages', `installed, but still not found: ${still.join(', ')}`, { advice: byHand, logPath });
  }, () => say('waiting for another installation of packages'));
}

/** Debian would make and start a cluster of its own; ours lives in the installation's data folder. */
function keepPostgresFromStarting(): void {
  mkdirSync('/etc/postgresql-common/createcluster.d', { recursive: true });
  writeFileSync('/etc/postgresql-common/createcluster.d/guardroom.conf', 'create_main_cluster = false\nstart_conf = manual\n');
}

/** Full path of a program on PATH. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin'];
  return folders.map((folder) => `${folder}/${name}`).find((path) => existsSync(path));
}

/** Folder with `initdb` and `postgres`: Debian keeps them off PATH, one folder per major version; the newest wins. */
export function postgresBinDir(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const majors = existsSync(debian) ? readdirSync(debian).filter((name) => /^\d+$/.test(name)) : [];
  const newest = majors.sort((a, b) => Number(b) - Number(a)).map((major) => `${debian}/${major}/bin`);
  const onPath = findProgram('initdb')?.replace(/\/initdb$/, '');
  return [...newest, ...(onPath ? [onPath] : [])].find((dir) => existsSync(`${dir}/initdb`) && existsSync(`${dir}/postgres`));
}
