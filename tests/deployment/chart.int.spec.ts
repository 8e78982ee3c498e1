import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { images } from '../../infra/images/lay-out.ts';
import { PROGRAMS, type Program, configure, namesReadBy } from './read-names.ts';
import { type Manifest, SIZES, type Size, helm, lastStageOf, makeSecrets, rendered, schemaFaults } from './tools.ts';

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
type Probe = { readonly httpGet?: { readonly path: string; readonly port: string; readonly scheme: string }; readonly exec?: { readonly command: readonly string[] } };
type Source = { readonly secret: { readonly name: string; readonly items: readonly { readonly key: string; readonly path: string }[] } };
type Volume = { readonly name: string; readonly projected?: { readonly sources: readonly Source[] }; readonly secret?: { readonly secretName: string }; readonly persistentVolumeClaim?: { readonly claimName: string }; readonly ephemeral?: { readonly volumeClaimTemplate: { readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } } } } };
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

/** The environment of a container: what its image sets, what its ConfigMap gives, what it says itself. */
function environmentOf(size: Size, { image, env = [], envFrom = [] }: Container): Record<string, string> {
  const given = envFrom.flatMap(({ configMapRef }) => Object.entries(of(size).find((one) => one.kind === 'ConfigMap' && one.metadata.name === configMapRef?.name)?.data ?? {}));
  const { env: set } = lastStageOf(/\/([a-z-]+)[:@][^/]*$/.exec(image)![1]!);
  return Object.fromEntries([...Object.entries(set), ...given, ...env.filter((one) => one.value !== undefined).map(({ name, value }) => [name, value as string] as const)]);
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
      if (ports.length === 0) expect([name, probes.some((probe) => probe?.httpGet), /gateway|migrate/.test(name)]).toEqual([name, false, true]);
      else for (const probe of probes) expect([name, probe?.httpGet?.scheme, ports.includes(probe?.httpGet?.port ?? '')]).toEqual([name, 'HTTPS', true]);
      const environment = environmentOf(size, container);
      const listens = new Set(['API_PORT', 'API_INTERNAL_PORT', 'WORKER_HEALTH_PORT', 'CONSOLE_PORT'].map((variable) => environment[variable]));
      for (const { containerPort } of container.ports ?? []) expect(listens.has(String(containerPort))).toBe(true);
    }
  });

  test('asks a gateway by a program of its image, about the home that it works in, and starts it anew only after a while', () => {
    for (const { name, container } of containersOf(size).filter(({ container }) => programOf(container) === 'gateway-agent')) {
      const home = environmentOf(size, container)['GATEWAY_HOME'];
      for (const probe of [container.startupProbe, container.livenessProbe]) {
        const [node, program, of] = probe?.exec?.command ?? [];
        expect([name, node, of, (images['gateway-agent'].programs as readonly unknown[]).includes(program)]).toEqual([name, 'node', home, true]);
      }
      expect(container.livenessProbe).toMatchObject({ failureThreshold: 4 });
    }
  });

  test('gives each program an environment that is enough for it, and nothing that it does not read', async () => {
    const paths = (text: string): string => text.replace('/run/secrets/guardroom/', `${folder}/secrets/`).replace('/var/lib/guardroom/', `${folder}/`);
    for (const { name, container } of containersOf(size)) {
      const program = programOf(container);
      const environment = environmentOf(size, container);
      const full = Object.fromEntries(Object.entries(environment).map(([variable, value]) => [variable, paths(value)]));
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
    const policies = of(size).filter((one) => one.kind === 'NetworkPolicy').map((one) => one.spec as { podSelector: { matchLabels: Record<string, string> }; policyTypes: string[]; ingress?: { from?: unknown[] }[]; egress?: { to?: unknown[] }[] });
    const deny = policies.filter((one) => one.ingress === undefined && one.egress === undefined);
    expect(deny.map((one) => one.policyTypes)).toEqual([['Ingress', 'Egress']]);
    for (const { name, pod } of podsOf(size)) {
      const { labels } = pod.metadata;
      const own = policies.filter((one) => Object.entries(one.podSelector.matchLabels).every(([key, value]) => labels[key] === value));
      expect([name, own.includes(deny[0]!), own.length]).toEqual([name, true, 2]);
      for (const policy of own) {
        for (const rule of policy.egress ?? []) expect([name, (rule.to ?? []).length > 0]).toEqual([name, true]);
        for (const rule of policy.ingress ?? []) expect([name, (rule.from ?? []).length > 0]).toEqual([name, true]);
      }
    }
    expect(JSON.stringify(policies)).not.toMatch(/\/0"/);
  });

  test('gives each worker a volume of its own to seal evidence packages on', () => {
    for (const { name, pod, container } of containersOf(size)) {
      const mount = container.volumeMounts.find(({ mountPath }) => mountPath === environmentOf(size, container)['TMPDIR']);
      const volume = pod.spec.volumes.find((one) => mount && one.name === mount.name);
      expect([name, volume?.ephemeral?.volumeClaimTemplate.spec.resources.requests.storage]).toEqual([name, name.endsWith('-worker') ? '40Gi' : undefined]);
    }
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
    ['no room for packages', 'worker.packages.storage=0', '/worker/packages/storage'],
    ['no vault', 'vault.existingClaim=', '/vault/existingClaim'],
    ['an image that changes under its name', 'image.api.tag=latest', '/image/api/tag'],
    ['a word that the chart does not know', 'keycloak.secret=x', '/keycloak'],
    ['a word as destination', 'networkPolicy.egress.database.cidrs={anywhere}', '/networkPolicy/egress/database/cidrs'],
    ['everybody as destination', 'networkPolicy.egress.database.cidrs={0.0.0.0/0}', '/networkPolicy/egress/database/cidrs'],
    ['everybody as destination, in the longer addresses', 'networkPolicy.egress.s3.cidrs={10.0.0.0/8,::/0}', '/networkPolicy/egress/s3/cidrs'],
    ['everybody behind the public name', 'networkPolicy.egress.publicHost.cidrs={0.0.0.0/0}', '/networkPolicy/egress/publicHost/cidrs'],
  ])('are refused: %s', async (_what, set, place) => {
    const { code, stderr } = await helm('template', 'district', '--set', set);
    expect([code, stderr]).toEqual([1, expect.stringContaining(place)]);
  });

  // Kubernetes reads an empty list of peers, and an empty selector, as everybody.
  test.each([
    ['destinations of all programs', 'networkPolicy.egress.redis.cidrs=[]', '/networkPolicy/egress/redis/cidrs'],
    ['cameras of a gateway', 'gateways=[{"name":"a","enrolmentCodeSecret":"b","storage":"1Gi","cameraCidrs":[]}]', '/gateways/0/cameraCidrs'],
    ['callers', 'networkPolicy.ingressFrom=[]', '/networkPolicy/ingressFrom'],
    ['namespaces of callers', 'networkPolicy.ingressFrom=[{"namespaceSelector":{}}]', '/networkPolicy/ingressFrom/0'],
    ['labels of callers', 'networkPolicy.ingressFrom=[{"podSelector":{"matchLabels":{}}}]', '/networkPolicy/ingressFrom/0'],
    ['readers of figures', 'networkPolicy.metricsFrom=[{}]', '/networkPolicy/metricsFrom/0'],
    ['destinations of a gateway', 'networkPolicy.egress.publicHost.cidrs=[]', 'networkPolicy.egress.publicHost.cidrs is empty'],
    ['destinations of a gateway, taken out', 'networkPolicy.egress.publicHost=null', 'networkPolicy.egress.publicHost.cidrs is empty'],
  ])('are refused when they are empty: %s', async (_what, set, place) => {
    const { code, stderr } = await helm('template', 'school', '--set-json', set);
    expect([code, stderr]).toEqual([1, expect.stringContaining(place)]);
  });

  test.each(['database', 's3', 'publicHost'])('are refused by the templates too, where the schema is passed over: no address of %s', async (part) => {
    const { code, stderr } = await helm('template', 'school', '--skip-schema-validation', '--set-json', `networkPolicy.egress.${part}.cidrs=[]`);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`networkPolicy.egress.${part}.cidrs is empty`)]);
  });

  test('and so are objects that no Kubernetes would take', async () => {
    expect(await schemaFaults(chart.get('district')!.text.replace('runAsNonRoot:', 'runAsNobody:'))).toContain('runAsNobody');
  });
});
