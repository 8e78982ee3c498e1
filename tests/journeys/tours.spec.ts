import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { KNOWN, tours, type Known } from './tours.ts';

const admin = new URL('../../apps/admin/src/', import.meta.url);
const sourceOf = (path: string): string => readFileSync(new URL(path, admin), 'utf8');

/** Every address of the console, as its routes are written. */
function routesOf(app: string): string[] {
  const pages = { list: '', create: '/create', edit: '/:id', show: '/:id/show' };
  const resources = [...app.matchAll(/<Resource name="([\w-]+)"([^>]*)\/>/g)].flatMap(([, name, does = '']) => Object.entries(pages).filter(([page]) => does.includes(` ${page}={`)).map(([, rest]) => `/${name}${rest}`));
  return [...resources, ...[...app.matchAll(/<Route\s+path="([^"]+)"/g)].map(([, path = '']) => path)];
}

test('a tour leads to every page of the console', () => {
  const routes = routesOf(sourceOf('App.tsx'));
  expect(routes.length).toBeGreaterThan(60);
  const known = Object.fromEntries(KNOWN.map((name) => [name, 'one'])) as Known;
  const toured = Object.values(tours).flatMap((places) => places(known)).map((place) => place.replace(/\?.*/, ''));
  const routeOf = (place: string): string | undefined => (routes.includes(place) ? place : routes.find((route) => new RegExp(`^${route.replaceAll(/:\w+/g, '[^/]+')}$`).test(place)));
  expect(toured.filter((place) => !routeOf(place))).toEqual([]);
  expect(routes.filter((route) => !toured.some((place) => routeOf(place) === route))).toEqual([]);
});

test('every list of the console stands where the tours ask it for search, filters, order and export', () => {
  const sources = readdirSync(admin, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tsx'));
  const others = sources.filter((path) => path !== 'components/register/ListOf.tsx' && /<(?:ListBase|InfiniteListBase|List|Datagrid|ListContextProvider)\b/.test(sourceOf(path)));
  expect(sources).toContain('components/register/ListOf.tsx');
  expect(others).toEqual([]);
});
