import type * as contract from '@gatehouse/core/contract/webhook.ts';
import type { z } from 'zod';
import { createList, type List } from '../list.ts';
import type { CallOptions, Send } from '../transport.ts';

export type WebhookEndpoint = contract.WebhookEndpointAnswer;
export type CreatedWebhookEndpoint = contract.CreatedWebhookEndpointAnswer;
export type NewWebhookEndpoint = z.input<typeof contract.createWebhookEndpointRequest>;

/** Where Gatehouse tells what happened; see `verifyWebhook` for the other side. */
export const webhookEndpoints = (send: Send) => {
  const at = (id: string, rest = ''): string => `/webhook-endpoints/${encodeURIComponent(id)}${rest}`;
  return {
    /** The secret is in this answer and nowhere else. */
    create: (body: NewWebhookEndpoint, options?: CallOptions): Promise<CreatedWebhookEndpoint> =>
      send({ method: 'POST', path: '/webhook-endpoints', body }, options),
    get: (id: string, options?: CallOptions): Promise<WebhookEndpoint> =>
      send({ method: 'GET', path: at(id) }, options),
    list: (options?: CallOptions): List<WebhookEndpoint> => createList(send, '/webhook-endpoints', {}, options),
    update: (
      id: string,
      body: z.input<typeof contract.updateWebhookEndpointRequest>,
      options?: CallOptions,
    ): Promise<WebhookEndpoint> => send({ method: 'PATCH', path: at(id), body }, options),
    delete: (id: string, options?: CallOptions): Promise<WebhookEndpoint> =>
      send({ method: 'DELETE', path: at(id) }, options),
    enable: (id: string, options?: CallOptions): Promise<WebhookEndpoint> =>
      send({ method: 'POST', path: at(id, '/enable') }, options),
    disable: (id: string, options?: CallOptions): Promise<WebhookEndpoint> =>
      send({ method: 'POST', path: at(id, '/disable') }, options),
    /** A new secret; for a while messages are signed with both. */
    rotateSecret: (
      id: string,
      body: z.input<typeof contract.rotateWebhookSecretRequest> = {},
      options?: CallOptions,
    ): Promise<CreatedWebhookEndpoint> => send({ method: 'POST', path: at(id, '/rotate-secret'), body }, options),
    /** Sends a message now and says what became of it. */
    test: (id: string, options?: CallOptions): Promise<contract.WebhookTestAnswer> =>
      send({ method: 'POST', path: at(id, '/test') }, options),
    /** Sends what was given up once more. */
    retryDead: (id: string, options?: CallOptions): Promise<z.output<typeof contract.retriedDeliveries>> =>
      send({ method: 'POST', path: at(id, '/retry-dead') }, options),
  };
};
