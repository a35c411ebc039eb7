import type { FastifyInstance } from 'fastify';

/** Answers of an API are for one caller at one moment; what else every answer carries is in `page/base-headers.ts`. */
export function addApiHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store');
    done();
  });
}
