import { expect, test } from '@jest/globals';
import { badSources, policyPack } from '@guardroom/policy-pack';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every `@source` tag under a folder that cites nothing in the policy pack, and how many tags were read. */
async function survey(folder: string): Promise<{ readonly tags: number; readonly bad: readonly string[] }> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
  return {
    tags: texts.reduce((count, { text }) => count + (text.match(/@source\b/g)?.length ?? 0), 0),
    bad: texts.flatMap(({ file, text }) => badSources(text, policyPack()).map(({ line, cited }) => `${relative(root, file)}:${line} cites "${cited}"`)),
  };
}

test('every source tag of the domain and the API names a clause of the policy pack', async () => {
  const [domain, api] = await Promise.all(['libs/domain/src', 'apps/api/src'].map((folder) => survey(join(root, folder))));
  expect([...domain!.bad, ...api!.bad]).toEqual([]);
  expect(domain!.tags).toBeGreaterThan(0);
});

test('a planted tag that names no clause is found', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guardroom-sources-'));
  try {
    await writeFile(join(folder, 'rules.ts'), '/**\n * A rule.\n * @source R22 3\n * @source R22 99\n */\nexport const rule = true;\n');
    const { tags, bad } = await survey(folder);
    expect(tags).toBe(2);
    expect(bad).toHaveLength(1);
    expect(bad[0]).toMatch(/rules\.ts:4 cites "R22 99"$/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
