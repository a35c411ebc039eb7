import type { FastifyInstance } from 'fastify';

/** Nothing that is sent may be sniffed, framed, run or told to another server; a page that needs more says so itself. */
const baseHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const year = 'max-age=31536000';

/** The headers of every answer, refusals and unknown paths included. */
export const baseHeadersFor = ({ isHttps }: { readonly isHttps: boolean }): Readonly<Record<string, string>> => ({
  ...baseHeaders,
  ...(isHttps && { 'strict-transport-security': year }),
});

/** Adds them, and the request's id by which its log line is found. Register it before every route. */
export const addHeaders = (server: FastifyInstance, headers: Readonly<Record<string, string>>): void => {
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id);
    done();
  });
};
