import type { KeyScope } from '@gatehouse/core/contract/key-scope.ts';
import type { Endpoint } from '../endpoint.ts';
import type { KeyedCaller, KeyedRoute } from '../keyed-route.ts';
import * as endpoint from './endpoints.ts';

const route = (
  method: KeyedRoute['method'],
  url: string,
  scopes: readonly KeyScope[],
  taken: Endpoint<KeyedCaller>,
): KeyedRoute => ({ ...taken, method, url, scopes });

/** Below `/verifa/api/v1`: where, and the scopes of which a key needs one, the older and broader name last. */
export const routes: readonly KeyedRoute[] = [
  route('GET', '/workflows', ['workflows:read', 'workflows:write'], endpoint.listWorkflowsEndpoint),
  route('GET', '/workflows/:workflow_id', ['workflows:read', 'workflows:write'], endpoint.getWorkflowEndpoint),
  route(
    'POST',
    '/workflows/:workflow_id/trigger',
    ['workflows:trigger', 'workflows:write'],
    endpoint.triggerWorkflowEndpoint,
  ),
  route(
    'GET',
    '/sessions/:session_id/workflow-run',
    ['sessions:read', 'workflows:read', 'workflows:write'],
    endpoint.getWorkflowRunEndpoint,
  ),
];
