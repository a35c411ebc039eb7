import {
  createdWebhookEndpoint,
  createWebhookEndpointRequest,
  retriedDeliveries,
  rotateWebhookSecretRequest,
  updateWebhookEndpointRequest,
  webhookEndpoint,
  webhookEndpointPage,
  webhookTestAnswer,
} from '@gatehouse/core/contract/webhook.ts';
import { fail, ok } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { retryDeadDeliveries } from '../../domain/delivery/retry-delivery.ts';
import { createEndpoint } from '../../domain/webhook/create-endpoint.ts';
import { getEndpoint, listEndpoints } from '../../domain/webhook/read-endpoint.ts';
import { rotateSecret } from '../../domain/webhook/rotate-secret.ts';
import { testEndpoint } from '../../domain/webhook/test-endpoint.ts';
import {
  deleteEndpoint,
  disableEndpoint,
  enableEndpoint,
  updateEndpoint,
} from '../../domain/webhook/update-endpoint.ts';
import { domainError } from '../../errors.ts';
import { nothing, translated } from '../endpoint.ts';
import { defineEndpoint } from './route.ts';
import { toCreatedWebhookEndpoint, toWebhookEndpoint, toWebhookTest } from './translate-webhook.ts';

const endpointPath = z.strictObject({ id: z.uuid() });

export const createWebhookEndpointEndpoint = defineEndpoint({
  summary: 'Make a webhook endpoint; its secret is in this answer and nowhere else',
  takes: { ...nothing, body: createWebhookEndpointRequest },
  gives: createdWebhookEndpoint,
  status: 201,
  errors: ['webhook_url_refused', 'limit_reached'],
  handler: ({ context, scope, body, actor }) =>
    translated(createEndpoint(context, scope, body, actor), toCreatedWebhookEndpoint),
});

export const listWebhookEndpointsEndpoint = defineEndpoint({
  summary: 'Webhook endpoints, newest first; there are twenty at most, so that one page holds them all',
  takes: nothing,
  gives: webhookEndpointPage,
  status: 200,
  errors: [],
  handler: async ({ context, scope }) =>
    ok({ items: (await listEndpoints(context, scope)).map(toWebhookEndpoint), nextCursor: null }),
});

export const getWebhookEndpointEndpoint = defineEndpoint({
  summary: 'One webhook endpoint',
  takes: { ...nothing, params: endpointPath },
  gives: webhookEndpoint,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params }) => translated(getEndpoint(context, scope, params.id), toWebhookEndpoint),
});

export const updateWebhookEndpointEndpoint = defineEndpoint({
  summary: 'Change a webhook endpoint; what is left out stays',
  takes: { ...nothing, params: endpointPath, body: updateWebhookEndpointRequest },
  gives: webhookEndpoint,
  status: 200,
  errors: ['not_found', 'webhook_url_refused'],
  handler: ({ context, scope, params, body, actor }) =>
    translated(updateEndpoint(context, scope, { id: params.id, actor }, body), toWebhookEndpoint),
});

export const deleteWebhookEndpointEndpoint = defineEndpoint({
  summary: 'Delete a webhook endpoint; what is pending for it is cancelled. Answers with what it was',
  takes: { ...nothing, params: endpointPath },
  gives: webhookEndpoint,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params, actor }) =>
    translated(deleteEndpoint(context, scope, { id: params.id, actor }), toWebhookEndpoint),
});

export const enableWebhookEndpointEndpoint = defineEndpoint({
  summary: 'Switch a webhook endpoint on; failures before are forgotten',
  takes: { ...nothing, params: endpointPath },
  gives: webhookEndpoint,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params, actor }) =>
    translated(enableEndpoint(context, scope, { id: params.id, actor }), toWebhookEndpoint),
});

export const disableWebhookEndpointEndpoint = defineEndpoint({
  summary: 'Switch a webhook endpoint off; what is pending for it ends as dead',
  takes: { ...nothing, params: endpointPath },
  gives: webhookEndpoint,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params, actor }) =>
    translated(disableEndpoint(context, scope, { id: params.id, actor }), toWebhookEndpoint),
});

const MS_PER_HOUR = 60 * 60 * 1000;

export const rotateWebhookSecretEndpoint = defineEndpoint({
  summary: 'Give a webhook endpoint a new secret, shown here alone; the one before signs beside it for a while',
  takes: { ...nothing, params: endpointPath, body: rotateWebhookSecretRequest },
  gives: createdWebhookEndpoint,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params, body, actor }) =>
    translated(
      rotateSecret(context, scope, { id: params.id, actor, overlapMs: body.overlapHours * MS_PER_HOUR }),
      toCreatedWebhookEndpoint,
    ),
});

export const testWebhookEndpointEndpoint = defineEndpoint({
  summary:
    'Send a webhook.test at once, without retries, and say what came of it; a refusal by the receiver is no error here',
  takes: { ...nothing, params: endpointPath },
  gives: webhookTestAnswer,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params }) => translated(testEndpoint(context, scope, params.id), toWebhookTest),
});

export const retryDeadDeliveriesEndpoint = defineEndpoint({
  summary: 'Try every dead delivery of a webhook endpoint again, the oldest first',
  takes: { ...nothing, params: endpointPath },
  gives: retriedDeliveries,
  status: 200,
  errors: ['not_found', 'endpoint_disabled'],
  handler: async ({ context, scope, params, actor }) => {
    const endpoint = await getEndpoint(context, scope, params.id);
    if (!endpoint.ok) return endpoint;
    if (endpoint.value.state === 'disabled') return fail(nothingIsSent);
    return ok({ count: await retryDeadDeliveries(context, scope, params.id, actor) });
  },
});

const nothingIsSent = domainError(
  'endpoint_disabled',
  'Nothing is sent to an endpoint that is disabled: enable it first, then try its dead deliveries again.',
);
