import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { inputFaults, type Input, type Route } from '@guardroom/contracts';
import { Invalid, Refused, notFound } from '../errors/refused.ts';
import { Identity } from '../identity/identity.ts';
import { TokenVerifier } from '../identity/token-verifier.ts';
import { type OperationRequest, type Parsed, ROUTE } from './operation.ts';

/**
 * Stands before every operation, in this order: who are you, does the address exist for you, may your posts do this, is the
 * input whole. A handler without an entry in the route table is refused, whatever it is.
 * @refuses identity.not_signed_in — without a valid token
 */
export class OperationGuard implements CanActivate {
  readonly #people: TokenVerifier;
  readonly #gateways: TokenVerifier;
  readonly #identity: Identity;

  constructor(people: TokenVerifier, gateways: TokenVerifier, identity: Identity) {
    this.#people = people;
    this.#gateways = gateways;
    this.#identity = identity;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = Reflect.getMetadata(ROUTE, context.getHandler()) as Route | undefined;
    if (!route) throw notFound();
    const request = context.switchToHttp().getRequest<OperationRequest>();
    request.operation = route.permission.kind === 'public' ? { actor: undefined, principal: undefined, input: inputOf(route, request) } : await this.#admit(route, request);
    return true;
  }

  async #admit(route: Route, request: OperationRequest): Promise<Parsed> {
    const claims = await (route.scope === 'gateway' ? this.#gateways : this.#people).verify(request.headers.authorization);
    if (!claims) throw new Refused('identity.not_signed_in', { status: 401 });
    const principal = await this.#identity.principal(claims);
    if (route.scope === 'person') return { actor: undefined, principal, input: inputOf(route, request) };
    const actor = await this.#identity.actor(principal, route.scope, route.permission, (request.params as { schoolId?: string }).schoolId);
    return { actor, principal, input: inputOf(route, request) };
  }
}

/** Parses path, query and body; a path that cannot be parsed names nothing that exists. */
function inputOf(route: Route, request: OperationRequest): Input<Route> {
  const params = route.params?.safeParse(request.params);
  if (params && !params.success) throw notFound();
  const query = route.query?.safeParse(request.query);
  const body = route.body?.safeParse(request.body);
  const faults = [...inputFaults('query', request.query, query?.error), ...inputFaults('body', request.body, body?.error)];
  if (faults.length > 0) throw new Invalid(faults);
  return { params: params?.data ?? {}, query: query?.data ?? {}, body: body?.data } as Input<Route>;
}
