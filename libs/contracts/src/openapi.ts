import { z } from 'zod';
import { type Route, isBinary } from './route.ts';
import { errorBody } from './shapes.ts';
import { shareSchemas } from './shared-schemas.ts';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' }) as Json;
  return rest;
};

const parametersOf = (route: Route): Json[] => {
  const from = (place: 'path' | 'query', object?: z.ZodObject): Json[] => {
    if (!object) return [];
    const schema = schemaOf(object, 'input') as { properties?: Record<string, Json>; required?: string[] };
    return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
      name: name === '*' ? 'path' : name,
      in: place,
      required: place === 'path' || (schema.required ?? []).includes(name),
      schema: property,
    }));
  };
  return [...from('path', route.params), ...from('query', route.query)];
};

/** OpenAPI writes `{id}` where the route table writes `:id`, and `{path}` for the rest of an address. */
export const openApiPath = (path: string): string => path.replace(/:([A-Za-z]+)/g, '{$1}').replace('*', '{path}');

const error = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };

/** What every operation may answer, whatever it does. */
const ANSWERS = {
  Invalid: 'invalid: every fault is listed',
  NotSignedIn: 'not signed in, or no longer active',
  NotPermitted: 'the post does not allow this',
  NotFound: "not found, or another school's",
  TooMany: 'too many requests',
  Away: 'a part is away; the answer says whether to try again',
} as const;
const answered = (name: keyof typeof ANSWERS): Json => ({ $ref: `#/components/responses/${name}` });

/** The OpenAPI 3.1 document of the route table. The committed file must equal it. */
export function openApiDocument(table: Record<string, Route>): Json {
  const paths: Record<string, Json> = {};
  for (const entry of Object.values(table)) {
    const success = isBinary(entry)
      ? { content: { [entry.result.binary]: { schema: entry.result.binary === 'application/json' ? {} : { type: 'string', contentMediaType: entry.result.binary } } } }
      : { content: { 'application/json': { schema: schemaOf(entry.result as z.ZodType, 'output') } } };
    (paths[openApiPath(entry.path)] ??= {})[entry.method.toLowerCase()] = {
      operationId: entry.id,
      summary: entry.summary,
      tags: [entry.id.split('.')[0]],
      ...(entry.permission.kind === 'public' ? { security: [] } : {}),
      parameters: parametersOf(entry),
      ...(entry.body ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(entry.body, 'input') } } } } : {}),
      responses: {
        [String(entry.status ?? 200)]: { description: 'done', ...success },
        400: answered('Invalid'),
        ...(entry.permission.kind === 'public' ? {} : { 401: answered('NotSignedIn') }),
        ...(entry.permission.kind === 'public' && !entry.refusals ? {} : { 403: answered('NotPermitted') }),
        404: answered('NotFound'),
        409: { description: `refused by a rule${entry.refusals?.length ? `: ${entry.refusals.join(', ')}` : ''}`, ...error },
        429: answered('TooMany'),
        503: answered('Away'),
      },
      'x-guardroom': { scope: entry.scope, permission: entry.permission, ...(entry.proofOfPossession ? { proofOfPossession: 'dpop' } : {}) },
    };
  }
  const shared = shareSchemas(paths);
  return {
    openapi: '3.1.0',
    info: { title: 'Guardroom', version: '1', description: 'Accountable surveillance rooms for the schools of a district.' },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths: shared.paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      responses: Object.fromEntries(Object.entries(ANSWERS).map(([name, description]) => [name, { description, ...error }])),
      schemas: { Error: schemaOf(errorBody, 'output'), ...shared.schemas },
    },
  };
}
