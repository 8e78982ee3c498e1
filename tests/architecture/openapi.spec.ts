import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { openApiDocument, routes, type Route } from '@guardroom/contracts';

describe('the route table', () => {
  test('is what the committed OpenAPI file says', async () => {
    const committed = JSON.parse(await readFile(new URL('../../docs/ref/openapi.json', import.meta.url), 'utf8')) as unknown;
    expect(committed).toEqual(JSON.parse(JSON.stringify(openApiDocument(routes))));
  });

  test('gives every operation an id, an address and a method of its own', () => {
    const entries = Object.values(routes) as Route[];
    expect(new Set(entries.map((r) => r.id)).size).toBe(entries.length);
    expect(new Set(entries.map((r) => `${r.method} ${r.path}`)).size).toBe(entries.length);
  });

  test('names the school in the path of every operation of a school, and in no other', () => {
    for (const entry of Object.values(routes) as Route[]) expect([entry.id, entry.path.startsWith('/v1/schools/:schoolId')]).toEqual([entry.id, entry.scope === 'school']);
  });

  test('keeps every way to footage from the bureau', () => {
    const footage = (Object.values(routes) as Route[]).filter((r) => 'binary' in r.result && r.result.binary.startsWith('video/'));
    expect(footage.length).toBeGreaterThan(0);
    for (const entry of footage) expect(entry).toMatchObject({ scope: 'school', proofOfPossession: true });
  });
});
