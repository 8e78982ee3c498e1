import { type Call, type ErrorBody, type Result, type Route, type Routes, isBinary, routes } from '@guardroom/contracts';

/** What the API answered instead of a result: a refusal by a rule, an invalid input with every fault, or a fault of ours. */
export class ApiError extends Error {
  readonly status: number;
  readonly error: ErrorBody['error'];
  constructor(status: number, error: ErrorBody['error']) {
    super(`${error.kind} ${error.code}`);
    this.name = 'ApiError';
    this.status = status;
    this.error = error;
  }
}

/** How a client reaches the API. `headers` is asked before each call, so that a fresh token is sent. */
export type ClientOptions = {
  readonly baseUrl: string;
  readonly headers?: (route: Route, url: string) => Promise<Record<string, string>> | Record<string, string>;
  readonly fetch?: typeof fetch;
};

type CallOptions = { readonly signal?: AbortSignal };

/** One method per operation of the route table; binary operations answer the `Response` itself. */
export type Client = {
  [K in keyof Routes]: (call: Call<Routes[K]>, options?: CallOptions) => Promise<Routes[K]['result'] extends { binary: string } ? Response : Result<Routes[K]>>;
};

/** The address of an operation with its path and query filled in. */
export function urlOf(baseUrl: string, route: Route, call: { params?: unknown; query?: unknown }): string {
  const params = (call.params ?? {}) as Record<string, string>;
  const path = route.path.replace(/:([A-Za-z]+)|\*/g, (match, name?: string) => (match === '*' ? (params['*'] ?? '') : encodeURIComponent(params[name ?? ''] ?? '')));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((call.query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  const search = query.toString();
  return `${baseUrl}${path}${search ? `?${search}` : ''}`;
}

async function send(options: ClientOptions, route: Route, call: { params?: unknown; query?: unknown; body?: unknown }, signal?: AbortSignal): Promise<unknown> {
  const url = urlOf(options.baseUrl, route, call);
  const headers: Record<string, string> = { accept: isBinary(route) ? '*/*' : 'application/json', ...(await options.headers?.(route, url)) };
  if (route.body) headers['content-type'] = 'application/json';
  const response = await (options.fetch ?? fetch)(url, {
    method: route.method,
    headers,
    ...(route.body ? { body: JSON.stringify(call.body ?? {}) } : {}),
    ...(signal ? { signal } : {}),
  });
  if (!response.ok) throw new ApiError(response.status, await readError(response));
  return isBinary(route) ? response : response.status === 204 ? undefined : await response.json();
}

/** What was answered instead of a result; of an answer that is not ours, because a proxy gave it, the status says what is known. */
async function readError(response: Response): Promise<ErrorBody['error']> {
  const body: unknown = await response.json().catch(() => undefined);
  return isError(body) ? body.error : { kind: 'fault', code: `http.${response.status}`, requestId: response.headers.get('x-request-id') ?? '', retrySafe: response.status >= 500 };
}

function isError(body: unknown): body is ErrorBody {
  const { kind, code, requestId } = (body as Partial<ErrorBody> | null | undefined)?.error ?? {};
  return typeof kind === 'string' && typeof code === 'string' && typeof requestId === 'string';
}

/**
 * The typed client, computed from the route table: no generated code.
 * @throws ApiError — when the API answers anything but success
 */
export function createClient(options: ClientOptions): Client {
  return Object.fromEntries(
    Object.entries(routes).map(([key, route]) => [key, (call: { params?: unknown; query?: unknown; body?: unknown } = {}, o?: CallOptions) => send(options, route as Route, call, o?.signal)]),
  ) as unknown as Client;
}
