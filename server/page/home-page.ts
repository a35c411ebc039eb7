import type { FastifyInstance } from 'fastify';

/** Somebody who opens the bare address learns that the server runs, and where to go. */
export const registerHomePage = (server: FastifyInstance, { version }: { readonly version: string }): void => {
  const text = [
    `Gatehouse ${version} is running.`,
    '',
    'The API:       /api/docs, as OpenAPI: /api/openapi.json',
    'For programs:  /llms.txt',
    'Health:        /api/health',
    'The demo link: printed at the start, and kept in credentials.json in the data folder.',
    '',
  ].join('\n');
  server.get('/', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
      .type('text/plain; charset=utf-8')
      .send(text),
  );
};
