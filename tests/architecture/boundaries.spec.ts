import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const binary = join(root, 'node_modules/.bin/depcruise');
let sketch: string;

type Cruise = { readonly summary: { readonly totalCruised: number; readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string; readonly to: string }[] } };

const cruise = (folder: string): Promise<Cruise['summary']> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [binary, '--config', 'tests/architecture/dependency-cruiser.mjs', '--output-type', 'json', 'apps', 'libs'], { cwd: folder, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!stdout) reject(error ?? new Error(stderr));
      else resolve((JSON.parse(stdout) as Cruise).summary);
    });
  });

/** Writes files into the sketch, cruises it, takes them away again; answers the names of the rules that went red. */
async function planted(files: Record<string, string>): Promise<string[]> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(sketch, path)), { recursive: true });
    await writeFile(join(sketch, path), text);
  }
  const { violations } = await cruise(sketch);
  for (const path of Object.keys(files)) await rm(join(sketch, path));
  return [...new Set(violations.map((v) => v.rule.name))].sort();
}

/** A workspace with the real projects' tags and the real rules, and one empty module in each project. */
beforeAll(async () => {
  sketch = await mkdtemp(join(tmpdir(), 'guardroom-boundaries-'));
  for (const project of ['apps/api', 'apps/admin', 'apps/gateway-agent', 'libs/kernel', 'libs/domain', 'libs/contracts', 'libs/client', 'libs/evidence', 'libs/db', 'libs/policy-pack', 'libs/testkit']) {
    await mkdir(join(sketch, project, 'src'), { recursive: true });
    for (const file of ['project.json', 'package.json']) await cp(join(root, project, file), join(sketch, project, file));
    await writeFile(join(sketch, project, 'src/index.ts'), 'export const nothing = 0;\n');
    const name = project.split('/')[1] as string;
    await mkdir(join(sketch, 'node_modules/@guardroom'), { recursive: true });
    await symlink(join(sketch, project), join(sketch, 'node_modules/@guardroom', name));
  }
  await mkdir(join(sketch, 'tests/architecture'), { recursive: true });
  await cp(join(root, 'tests/architecture/dependency-cruiser.mjs'), join(sketch, 'tests/architecture/dependency-cruiser.mjs'));
  await cp(join(root, 'package.json'), join(sketch, 'package.json'));
});
afterAll(() => rm(sketch, { recursive: true }));

describe('the boundaries', () => {
  test('are kept by the whole tree', async () => {
    const { violations, totalCruised } = await cruise(root);
    expect(violations.map((v) => `${v.rule.name}: ${v.from} → ${v.to}`)).toEqual([]);
    expect(totalCruised).toBeGreaterThan(200);
  });

  test('let an empty workspace pass', async () => {
    expect(await planted({})).toEqual([]);
  });

  test.each<[string, string, Record<string, string>]>([
    ['a domain that imports contracts', 'layer-domain', { 'libs/domain/src/x.ts': `export * from '@guardroom/contracts';` }],
    ['a domain that imports a package', 'domain-is-pure', { 'libs/domain/src/x.ts': `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;` }],
    ['contracts that import the database', 'layer-contracts', { 'libs/contracts/src/x.ts': `import { nothing } from '@guardroom/db';\nexport const x = nothing;` }],
    ['contracts that need Node', 'contracts-run-anywhere', { 'libs/contracts/src/x.ts': `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;` }],
    ['a console that imports the database', 'layer-admin', { 'apps/admin/src/x.ts': `import { nothing } from '@guardroom/db';\nexport const x = nothing;` }],
    ['an API that imports the client', 'layer-api', { 'apps/api/src/x.ts': `import { nothing } from '@guardroom/client';\nexport const x = nothing;` }],
    ['an agent that imports the API', 'layer-agent', { 'apps/gateway-agent/src/x.ts': `import { nothing } from '../../api/src/index.ts';\nexport const x = nothing;` }],
    ['a platform that imports a feature', 'platform-knows-no-feature', { 'apps/api/src/platform/x.ts': `import { y } from '../features/room/y.ts';\nexport const x = y;`, 'apps/api/src/features/room/y.ts': 'export const y = 1;' }],
    ['a feature that reaches into another', 'feature-through-public', { 'apps/api/src/features/duty/x.ts': `import { y } from '../room/y.ts';\nexport const x = y;`, 'apps/api/src/features/room/y.ts': 'export const y = 1;' }],
    ['two modules that need each other', 'no-cycles', { 'libs/kernel/src/a.ts': `import { b } from './b.ts';\nexport const a = (): number => b();`, 'libs/kernel/src/b.ts': `import { a } from './a.ts';\nexport const b = (): number => a();` }],
    ['a product that imports test code', 'no-test-code-in-the-product', { 'apps/api/src/x.ts': `import { nothing } from '@guardroom/testkit';\nexport const x = nothing;` }],
    ['an import that leads nowhere', 'resolvable', { 'libs/kernel/src/a.ts': `import { b } from './missing.ts';\nexport const a = b;` }],
  ])('turn red for %s', async (_, rule, files) => {
    expect(await planted(files)).toContain(rule);
  });

  test('permit a feature to use what another makes public', async () => {
    expect(await planted({ 'apps/api/src/features/duty/x.ts': `import { y } from '../room/public.ts';\nexport const x = y;`, 'apps/api/src/features/room/public.ts': 'export const y = 1;' })).toEqual([]);
  });
});
