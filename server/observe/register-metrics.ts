import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';

export interface MetricsPageOptions {
  readonly metrics: Metrics;
  /** What Prometheus sends as `Authorization: Bearer ...`. */
  readonly token: string;
}

/** `GET /metrics`, for whoever knows the token. Register it at the root: every request of the server is counted. */
export const registerMetrics = (app: FastifyInstance, { metrics, token }: MetricsPageOptions): void => {
  app.addHook('onResponse', (request, reply, done) => {
    metrics.observeRequest({
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    });
    done();
  });
  app.get('/metrics', { schema: { hide: true }, logLevel: 'warn' }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (!isSame(request.headers.authorization ?? '', `Bearer ${token}`)) {
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer realm="metrics"')
        .type('text/plain')
        .send('Wrong token.\n');
    }
    return reply.type(metrics.contentType).send(await metrics.print());
  });
};

const isSame = (given: string, wanted: string): boolean => {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)];
  return left.length === right.length && timingSafeEqual(left, right);
};
