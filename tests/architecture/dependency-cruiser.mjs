import { readFileSync, readdirSync, existsSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** Nx projects with their two axes of tags; a project without both is an error. */
const projects = ['apps', 'libs'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, root)).flatMap((name) => {
    const file = new URL(`${folder}/${name}/project.json`, root);
    if (!existsSync(file)) throw new Error(`${folder}/${name} has no project.json`);
    const { tags = [] } = JSON.parse(readFileSync(file, 'utf8'));
    const layer = tags.find((t) => t.startsWith('layer:'))?.slice(6);
    const runsIn = tags.find((t) => t.startsWith('runs-in:'))?.slice(8);
    if (!layer || !['any', 'node', 'browser'].includes(runsIn)) throw new Error(`${folder}/${name}: tags must name layer:* and runs-in:any|node|browser`);
    return [{ path: `${folder}/${name}`, layer, runsIn }];
  }),
);

/** What each layer may import beside itself. Everything else is forbidden. */
const MAY = {
  kernel: [],
  domain: ['kernel'],
  'policy-pack': ['kernel'],
  contracts: ['kernel', 'domain', 'policy-pack'],
  evidence: ['kernel'],
  db: ['kernel', 'domain'],
  client: ['kernel', 'domain', 'contracts'],
  api: ['kernel', 'domain', 'contracts', 'evidence', 'db', 'policy-pack'],
  admin: ['kernel', 'domain', 'contracts', 'client', 'policy-pack'],
  agent: ['kernel', 'domain', 'contracts', 'client', 'evidence'],
  testkit: ['kernel', 'domain', 'contracts', 'client', 'evidence', 'db', 'policy-pack'],
};
const RUNS_WITH = { any: ['any'], node: ['any', 'node'], browser: ['any', 'browser'] };

const pathsOf = (wanted) => projects.filter(wanted).map((p) => `^${p.path}/`);
const tests = '\\.spec\\.tsx?$|^tests/|/testing/';

/** A rule per project: neither a layer above it nor one that runs elsewhere. Tests may reach further. */
const layers = projects.flatMap(({ path, layer, runsIn }) => {
  if (!(layer in MAY)) throw new Error(`${path}: layer ${layer} has no rule`);
  const forbidden = pathsOf((p) => p.path !== path && (!MAY[layer].includes(p.layer) || !RUNS_WITH[runsIn].includes(p.runsIn)));
  return [{ name: `layer-${layer}`, severity: 'error', from: { path: `^${path}/`, pathNot: tests }, to: { path: forbidden } }];
});

export default {
  forbidden: [
    ...layers,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'domain-is-pure', severity: 'error', from: { path: '^libs/(domain|kernel)/', pathNot: tests }, to: { dependencyTypes: ['core', 'npm', 'npm-dev'] } },
    { name: 'platform-knows-no-feature', severity: 'error', from: { path: '^apps/api/src/platform/', pathNot: tests }, to: { path: '^apps/api/src/features/' } },
    {
      name: 'feature-through-public',
      severity: 'error',
      from: { path: '^apps/api/src/features/([^/]+)/', pathNot: tests },
      to: { path: '^apps/api/src/features/', pathNot: '^apps/api/src/features/($1/|[^/]+/(public|[^/]+\\.module)\\.ts$)' },
    },
    { name: 'contracts-run-anywhere', severity: 'error', from: { path: pathsOf((p) => p.runsIn !== 'node'), pathNot: `${tests}|vite\\.config` }, to: { dependencyTypes: ['core'] } },
    { name: 'no-test-code-in-the-product', severity: 'error', from: { path: '^(apps|libs)/', pathNot: `${tests}|^libs/testkit/` }, to: { path: '^libs/testkit/|\\.spec\\.tsx?$|^tests/' } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|generated)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] },
    parser: 'swc',
  },
};
