import type { DoneFuncWithErrOrRes, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What browsers must hold to: nothing from elsewhere, no framing, no sniffing, no referrer; API answers are never stored. */
export function protectHeaders(fastify: FastifyInstance, o: { readonly keycloakUrl: string }): void {
  const keycloak = new URL(o.keycloakUrl).origin;
  const policy = [
    "default-src 'self'",
    `connect-src 'self' ${keycloak}`,
    `frame-src 'self' ${keycloak}`,
    "media-src 'self' blob:",
    "img-src 'self' data: blob:",
    "style-src 'self' 'unsafe-inline'", // emotion, the style engine of the component library, writes style elements
    "worker-src 'self' blob:",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; ');
  fastify.addHook('onSend', (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: DoneFuncWithErrOrRes) => {
    reply.header('content-security-policy', policy);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    reply.header('cross-origin-opener-policy', 'same-origin');
    if (request.url.startsWith('/v1/')) reply.header('cache-control', 'no-store');
    done(null, payload);
  });
}
