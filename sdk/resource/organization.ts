import type { Health } from '@gatehouse/core/contract/health.ts';
import type { CallOptions, Send } from '../transport.ts';

export type { Health };

/** What belongs to the whole organization, and to the server. */
export const organization = (send: Send) => ({
  /** Which release runs, and whether it can serve. */
  health: (options?: CallOptions): Promise<Health> => send({ method: 'GET', path: '/health' }, options),
  /** Whether it may be sent requests now. */
  ready: (options?: CallOptions): Promise<{ readonly status: 'ready' }> =>
    send({ method: 'GET', path: '/ready' }, options),
  /** The description of the API itself: OpenAPI 3.1. */
  openapi: (options?: CallOptions): Promise<Readonly<Record<string, unknown>>> =>
    send({ method: 'GET', path: '/openapi.json' }, options),
});
