import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAMS, type Program, configure, namesReadBy } from './read-names.ts';
import { type Manifest, SIZES, type Size, helm, makeSecrets, rendered, schemaFaults } from './tools.ts';

type Env = { readonly name: string; readonly value?: string; readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string } } };
type Container = {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly env?: readonly Env[];
  readonly envFrom?: readonly { readonly configMapRef?: { readonly name: string } }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly securityContext: unknown;
  readonly resources: { readonly requests: object; readonly limits: object };
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
};
type Probe = { readonly httpGet: { readonly path: string; readonly port: string; readonly scheme: string } };
type Source = { readonly secret: { readonly name: string; readonly items: readonly { readonly key: string; readonly path: string }[] } };
type Volume = { readonly name: string; readonly projected?: { readonly sources: readonly Source[] }; readonly secret?: { readonly secretName: string }; readonly persistentVolumeClaim?: { readonly claimName: string } };
type Pod = { readonly metadata: { readonly labels: Record<string, string> }; readonly spec: { readonly containers: readonly Container[]; readonly volumes: readonly Volume[]; readonly automountServiceAccountToken: boolean; readonly securityContext: Record<string, unknown> } };

const chart = new Map<Size, { text: string; manifests: Manifest[] }>();
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guardroom-chart-'));
  const made = await makeSecrets(folder);
  if (made.code !== 0) throw new Error(made.stderr);
  for (const size of SIZES) chart.set(size, await rendered(size));
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true }));

const of = (size: Size): Manifest[] => chart.get(size)!.manifests;
const named = (size: Size, kind: string): string[] => of(size).filter((one) => one.kind === kind).map((one) => one.metadata.name).sort();
const podsOf = (size: Size): { name: string; pod: Pod }[] =>
  of(size).filter((one) => ['Deployment', 'StatefulSet', 'Job'].includes(one.kind)).map((one) => ({ name: one.metadata.name, pod: (one.spec as { template: Pod }).template }));
const containersOf = (size: Size): { name: string; pod: Pod; container: Container }[] => podsOf(size).flatMap(({ name, pod }) => pod.spec.containers.map((container) => ({ name, pod, container })));
const programOf = ({ command = [], name }: Container): Program => Object.entries(PROGRAMS).find(([path]) => command.includes(path))?.[1] ?? (name as Program);

/** The environment of a container, with what its ConfigMap gives. */
function environmentOf(size: Size, { env = [], envFrom = [] }: Container): Record<string, string> {
  const given = envFrom.flatMap(({ configMapRef }) => Object.entries(of(size).find((one) => one.kind === 'ConfigMap' && one.metadata.name === configMapRef?.name)?.data ?? {}));
  return Object.fromEntries([...given, ...env.filter((one) => one.value !== undefined).map(({ name, value }) => [name, value as string] as const)]);
}

