import { cpSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { builtDir, ensureBuilt, type CachedBuild } from './builds.ts';
import { run } from './command.ts';
import { PartFailed } from './failure.ts';
import { ensurePackages } from './packages.ts';
import { cacheDir, repoRoot } from './places.ts';

const version = '26.4.7';
const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:zip`;
const mavenCopy = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';
const buildOptions = ['--db=postgres', '--health-enabled=true', '--metrics-enabled=true'];
const themesDir = `${repoRoot}/infra/keycloak/themes`;

/** Fetches Keycloak from Maven and augments it for PostgreSQL and our sign-in theme, once per version and theme. @throws PartFailed — when either fails. */
export async function ensureKeycloakBuilt(say: (doing: string) => void): Promise<string> {
  await ensurePackages(say);
  return ensureBuilt(recipe(), say);
}

/** The folder of the built distribution. */
export function keycloakDir(): string {
  return builtDir(recipe());
}

function recipe(): CachedBuild {
  return {
    name: 'keycloak',
    inputs: [artifact, buildOptions.join(' '), ...themeFiles()],
    build: async (into, say) => {
      const logPath = `${cacheDir}/logs/keycloak.build.log`;
      const step = async (program: string, args: readonly string[], advice: string): Promise<void> => {
        const result = await run(program, args, { cwd: into, logPath });
        if (result.code !== 0) throw new PartFailed('keycloak', `\`${program}\` ended with ${result.code}`, { advice, logPath });
      };
      say(`fetching version ${version} from Maven`);
      await step('mvn', ['-B', '-q', mavenCopy, `-Dartifact=${artifact}`, `-DoutputDirectory=${into}`], 'Check that Maven Central, or the mirror in ~/.m2/settings.xml, can be reached.');
      say('unpacking');
      const zip = `${into}/keycloak-quarkus-dist-${version}.zip`;
      await step('unzip', ['-q', zip], 'Check the free space of the disk.');
      rmSync(zip);
      for (const entry of readdirSync(`${into}/keycloak-${version}`)) renameSync(`${into}/keycloak-${version}/${entry}`, `${into}/${entry}`);
      rmSync(`${into}/keycloak-${version}`, { recursive: true });
      cpSync(themesDir, `${into}/themes`, { recursive: true });
      say('preparing it for PostgreSQL');
      await step('sh', [`${into}/bin/kc.sh`, 'build', ...buildOptions], 'Read the log; Keycloak needs Java 17 or newer.');
    },
  };
}

function themeFiles(): Buffer[] {
  const names = readdirSync(themesDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return names
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort()
    .flatMap((path) => [Buffer.from(path.slice(themesDir.length)), readFileSync(path)]);
}
