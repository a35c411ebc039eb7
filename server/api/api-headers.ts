import type { FastifyInstance } from 'fastify';

/** Answers of an API are for programs: never cached, never sniffed, never shown as a page or inside one. */
const headers = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Adds the headers and the request's id, which a problem also names, to every answer of this plugin. */
export function addApiHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id);
    done();
  });
}
