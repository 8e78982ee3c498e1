import { type ErrorBody, type Route, type Routes, isBinary, routes } from '@guardroom/contracts';
import { urlOf } from '@guardroom/client';
import type { z } from 'zod';
import type { Extras } from './examples/index.ts';
import { namedIn } from './rows.ts';

/** An example's call, whatever its operation. */
export type AnyCall = { readonly params?: Record<string, string>; readonly query?: Record<string, unknown>; readonly body?: unknown } & Extras;
/** What came back. `text` is empty for binary answers. */
export type Answered = { readonly status: number; readonly code: string | undefined; readonly text: string; readonly json: unknown; readonly bytes: number };

/** How many calls were sent, for the closing line. */
export const counted = { calls: 0 };

/** Sends a call with a token, or as nobody. */
export async function send(baseUrl: string, key: keyof Routes, call: AnyCall, token: string | undefined): Promise<Answered> {
  const route = routes[key] as Route;
  const url = urlOf(baseUrl, route, call);
  const headers: Record<string, string> = {};
  if (token) headers['authorization'] = `Bearer ${token}`;
  if (token && call.proof) headers['dpop'] = await call.proof(new URL(url).pathname, token);
  if (route.body) headers['content-type'] = 'application/json';
  counted.calls += 1;
  const response = await fetch(url, { method: route.method, headers, ...(route.body ? { body: JSON.stringify(call.body) } : {}) });
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const json: unknown = isJson ? JSON.parse(bytes.toString()) : undefined;
  return { status: response.status, code: (json as Partial<ErrorBody> | undefined)?.error?.code, text: isJson ? bytes.toString() : '', json, bytes: bytes.length };
}

/** What is wrong with a success: another status than declared, another shape, an undeclared field, an empty list, no bytes. */
export function faultOf(key: keyof Routes, { status, json, text, bytes }: Answered): string | undefined {
  const route = routes[key] as Route;
  const declared = isBinary(route) ? 200 : (route.status ?? 200);
  if (status !== declared) return `answered ${status} instead of ${declared}: ${text.slice(0, 400)}`;
  if (isBinary(route)) return bytes > 0 ? undefined : 'answered no bytes';
  const parsed = (route.result as z.ZodType).safeParse(json);
  if (!parsed.success) return `answered another shape: ${parsed.error.message}`;
  if (canonical(parsed.data) !== canonical(json)) return `answered undeclared fields: ${text.slice(0, 400)}`;
  if ((json as { items?: unknown[] }).items?.length === 0) return 'listed nothing';
  return undefined;
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => (v !== null && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v));

/** A call with another school in its path. */
export const atSchool = (call: AnyCall, schoolId: string): AnyCall => (call.params?.['schoolId'] ? { ...call, params: { ...call.params, schoolId } } : call);

/** Whether a call names objects of its school beside the school itself. */
export const namesObjects = (call: AnyCall): boolean => placesOf(call).length > 0;

type Place = readonly (string | number)[];

/** Where in path, query and body ids of objects stand. */
function placesOf({ params, query, body }: AnyCall): Place[] {
  const walk = (value: unknown, at: Place): Place[] => {
    if (typeof value === 'string') return namedIn(value).length > 0 && namedIn(value)[0] === value ? [at] : [];
    if (value === null || typeof value !== 'object') return [];
    return Object.entries(value).flatMap(([key, inner]) => walk(inner, [...at, key]));
  };
  const { schoolId: _, ...rest } = params ?? {};
  return walk({ params: rest, query: query ?? {}, body: body ?? {} }, []);
}

/** Calls of one's own school with one id at a time taken from the other school's call. */
export function crossings(own: AnyCall, other: AnyCall): { readonly place: string; readonly call: AnyCall }[] {
  return placesOf(own).map((place) => {
    const call = structuredClone({ params: own.params, query: own.query, body: own.body });
    let into = call as Record<string | number, unknown>;
    let from = other as Record<string | number, unknown>;
    for (const step of place.slice(0, -1)) [into, from] = [into[step], from[step]] as [typeof into, typeof from];
    into[place.at(-1)!] = from[place.at(-1)!];
    const { proof, freshen } = own;
    return { place: place.join('.'), call: { ...(call as AnyCall), ...(proof ? { proof } : {}), ...(freshen ? { freshen } : {}) } };
  });
}
