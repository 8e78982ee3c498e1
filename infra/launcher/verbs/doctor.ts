import { existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { run } from '../command.ts';
import { goProgramPath, installedPrograms } from '../go-builds.ts';
import { openInstallation, type Installation } from '../installation.ts';
import { keycloakDir } from '../keycloak-build.ts';
import { findProgram, missingPackages } from '../packages.ts';
import { allParts } from '../parts.ts';
import { defaultHome } from '../places.ts';
import { holderOf, isFree, type PortName } from '../ports.ts';
import { runningProcess } from '../process.ts';
import { isRealmCurrent } from '../services/keycloak.ts';
import { padded } from '../text-table.ts';
import type { Verb } from '../verbs.ts';

/** What was looked at, whether it is well, and what to do if not. */
interface Finding {
  readonly what: string;
  readonly isWell: boolean;
  readonly detail: string;
  readonly todo?: string;
}

/** Looks at every part of the installation and says what to do where something is wrong. */
export const doctor: Verb = {
  usage: '',
  summary: 'check every part and say what to do',
  async run() {
    const home = defaultHome();
    const findings = [...(await machine(home)), ...builds(), ...(existsSync(`${home}/secrets.json`) ? await installed(home) : notInstalled())];
    for (const { what, isWell, detail, todo } of findings) {
      process.stdout.write(`  ${isWell ? '✓' : '✗'} ${padded(what, 18)} ${detail}\n`);
      if (!isWell && todo) process.stdout.write(`    ${' '.repeat(18)} → ${todo}\n`);
    }
    const ill = findings.filter((finding) => !finding.isWell).length;
    process.stdout.write(ill === 0 ? `\n  All ${findings.length} checks are well.\n` : `\n  ${ill} of ${findings.length} checks need a hand.\n`);
    return ill === 0 ? 0 : 1;
  },
};

const gib = 1024 ** 3;

async function machine(home: string): Promise<Finding[]> {
  const missing = missingPackages();
  const disk = await statfs(existsSync(home) ? home : '.');
  const freeGib = (disk.bavail * disk.bsize) / gib;
  const go = findProgram('go');
  const java = findProgram('java');
  return [
    { what: 'Node.js', isWell: true, detail: `${process.version} at ${process.execPath}` },
    { what: 'Debian packages', isWell: missing.length === 0, detail: missing.length === 0 ? 'all present' : `missing: ${missing.join(', ')}`, todo: './guardroom up installs them' },
    { what: 'Go', isWell: go !== undefined, detail: go ? (await run(go, ['version'])).stdout.trim() : 'not found', todo: 'install Go 1.26 or newer from https://go.dev/dl' },
    { what: 'Java', isWell: java !== undefined, detail: java ? ((await run(java, ['-version'])).output.split('\n')[0] ?? '') : 'not found', todo: 'apt-get install openjdk-17-jre-headless' },
    { what: 'disk', isWell: freeGib > 5, detail: `${freeGib.toFixed(1)} GB free`, todo: 'recordings fill the disk: make room, or move GUARDROOM_HOME to a larger one' },
  ];
}

function builds(): Finding[] {
  const todo = './guardroom up builds it';
  return [
    ...installedPrograms.map((name) => ({ what: `build of ${name}`, isWell: existsSync(goProgramPath(name)), detail: goProgramPath(name), todo })),
    { what: 'build of keycloak', isWell: existsSync(keycloakDir()), detail: keycloakDir(), todo },
  ];
}

function notInstalled(): Finding[] {
  return [{ what: 'installation', isWell: false, detail: `none at ${defaultHome()}`, todo: './guardroom up' }];
}

async function installed(home: string): Promise<Finding[]> {
  const installation = await openInstallation(home, 'live');
  const mode = statSync(`${home}/secrets.json`).mode & 0o777;
  return [
    { what: 'secrets', isWell: mode === 0o600, detail: `secrets.json has mode ${mode.toString(8)}`, todo: `chmod 600 ${home}/secrets.json` },
    { what: 'realm', isWell: isRealmCurrent(installation), detail: isRealmCurrent(installation) ? 'as the realm file describes it' : 'the realm file changed after it was imported', todo: './guardroom reset and up import it anew, or make the change in Keycloak' },
    ...(await Promise.all(allParts.map((part) => look(installation, part)))),
  ];
}

async function look(installation: Installation, part: (typeof allParts)[number]): Promise<Finding> {
  const record = runningProcess(installation.places, part.name);
  if (record) {
    const { isHealthy, says } = await part.look(installation);
    return { what: part.title, isWell: isHealthy, detail: isHealthy ? part.address(installation) : `process ${record.pid} runs but ${says}`, todo: `./guardroom logs ${part.name}; ./guardroom down and up start it anew` };
  }
  const port = installation.ports[part.name as PortName];
  const isTaken = port !== undefined && !(await isFree(port));
  return isTaken
    ? { what: part.title, isWell: false, detail: `stopped, and its port ${port} is taken by ${holderOf(port) ?? 'another program'}`, todo: `stop that program, or change "${part.name}" in ${installation.places.run}/ports.json` }
    : { what: part.title, isWell: false, detail: 'stopped', todo: './guardroom up' };
}
