import type { FastifyInstance } from 'fastify';
import { errorCatalogue } from '../errors.ts';

/** The page that a problem's `type` leads to (RFC 9457, 3.1.1): what the code means, for whoever reads the answer. */
export const registerProblemPage = (server: FastifyInstance): void => {
  for (const [code, { status, title }] of Object.entries(errorCatalogue)) {
    const text = [
      `${code} (${status})`,
      '',
      title,
      'The `detail` of the answer says what happened and what to do.',
      '',
    ];
    server.get(`/problems/${code}`, { schema: { hide: true } }, async (_request, reply) =>
      reply
        .headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
        .type('text/plain; charset=utf-8')
        .send(text.join('\n')),
    );
  }
};
