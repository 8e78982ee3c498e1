import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { ensureGoProgram } from '../../infra/launcher/go-builds.ts';
import { pythonWith, ran, type Ran } from '../interop/tools.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const say = (doing: string) => process.stderr.write(`${doing}\n`);
const chart = `${root}charts/guardroom`;

/** The Kubernetes that manifests are rendered for and held against. */
export const KUBERNETES = '1.35';
/** The three sizes that the chart comes with. */
export const SIZES = ['school', 'district', 'large'] as const;
export type Size = (typeof SIZES)[number];

/** A folder that is gone after `use`. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'guardroom-deployment-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs Helm on the chart with the values of a size and others beside them. */
export async function helm(verb: 'lint' | 'template', size: Size, ...args: readonly string[]): Promise<Ran> {
  const name = verb === 'template' ? ['guardroom'] : [];
  return ran(await ensureGoProgram('helm', say), verb, ...name, chart, '--kube-version', `${KUBERNETES}.0`, '--values', `${chart}/examples/${size}.yaml`, ...args);
}

/** A Kubernetes object as far as tests look into it. */
export type Manifest = { readonly kind: string; readonly metadata: { readonly name: string; readonly annotations?: Record<string, string> }; readonly spec: unknown; readonly data?: Record<string, string> };

/** The objects that the chart renders to, and their text. @throws Error — with what Helm said */
export async function rendered(size: Size, ...args: readonly string[]): Promise<{ text: string; manifests: Manifest[] }> {
  const { code, stdout, stderr } = await helm('template', size, '--namespace', 'guardroom', ...args);
  if (code !== 0) throw new Error(stderr);
  return { text: stdout, manifests: parseAllDocuments(stdout).map((document) => document.toJS() as Manifest | null).filter((manifest) => manifest !== null) };
}

/** What the Kubernetes schemas say against manifests; empty when nothing. Words that no schema knows count. */
export async function schemaFaults(text: string): Promise<string> {
  const python = `${await pythonWith('kubernetes-validate', `${root}tests/deployment/kubernetes-requirements.txt`)}/python`;
  return inFolder(async (folder) => {
    await writeFile(`${folder}/manifests.yaml`, text);
    const { code, stdout, stderr } = await ran(python, '-m', 'kubernetes_validate', '--strict', '--kubernetes-version', KUBERNETES, `${folder}/manifests.yaml`);
    return code === 0 ? '' : `${stdout}${stderr}`;
  });
}

/** What the last stage of a Dockerfile leaves in the image: its environment, the folders that it makes and copies, and the command. */
export type LastStage = { readonly env: Readonly<Record<string, string>>; readonly copies: readonly { readonly from: string; readonly to: string }[]; readonly made: readonly string[]; readonly command: readonly string[] };

/** Reads the last stage of `infra/images/<image>.Dockerfile`. @throws Error — for an `ENV` that is not written as `NAME=value` words */
export function lastStageOf(image: string): LastStage {
  const text = readFileSync(`${root}infra/images/${image}.Dockerfile`, 'utf8').split(/^FROM /m).pop()!;
  const env = [...text.matchAll(/^ENV (.+)$/gm)].flatMap(([, words]) => words!.split(' ')).map((word) => {
    const [, name, value] = /^(\w+)=([^\s"'$]*)$/.exec(word) ?? [];
    if (name === undefined || value === undefined) throw new Error(`${image}.Dockerfile: ENV ${word}`);
    return [name, value] as const;
  });
  const copies = [...text.matchAll(/^COPY (?:--from=\w+ )?(\S+) (\S+)$/gm)].map(([, from, to]) => ({ from: from!, to: to! }));
  const made = [...text.matchAll(/^RUN install -d .* (\S+)$/gm)].map(([, folder]) => folder!);
  return { env: Object.fromEntries(env), copies, made, command: JSON.parse(/^CMD (\[.*\])$/m.exec(text)?.[1] ?? '[]') as string[] };
}

/** A service of the compose file as compose itself understands it. */
export type Service = {
  readonly image: string;
  readonly build?: { readonly dockerfile: string; readonly args?: Record<string, string> };
  readonly command?: readonly string[] | null;
  readonly environment?: Record<string, string | null>;
  readonly read_only?: boolean;
  readonly privileged?: boolean;
  readonly user?: string;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly ports?: readonly { readonly published: string; readonly protocol: string }[];
  readonly secrets?: readonly { readonly source: string; readonly target?: string }[];
  readonly networks?: Record<string, unknown>;
  readonly volumes?: readonly { readonly type: string; readonly source: string; readonly target: string; readonly read_only?: boolean }[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly profiles?: readonly string[];
};
export type Composed = { readonly services: Record<string, Service>; readonly secrets: Record<string, { readonly file: string }>; readonly networks: Record<string, { readonly internal?: boolean } | null> };

/** The compose file, read and checked by the compose specification's own loader. @throws Error — with what it found */
export async function composed(environment: Readonly<Record<string, string>>): Promise<Composed> {
  // Its small command knows no environment: the names are put in here, and a name without a value is a fault.
  const text = readFileSync(`${root}infra/compose.yaml`, 'utf8').replaceAll(/(?<!\$)\$\{(\w+)(?::([?-])([^}]*))?\}/g, (_whole, name: string, kind: string | undefined, fallback = '') => {
    const value = environment[name] ?? (kind === '-' ? (fallback as string) : undefined);
    if (value === undefined) throw new Error(`compose.yaml: ${name} has no value`);
    return value;
  });
  return inFolder(async (folder) => {
    await writeFile(`${folder}/compose.yaml`, text);
    const { code, stdout, stderr } = await ran(await ensureGoProgram('compose', say), '-format', 'json', `${folder}/compose.yaml`);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Composed;
  });
}

export const HOSTS = { GUARDROOM_HOST: 'guardroom.test', AUTH_HOST: 'auth.test', STORE_HOST: 'store.test' } as const;

/** Makes an installation's secrets as its operator does; answers what the script said. */
export async function makeSecrets(folder: string, hosts: Readonly<Record<keyof typeof HOSTS, string>> = HOSTS): Promise<Ran> {
  const environment = { ...hosts, NODE_IP: '127.0.0.1', SECRETS: `${folder}/secrets`, ENV_FILE: `${folder}/.env` };
  return ran('env', ...Object.entries(environment).map(([name, value]) => `${name}=${value}`), 'bash', `${root}infra/compose/make-secrets.sh`);
}
