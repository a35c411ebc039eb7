import type { KeyScope } from '@gatehouse/core/contract/key-scope.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Caller, Route } from './route.ts';
import * as session from './session-endpoints.ts';
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
  route('GET', '/workflows/:id/drafts/:draftId', 'workflows:read', workflow.getDraftEndpoint),
  route('PUT', '/workflows/:id/drafts/:draftId', 'workflows:write', workflow.updateDraftEndpoint),
  route('POST', '/workflows/:id/lint', 'workflows:read', workflow.lintWorkflowEndpoint),
  route('POST', '/workflows/:id/publish', 'workflows:publish', workflow.publishWorkflowEndpoint),
  route('GET', '/workflows/:id/versions/:number', 'workflows:read', workflow.getVersionEndpoint),

  route('POST', '/sessions', 'sessions:write', session.createSessionEndpoint),
  route('GET', '/sessions', 'sessions:read', session.listSessionsEndpoint),
  route('GET', '/sessions/:id', 'sessions:read', session.getSessionEndpoint),
  route('POST', '/sessions/:id/cancel', 'sessions:write', session.cancelSessionEndpoint),
  route('GET', '/sessions/:id/events', 'sessions:read', session.listEventsEndpoint),
  route('GET', '/sessions/:id/results', 'sessions:read', session.listResultsEndpoint),
];
