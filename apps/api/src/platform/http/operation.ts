import { Delete, Get, HttpCode, Patch, Post, SetMetadata, applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { isBinary, type Input, type Route } from '@guardroom/contracts';
import type { Actor } from '@guardroom/db';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../identity/identity.ts';

export const ROUTE = 'guardroom:route';

const VERBS = { GET: Get, POST: Post, PATCH: Patch, DELETE: Delete } as const;

/** Serves one operation of the route table: method, path and status come from its entry; guard and parser find it by this mark. */
export const Operation = (route: Route): MethodDecorator =>
  applyDecorators(SetMetadata(ROUTE, route), VERBS[route.method](route.path), HttpCode(isBinary(route) ? 200 : (route.status ?? 200)));

/** What the guard left on a request for its handler. */
export type Parsed = { readonly actor: Actor | undefined; readonly principal: Principal | undefined; readonly input: Input<Route> };
export type OperationRequest = FastifyRequest & { operation?: Parsed };

const parsedOf = (context: ExecutionContext): Parsed => {
  const { operation } = context.switchToHttp().getRequest<OperationRequest>();
  if (!operation) throw new Error('the operation guard did not run');
  return operation;
};

/** Handler parameter: parsed path, query and body. */
export const In = createParamDecorator((_: unknown, context: ExecutionContext) => parsedOf(context).input);

/** Handler parameter: who acts, with a ticket for the database. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext) => parsedOf(context).actor);

/** Handler parameter: who is signed in, for operations that belong to no school. */
export const Me = createParamDecorator((_: unknown, context: ExecutionContext) => parsedOf(context).principal);
