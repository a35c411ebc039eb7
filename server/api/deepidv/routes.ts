import type { KeyScope } from '@gatehouse/core/contract/key-scope.ts';
import type { Endpoint } from '../endpoint.ts';
import type { KeyedCaller, KeyedRoute } from '../keyed-route.ts';
import { listWorkflowSessionsEndpoint, listWorkflowsEndpoint } from './endpoints.ts';

const route = (
  method: KeyedRoute['method'],
  url: string,
  scopes: readonly KeyScope[],
  endpoint: Endpoint<KeyedCaller>,
): KeyedRoute => ({ ...endpoint, method, url, scopes });

/** What the vendor documents, below `/deepidv`. Its keys have no scopes; ours need these. */
export const routes: readonly KeyedRoute[] = [
  route('GET', '/workflow', ['workflows:read'], listWorkflowsEndpoint),
  route('GET', '/workflow/:workflow_id', ['sessions:read'], listWorkflowSessionsEndpoint),
];
