import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/**
 * The page may load what this server gives it and nothing else. Photos are shown from memory (`blob:`), the customer's
 * logo from a `data:` URL.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders: Record<string, string> = {
  'content-security-policy': contentSecurityPolicy,
  // The link's token is in the path: no other server may learn it.
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Where a session is opened: by its link, and by its public id for clients that build this address themselves. */
const pagePaths = ['/s/:token', '/workflow/wf_instance/:instance'];

/** Serves the applicant's page and its assets. The page asks the capture API what to show, with the last part of its path. */
export const registerCapturePage = async (
  server: FastifyInstance,
  { folder }: { readonly folder: string },
): Promise<void> => {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  for (const path of pagePaths) {
    server.get(path, { schema: { hide: true } }, async (_request, reply) =>
      reply.headers(pageHeaders).type('text/html; charset=utf-8').send(html),
    );
  }
  await server.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    // The file names carry a hash of their content.
    immutable: true,
    maxAge: '365d',
    index: false,
    decorateReply: false,
  });
};
