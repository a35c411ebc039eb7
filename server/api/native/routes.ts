import type { KeyScope } from '@gatehouse/core/contract/key-scope.ts';
import type { Endpoint } from '../endpoint.ts';
import * as counter from './counter-endpoints.ts';
import * as dailyHead from './daily-head-endpoints.ts';
import * as delivery from './delivery-endpoints.ts';
import * as entity from './entity-endpoints.ts';
import * as key from './key-endpoints.ts';
import type { Caller, Route } from './route.ts';
import * as secret from './secret-endpoints.ts';
import * as session from './session-endpoints.ts';
import * as settings from './settings-endpoints.ts';
import * as webhook from './webhook-endpoints.ts';
import * as workflow from './workflow-endpoints.ts';

const route = (method: Route['method'], url: string, scope: KeyScope, endpoint: Endpoint<Caller>): Route => ({
  ...endpoint,
  method,
  url,
  scope,
});

/** The native API, below `/api`: where, what the key must be allowed to do, and the endpoint with its schemas. */
export const routes: readonly Route[] = [
  route('GET', '/node-types', 'workflows:read', workflow.listNodeTypesEndpoint),
  route('POST', '/lint', 'workflows:read', workflow.lintGraphEndpoint),

  route('POST', '/workflows', 'workflows:write', workflow.createWorkflowEndpoint),
  route('GET', '/workflows', 'workflows:read', workflow.listWorkflowsEndpoint),
  route('GET', '/workflows/:id', 'workflows:read', workflow.getWorkflowEndpoint),
  route('PATCH', '/workflows/:id', 'workflows:write', workflow.updateWorkflowEndpoint),
  route('POST', '/workflows/:id/archive', 'workflows:write', workflow.archiveWorkflowEndpoint),
  route('POST', '/workflows/:id/unarchive', 'workflows:write', workflow.unarchiveWorkflowEndpoint),
  route('POST', '/workflows/:id/drafts', 'workflows:write', workflow.createDraftEndpoint),
  route('GET', '/workflows/:id/drafts', 'workflows:read', workflow.listDraftsEndpoint),
  route('GET', '/workflows/:id/drafts/:draftId', 'workflows:read', workflow.getDraftEndpoint),
  route('PUT', '/workflows/:id/drafts/:draftId', 'workflows:write', workflow.updateDraftEndpoint),
  route('DELETE', '/workflows/:id/drafts/:draftId', 'workflows:write', workflow.discardDraftEndpoint),
  route('GET', '/workflows/:id/diff', 'workflows:read', workflow.diffWorkflowEndpoint),
  route('POST', '/workflows/:id/lint', 'workflows:read', workflow.lintWorkflowEndpoint),
  route('POST', '/workflows/:id/publish', 'workflows:publish', workflow.publishWorkflowEndpoint),
  route('GET', '/workflows/:id/versions', 'workflows:read', workflow.listVersionsEndpoint),
  route('GET', '/workflows/:id/versions/:number', 'workflows:read', workflow.getVersionEndpoint),

  route('POST', '/sessions', 'sessions:write', session.createSessionEndpoint),
  route('GET', '/sessions', 'sessions:read', session.listSessionsEndpoint),
  route('GET', '/sessions/:id', 'sessions:read', session.getSessionEndpoint),
  route('PATCH', '/sessions/:id', 'sessions:write', session.updateSessionEndpoint),
  route('POST', '/sessions/:id/cancel', 'sessions:write', session.cancelSessionEndpoint),
  route('GET', '/sessions/:id/events', 'sessions:read', session.listEventsEndpoint),
  route('GET', '/sessions/:id/results', 'sessions:read', session.listResultsEndpoint),
  route('GET', '/sessions/:id/files', 'sessions:read', session.listFilesEndpoint),
  route('POST', '/sessions/:id/link', 'sessions:write', session.renewLinkEndpoint),
  route('DELETE', '/sessions/:id/link', 'sessions:write', session.revokeLinkEndpoint),
  route('POST', '/sessions/:id/runs', 'workflows:trigger', session.startRunEndpoint),
  route('POST', '/sessions/:id/decision', 'sessions:decide', session.decideSessionEndpoint),
  route('POST', '/sessions/:id/nodes/:nodeId/outcome', 'sessions:decide', session.giveOutcomeEndpoint),
  route('POST', '/sessions/:id/nodes/:nodeId/withdraw-consent', 'sessions:write', session.withdrawConsentEndpoint),

  route('GET', '/daily-heads', 'sessions:read', dailyHead.listDailyHeadsEndpoint),

  route('POST', '/entities', 'entities:write', entity.createEntityEndpoint),
  route('GET', '/entities', 'entities:read', entity.listEntitiesEndpoint),
  route('GET', '/entities/:id', 'entities:read', entity.getEntityEndpoint),
  route('PATCH', '/entities/:id', 'entities:write', entity.updateEntityEndpoint),
  route('POST', '/entities/:id/export', 'sessions:read', entity.exportEntityEndpoint),
  route('POST', '/entities/:id/erase', 'entities:erase', entity.eraseEntityEndpoint),

  route('POST', '/webhook-endpoints', 'webhooks:write', webhook.createWebhookEndpointEndpoint),
  route('GET', '/webhook-endpoints', 'webhooks:read', webhook.listWebhookEndpointsEndpoint),
  route('GET', '/webhook-endpoints/:id', 'webhooks:read', webhook.getWebhookEndpointEndpoint),
  route('PATCH', '/webhook-endpoints/:id', 'webhooks:write', webhook.updateWebhookEndpointEndpoint),
  route('DELETE', '/webhook-endpoints/:id', 'webhooks:write', webhook.deleteWebhookEndpointEndpoint),
  route('POST', '/webhook-endpoints/:id/enable', 'webhooks:write', webhook.enableWebhookEndpointEndpoint),
  route('POST', '/webhook-endpoints/:id/disable', 'webhooks:write', webhook.disableWebhookEndpointEndpoint),
  route('POST', '/webhook-endpoints/:id/rotate-secret', 'webhooks:write', webhook.rotateWebhookSecretEndpoint),
  route('POST', '/webhook-endpoints/:id/test', 'webhooks:write', webhook.testWebhookEndpointEndpoint),
  route('POST', '/webhook-endpoints/:id/retry-dead', 'webhooks:write', webhook.retryDeadDeliveriesEndpoint),

  route('GET', '/deliveries', 'webhooks:read', delivery.listDeliveriesEndpoint),
  route('GET', '/deliveries/:id', 'webhooks:read', delivery.getDeliveryEndpoint),
  route('POST', '/deliveries/:id/retry', 'webhooks:write', delivery.retryDeliveryEndpoint),
  route('POST', '/deliveries/:id/cancel', 'webhooks:write', delivery.cancelDeliveryEndpoint),

  route('GET', '/counters', 'sessions:read', counter.getCountersEndpoint),

  route('GET', '/settings', 'settings:read', settings.getSettingsEndpoint),
  route('PUT', '/settings', 'settings:write', settings.updateSettingsEndpoint),

  route('POST', '/keys', 'keys:write', key.createKeyEndpoint),
  route('GET', '/keys', 'keys:read', key.listKeysEndpoint),
  route('GET', '/keys/:id', 'keys:read', key.getKeyEndpoint),
  route('POST', '/keys/:id/rotate', 'keys:write', key.rotateKeyEndpoint),
  route('POST', '/keys/:id/revoke', 'keys:write', key.revokeKeyEndpoint),

  route('GET', '/secrets', 'secrets:read', secret.listSecretsEndpoint),
  route('PUT', '/secrets/:name', 'secrets:write', secret.writeSecretEndpoint),
  route('DELETE', '/secrets/:name', 'secrets:write', secret.deleteSecretEndpoint),
];
