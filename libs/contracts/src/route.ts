import type { Role } from '@guardroom/domain';
import type { z } from 'zod';

/** Whose data a path reaches. It decides the database role and what a foreign id answers. */
export type Scope = 'school' | 'district' | 'case' | 'gateway' | 'person' | 'public';

/** Who may call an operation: any active principal of the scope, some roles of it, or everybody for a written reason. */
export type Permission =
  | { readonly kind: 'roles'; readonly roles: readonly Role[] }
  | { readonly kind: 'any_principal' }
  | { readonly kind: 'gateway' }
  | { readonly kind: 'public'; readonly because: string };

/** May be called by these realm roles, held at the school or district that the path names. */
export const roles = (...roles: Role[]): Permission => ({ kind: 'roles', roles });
/** May be called by every active principal of the scope. */
export const anyPrincipal: Permission = { kind: 'any_principal' };
/** May be called by an enrolled gateway, for itself. */
export const gatewayOnly: Permission = { kind: 'gateway' };
/** May be called without signing in, for this written reason. */
export const open = (because: string): Permission => ({ kind: 'public', because });

/** A result that is no JSON: its media type. Video leaves only through the gate. */
export type BinaryResult = { readonly binary: string };
export const binary = (mediaType: string): BinaryResult => ({ binary: mediaType });

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** One operation of the API: decorator, parsing, permission, OpenAPI, typed client and isolation matrix come from this entry. */
export type Route = {
  readonly id: string;
  readonly method: Method;
  readonly path: `/${string}`;
  readonly scope: Scope;
  readonly summary: string;
  readonly permission: Permission;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly result: z.ZodType | BinaryResult;
  /** HTTP status of success; 200 unless told. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Refusal codes that a rule may answer with, beside those that every operation shares. */
  readonly refusals?: readonly string[];
  /** True where a proof of possession (DPoP, RFC 9449) must accompany the token. */
  readonly proofOfPossession?: boolean;
};

/** Declares an operation and keeps its literal types. */
export const route = <const R extends Route>(entry: R): R => entry;

type Out<S> = S extends z.ZodType ? z.output<S> : undefined;
type In<S> = S extends z.ZodType ? z.input<S> : undefined;

/** What a handler receives: parsed path, query and body. */
export type Input<R extends Route> = {
  readonly params: R extends { params: infer P } ? Out<P> : Record<string, never>;
  readonly query: R extends { query: infer Q } ? Out<Q> : Record<string, never>;
  readonly body: R extends { body: infer B } ? Out<B> : undefined;
};

/** What a caller sends. */
export type Call<R extends Route> = (R extends { params: infer P } ? { params: In<P> } : { params?: never }) &
  (R extends { query: infer Q } ? { query?: In<Q> } : { query?: never }) &
  (R extends { body: infer B } ? { body: In<B> } : { body?: never });

/** What an operation answers. Binary results are streams. */
export type Result<R extends Route> = R['result'] extends z.ZodType ? z.output<R['result']> : never;

/** True for an operation that answers bytes and not JSON. */
export const isBinary = (r: Route): r is Route & { result: BinaryResult } => 'binary' in r.result;
