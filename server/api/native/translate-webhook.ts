import type {
  CreatedWebhookEndpointAnswer,
  WebhookEndpointAnswer,
  WebhookTestAnswer,
} from '@gatehouse/core/contract/webhook.ts';
import type { AttemptNow } from '../../domain/delivery/attempt-now.ts';
import { responseText } from '../../domain/delivery/read-delivery.ts';
import type { EndpointWithSecret } from '../../domain/webhook/create-endpoint.ts';
import type { EndpointRecord } from '../../domain/webhook/endpoint.ts';

export const toWebhookEndpoint = (endpoint: EndpointRecord): WebhookEndpointAnswer => ({
  id: endpoint.id,
  url: endpoint.url,
  description: endpoint.description,
  eventTypes: endpoint.eventTypes === null ? null : [...endpoint.eventTypes],
  state: endpoint.state,
  disabledReason: endpoint.disabledReason,
  disabledAt: endpoint.disabledAt?.toISOString() ?? null,
  failingSince: endpoint.failingSince?.toISOString() ?? null,
  previousSecretExpiresAt: endpoint.previousSecretExpiresAt?.toISOString() ?? null,
  createdAt: endpoint.createdAt.toISOString(),
  updatedAt: endpoint.updatedAt.toISOString(),
});

export const toCreatedWebhookEndpoint = ({ endpoint, secret }: EndpointWithSecret): CreatedWebhookEndpointAnswer => ({
  ...toWebhookEndpoint(endpoint),
  secret,
});

export const toWebhookTest = ({ deliveryId, durationMs, outcome }: AttemptNow): WebhookTestAnswer => ({
  deliveryId,
  isSuccess: outcome.ok,
  statusCode: outcome.statusCode,
  durationMs,
  error: outcome.ok ? null : outcome.error,
  response: responseText(outcome.response),
});