describe.each(SIZES)('the chart for a %s', (size) => {
  test('passes Helm’s own checks', async () => {
    const { code, stdout } = await helm('lint', size, '--strict');
    expect([code, stdout.split('\n').filter((line) => /\[(WARNING|ERROR)\]/.test(line))]).toEqual([0, []]);
  });

  test('renders to objects that the Kubernetes schemas take, strictly', async () => {
    expect(await schemaFaults(chart.get(size)!.text)).toBe('');
  });

  test('runs no program with more rights than it needs', () => {
    for (const { name, pod, container } of containersOf(size)) {
      expect([name, pod.spec.automountServiceAccountToken]).toEqual([name, false]);
      expect([name, pod.spec.securityContext]).toEqual([name, expect.objectContaining({ runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } })]);
      expect([name, container.securityContext]).toEqual([name, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }]);
      expect([name, Object.keys(container.resources.requests).sort(), Object.keys(container.resources.limits)]).toEqual([name, ['cpu', 'memory'], ['memory']]);
    }
  });

  test('names images by version or digest', () => {
    for (const { container } of containersOf(size)) expect(container.image).toMatch(size === 'large' ? /@sha256:[0-9a-f]{64}$/ : /:\d+\.\d+\.\d+$/);
  });

  test('probes every program that has a port, over TLS, where it answers', () => {
    for (const { name, container } of containersOf(size)) {
      const ports = (container.ports ?? []).map((port) => port.name);
      const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
      if (ports.length === 0) expect([name, probes, /gateway|migrate/.test(name)]).toEqual([name, [undefined, undefined, undefined], true]);
      else for (const probe of probes) expect([name, probe?.httpGet.scheme, ports.includes(probe?.httpGet.port ?? '')]).toEqual([name, 'HTTPS', true]);
      const environment = environmentOf(size, container);
      const listens = new Set(['API_PORT', 'API_INTERNAL_PORT', 'WORKER_HEALTH_PORT', 'CONSOLE_PORT'].map((variable) => environment[variable]));
      for (const { containerPort } of container.ports ?? []) expect(listens.has(String(containerPort))).toBe(true);
    }
  });

  test('gives each program an environment that is enough for it, and nothing that it does not read', async () => {
    const paths = (text: string): string => text.replace('/run/secrets/guardroom/', `${folder}/secrets/`).replace('/var/lib/guardroom/', `${folder}/`);
    for (const { name, container } of containersOf(size)) {
      const program = programOf(container);
      const environment = environmentOf(size, container);
      const full = Object.fromEntries(Object.entries(environment).map(([variable, value]) => [variable, paths(value)]));
      if (program === 'console') full['CONSOLE_DIR'] = folder; // its image says where
      await expect(configure(program, full).then(() => name, (error: Error) => `${name}: ${error.message}`)).resolves.toBe(name);
      const read = await namesReadBy(program);
      const all = [...Object.keys(environment), ...(container.env ?? []).map((one) => one.name)];
      expect([name, all.filter((variable) => !read.has(variable))]).toEqual([name, []]);
    }
  });

  test('brings secrets by reference only, as the files that the programs read', () => {
    expect(named(size, 'Secret')).toEqual([]);
    for (const { name, pod, container } of containersOf(size)) {
      const environment = environmentOf(size, container);
      for (const [variable, value] of Object.entries(environment)) if (/PASSWORD|SECRET|ACCESS_KEY|API_KEY|REDIS_URL/.test(variable)) expect([name, variable, value]).toEqual([name, expect.stringMatching(/_FILE$/), expect.stringMatching(/^\/run\/secrets\/guardroom\//)]);
      const files = pod.spec.volumes.flatMap((volume) => volume.projected?.sources.flatMap(({ secret }) => secret.items.map((item) => item.path)) ?? (volume.name === 'owner' ? ['database'] : []));
      const wanted = Object.values(environment).filter((value) => value.startsWith('/run/secrets/guardroom/')).map((value) => value.slice('/run/secrets/guardroom/'.length));
      expect([name, wanted.sort()]).toEqual([name, files.sort()]);
    }
  });

  test('keeps the database owner’s password from everything but the migration, which comes first', () => {
    const holders = podsOf(size).filter(({ pod }) => JSON.stringify(pod).includes('guardroom-database-owner')).map(({ name }) => name);
    expect(holders).toEqual(['guardroom-migrate']);
    expect(of(size).find((one) => one.kind === 'Job')?.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'pre-install,pre-upgrade' });
  });

  test('lets API and workers share the vault, and nobody else see it', () => {
    const sharing = podsOf(size).filter(({ pod }) => pod.spec.volumes.some((volume) => volume.persistentVolumeClaim)).map(({ name }) => name);
    expect(sharing.sort()).toEqual(['guardroom-api', 'guardroom-worker']);
  });

  test('refuses every connection that it does not name', () => {
    const policies = of(size).filter((one) => one.kind === 'NetworkPolicy').map((one) => one.spec as { podSelector: { matchLabels: Record<string, string> }; policyTypes: string[]; ingress?: unknown[]; egress?: { to?: unknown[]; ports?: unknown[] }[] });
    const deny = policies.filter((one) => one.ingress === undefined && one.egress === undefined);
    expect(deny.map((one) => one.policyTypes)).toEqual([['Ingress', 'Egress']]);
    for (const { name, pod } of podsOf(size)) {
      const { labels } = pod.metadata;
      const own = policies.filter((one) => Object.entries(one.podSelector.matchLabels).every(([key, value]) => labels[key] === value));
      expect([name, own.includes(deny[0]!), own.length]).toEqual([name, true, 2]);
      for (const policy of own) for (const rule of policy.egress ?? []) expect([name, rule.to?.length]).not.toEqual([name, undefined]);
    }
    const all = JSON.stringify(policies);
    expect(all).not.toContain('0.0.0.0/0');
  });

  test('takes one pod at a time away on purpose', () => {
    expect(named(size, 'PodDisruptionBudget')).toEqual(['guardroom-api', 'guardroom-console', 'guardroom-worker']);
  });

  test('shows browsers TLS under the public name', () => {
    const { tls, rules } = of(size).find((one) => one.kind === 'Ingress')!.spec as { tls: { hosts: string[]; secretName: string }[]; rules: { host: string; http: { paths: { path: string }[] } }[] };
    expect(tls[0]).toEqual({ hosts: [rules[0]!.host], secretName: 'guardroom-tls' });
    expect(rules[0]!.http.paths.map(({ path }) => path)).toEqual(['/v1', '/rtc', '/whip', '/ledger', '/']);
  });
});

test('the sizes differ in what they are for', () => {
  expect(named('school', 'StatefulSet')).toEqual(['guardroom-gateway-mingde']);
  expect(named('district', 'StatefulSet')).toEqual([]);
  expect([named('school', 'HorizontalPodAutoscaler'), named('district', 'HorizontalPodAutoscaler'), named('large', 'HorizontalPodAutoscaler')]).toEqual([[], ['guardroom-api'], ['guardroom-api', 'guardroom-console', 'guardroom-worker']]);
});

describe('values that would be unsafe', () => {
  test.each([
    ['a plain address', 'keycloak.url=http://auth.district.example', '/keycloak/url'],
    ['a store without TLS', 's3.endpoint=http://store', '/s3/endpoint'],
    ['a secret in place of its name', 'secrets.redis=rediss://:pass@redis', '/secrets/redis'],
    ['no vault', 'vault.existingClaim=', '/vault/existingClaim'],
    ['an image that changes under its name', 'image.api.tag=latest', '/image/api/tag'],
    ['a word that the chart does not know', 'keycloak.secret=x', '/keycloak'],
    ['everybody as destination', 'networkPolicy.egress.database.cidrs={anywhere}', '/networkPolicy/egress/database/cidrs'],
  ])('are refused: %s', async (_what, set, place) => {
    const { code, stderr } = await helm('template', 'district', '--set', set);
    expect([code, stderr]).toEqual([1, expect.stringContaining(place)]);
  });

  test('and so are objects that no Kubernetes would take', async () => {
    expect(await schemaFaults(chart.get('district')!.text.replace('runAsNonRoot:', 'runAsNobody:'))).toContain('runAsNobody');
  });
});
