import { beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { images, importsOf, layOut, type Image } from '../../infra/images/lay-out.ts';
import { buildApps } from '../../infra/launcher/app-steps.ts';
import { goPrograms } from '../../infra/launcher/go-builds.ts';
import { ran } from '../interop/tools.ts';
import { inFolder, lastStageOf, root } from './tools.ts';

const dockerfiles = readdirSync(`${root}infra/images`).filter((name) => name.endsWith('.Dockerfile'));
const textOf = (name: string): string => readFileSync(`${root}infra/images/${name}`, 'utf8');
const lastStage = (name: string): string => textOf(name).split(/^FROM /m).pop()!;
const runs = (name: string): string[] => [...textOf(name).matchAll(/^RUN (.*)$/gm)].map((match) => match[1] as string);

describe.each(dockerfiles)('%s', (name) => {
  test('builds in stages, so that no tool of the build is in the image, unless it only installs', () => {
    const stages = textOf(name).match(/^FROM /gm)!.length;
    expect([stages >= 2, name]).toEqual([name !== 'front.Dockerfile', name]);
    expect(lastStage(name)).not.toMatch(/npm |go build|kc\.sh build/);
  });

  test('ends as an account that is not root, given by number', () => {
    expect(lastStage(name)).toMatch(/^USER [1-9]\d*:\d+$/m);
  });

  test('stands on images of an exact version, which a release pins by digest', () => {
    const bases = Object.fromEntries([...textOf(name).matchAll(/^ARG (\w+_IMAGE)=(\S+)$/gm)].map((match) => [match[1], match[2]]));
    const used = [...textOf(name).matchAll(/^FROM (\S+)/gm)].map((match) => match[1] as string);
    for (const image of used) expect(Object.keys(bases).map((base) => `\${${base}}`)).toContain(image);
    for (const image of Object.values(bases)) expect(image).toMatch(/:\d+\.\d+(\.\d+)?(-[a-z-]+)?$/);
    for (const other of dockerfiles) for (const [base, image] of Object.entries(bases)) expect([other, new RegExp(`^ARG ${base}=(\\S+)$`, 'm').exec(textOf(other))?.[1] ?? image]).toEqual([other, image]);
  });

  test('installs only Debian packages that there are', async () => {
    for (const line of runs(name).filter((run) => run.includes('apt-get install'))) {
      expect(line).toMatch(/^apt-get update && apt-get install -y --no-install-recommends [a-z0-9 .+-]+ && rm -rf \/var\/lib\/apt\/lists\/\*$/);
      const packages = /--no-install-recommends ([a-z0-9 .+-]+) &&/.exec(line)![1]!.split(' ');
      for (const each of packages) expect([each, (await ran('apt-cache', 'show', '--no-all-versions', each)).stdout.split('\n')[0]]).toEqual([each, `Package: ${each}`]);
    }
  });

  test('copies only what is in the tree', () => {
    for (const [, from] of textOf(name).matchAll(/^COPY (?!--from)(\S+) /gm)) if (!(from as string).includes('$')) expect([from, existsSync(join(root, from as string))]).toEqual([from, true]);
  });

  test('runs nothing that these tests do not know', () => {
    const known = [
      /^apt-get update && apt-get install /,
      /^install -d -o 10001 -g 10001 -m 0700 \/\S+$/,
      /^npm ci --ignore-scripts --no-audit --no-fund$/,
      /^node infra\/images\/build\.ts (api|console|gateway-agent) \/image$/,
      /^CGO_ENABLED=0 go build -mod=readonly -trimpath -buildvcs=false -ldflags='-s -w' -o \/out\/server \$\{PACKAGE\}$/,
      /^\/opt\/keycloak\/bin\/kc\.sh build --db=postgres --health-enabled=true --metrics-enabled=true$/,
    ];
    for (const run of runs(name)) expect([run, known.some((one) => one.test(run))]).toEqual([run, true]);
  });
});

test('the package list that the names are held against is there, and refuses a name that is none', async () => {
  expect((await ran('apt-cache', 'show', 'ffmpegg')).code).not.toBe(0);
  expect((await ran('apt-cache', 'show', 'bash')).code).toBe(0);
});

test('images run the versions that everything else runs', () => {
  expect(/KEYCLOAK_IMAGE=\S+:(\S+)/.exec(textOf('keycloak.Dockerfile'))![1]).toBe(/const version = '([^']+)'/.exec(readFileSync(`${root}infra/launcher/keycloak-build.ts`, 'utf8'))![1]);
  expect(/NODE_IMAGE=node:(\d+)\./.exec(textOf('api.Dockerfile'))![1]).toBe(process.versions.node.split('.')[0]);
  const needed = Object.keys(goPrograms).map((name) => /^go (\d+\.\d+)/m.exec(readFileSync(`${root}infra/servers/${name}/go.mod`, 'utf8'))![1]!);
  const [major, minor] = /GO_IMAGE=golang:(\d+)\.(\d+)/.exec(textOf('server.Dockerfile'))!.slice(1).map(Number) as [number, number];
  for (const go of needed) expect(major * 1000 + minor).toBeGreaterThanOrEqual(go.split('.').map(Number).reduce((all, part) => all * 1000 + part));
});

test('imports are found in what runs, and not in types', () => {
  const source = `import type { A } from 'types-only';\nimport { a,\n  b } from "many/lines";\nimport 'effect';\nexport * from './own.ts';\nconst c = await import('late');\nexport type { D } from 'types-too';`;
  expect(importsOf(source).sort()).toEqual(['./own.ts', 'effect', 'late', 'many/lines']);
});

describe('what an image holds', () => {
  beforeAll(() => buildApps(() => undefined), 600_000);

  /** How a program ends that is started from what its image holds, in an empty environment. */
  async function started(folder: string, program: string): Promise<{ code: number | null; said: string }> {
    const child = spawn(process.execPath, [join(folder, program)], { cwd: folder, env: { PATH: process.env['PATH'], GATEWAY_HOME: join(folder, 'home') }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, said };
  }

  test.each(Object.keys(images) as Image[])('%s: what its environment and its command name', async (image) => {
    const { env, copies, made, command } = lastStageOf(image);
    expect(copies).toEqual([{ from: '/image', to: '/app' }]);
    await inFolder(async (folder) => {
      layOut(image, folder);
      const named = [...Object.values(env).filter((value) => value.startsWith('/')), `/app/${command.at(-1)}`];
      for (const path of named) expect([path, made.includes(path) || (path.startsWith('/app/') && existsSync(join(folder, path.slice('/app/'.length))))]).toEqual([path, true]);
    });
  });

  test.each(Object.keys(images) as Image[])('%s: all that its programs load, up to their own configuration, and nothing of the tests', async (image) => {
    await inFolder(async (folder) => {
      layOut(image, folder);
      for (const program of images[image].programs) {
        const { code, said } = await started(folder, program);
        expect([program, code, said]).toEqual([program, expect.any(Number), expect.stringMatching(/configuration|must be set|usage/)]);
        expect([program, said]).not.toEqual([program, expect.stringContaining('ERR_MODULE_NOT_FOUND')]);
      }
      for (const kept of ['tests', 'infra', 'apps/gateway-agent/src/testing', 'node_modules/jest', 'node_modules/vite', 'node_modules/playwright-core', 'node_modules/nx']) expect([kept, existsSync(join(folder, kept))]).toEqual([kept, false]);
      expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.spec.ts') && !path.includes('node_modules'))).toEqual([]);
    });
  });
});
