import { readFileSync } from 'node:fs';
import { builtDir, ensureBuilt, type CachedBuild } from './builds.ts';
import { run } from './command.ts';
import { PartFailed } from './failure.ts';
import { withLock } from './lock.ts';
import { findProgram } from './packages.ts';
import { cacheDir, repoRoot } from './places.ts';

/** Programs built from pinned Go modules: `infra/servers/<name>/go.mod` names the version, go.sum its content. */
export const goPrograms = {
  minio: 'github.com/minio/minio',
  livekit: 'github.com/livekit/livekit-server/cmd/server',
  fsck: 'github.com/transparency-dev/tessera/cmd/fsck',
  helm: 'helm.sh/helm/v3/cmd/helm',
  compose: 'github.com/compose-spec/compose-go/v2/cmd',
  versitygw: 'github.com/versity/versitygw/cmd/versitygw',
} as const;

export type GoProgram = keyof typeof goPrograms;

/** Those that an installation runs; the others are tools of tests. */
export const installedPrograms = ['minio', 'livekit'] as const satisfies readonly GoProgram[];

const buildFlags = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w'];

/** Builds the program when these inputs were never built before, and answers its path. @throws PartFailed — when there is no Go, or the build fails. */
export async function ensureGoProgram(name: GoProgram, say: (doing: string) => void): Promise<string> {
  await ensureBuilt(recipe(name), say);
  return goProgramPath(name);
}

/** Where the built program lies. */
export function goProgramPath(name: GoProgram): string {
  return `${builtDir(recipe(name))}/${name}`;
}

function recipe(name: GoProgram): CachedBuild {
  const dir = `${repoRoot}/infra/servers/${name}`;
  return {
    name,
    inputs: [readFileSync(`${dir}/go.mod`), readFileSync(`${dir}/go.sum`), goPrograms[name], buildFlags.join(' ')],
    build: async (into, say) => {
      const go = findProgram('go');
      if (!go) throw new PartFailed(name, 'Go is not installed', { advice: 'Install Go 1.26 or newer (https://go.dev/dl), put it on PATH and run this again.' });
      // One build at a time: each fills all cores and takes up to 2 GB by itself.
      await withLock(`${cacheDir}/go-build.lock`, async () => {
        const logPath = `${cacheDir}/logs/${name}.build.log`;
        let compiled = 0;
        say('building it from source, some minutes the first time');
        const result = await run(go, ['build', '-v', '-mod=readonly', ...buildFlags, '-o', `${into}/${name}`, goPrograms[name]], {
          cwd: dir,
          logPath,
          env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '' },
          // Go names each module as it fetches it, then each package as it compiles it.
          onLine: (line) => say(line.startsWith('go: downloading ') ? `fetching sources: ${line.split(' ')[2]}` : `building it from source: ${(compiled += 1)} packages`),
        });
        if (result.code === 0) return;
        throw new PartFailed(name, `\`go build\` ended with ${result.code}`, {
          advice: 'Check that the Go module proxy can be reached (go env GOPROXY) and that `go version` is 1.26 or newer.',
          logPath,
        });
      }, () => say('waiting for another build'));
    },
  };
}
