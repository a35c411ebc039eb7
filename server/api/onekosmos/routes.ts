import type { Endpoint } from '../endpoint.ts';
import { executeNode } from './execute-node.ts';
import * as made from './instance-endpoints.ts';
import * as notice from './notification-endpoints.ts';
import * as result from './result-endpoints.ts';
import type { Caller, Envelope, LicenceLevel, OneKosmosRoute } from './route.ts';
import * as service from './system-endpoints.ts';
import * as workflow from './workflow-endpoints.ts';

interface Access {
  readonly levels: readonly LicenceLevel[];
  readonly permissions: readonly string[];
}

const wide: readonly LicenceLevel[] = ['system', 'service', 'service_ext'];

/** The document names no permission for most routes: what reads and what writes is told apart here and nowhere else. */
const anybody: Access = { levels: [], permissions: [] };
const system: Access = { levels: ['system'], permissions: [] };
const licensed: Access = { levels: wide, permissions: [] };
const viewing: Access = { levels: wide, permissions: ['workflow.instance.view', 'workflow.manage'] };
const reading: Access = { levels: wide, permissions: ['workflow.instance.view', 'workflow.create', 'workflow.manage'] };
const readingApp: Access = { ...reading, levels: [...wide, 'app'] };
const writing: Access = { levels: wide, permissions: ['workflow.create', 'workflow.manage'] };
const notifying: Access = { levels: [], permissions: ['workflow.create', 'workflow.manage'] };
const administering: Access = { levels: [], permissions: ['community.admin'] };

const instance = '/workflow_instance';
const community = '/tenant/:tenantId/community/:communityId';

/** `headers` are those that must come and, after a space, those that may: see `OneKosmosRoute`. */
const route = (
  number: number,
  method: OneKosmosRoute['method'],
  url: string,
  headers: string,
  access: Access,
  envelope: Envelope,
  endpoint: Endpoint<Caller>,
): OneKosmosRoute => {
  const [requires = '', accepts = ''] = headers.split(' ');
  return { ...endpoint, ...access, number, method, url, requires, accepts, envelope };
};

/** The whole API, below `/onekosmos/workflowapi`: where, which headers, who may call, and the endpoint with its schemas. */
export const routes: readonly OneKosmosRoute[] = [
  route(1, 'GET', `${instance}/callback_by_access_code/:accessCode`, 'RP', anybody, 'data', made.callbackEndpoint),
  route(2, 'GET', `${instance}/create_by_access_code/:accessCode`, 'RP X', anybody, 'data', made.byCodeEndpoint),
  route(3, 'GET', `${instance}/recaptcha_config`, 'RPJ', administering, 'keyed', notice.recaptchaConfigEndpoint),
  route(4, 'GET', `${instance}/:instanceId/result_summary`, 'RPL', licensed, 'data', made.resultSummaryEndpoint),
  route(5, 'GET', `${instance}/:instanceId/results`, 'RP LJ', readingApp, 'data', made.resultsEndpoint),
  route(6, 'GET', `${instance}/:wfInstanceId${community}`, 'RP LJ', viewing, 'data', made.getInstanceEndpoint),
  route(7, 'POST', `${instance}/initiate`, 'RP', anybody, 'data', result.initiateEndpoint),
  route(8, 'POST', `${instance}/send/notification`, 'RP J', notifying, 'data', notice.sendNotificationEndpoint),
  route(9, 'POST', `${instance}${community}/create`, 'RP LJ', writing, 'data', made.createInstanceEndpoint),
  route(10, 'POST', `${instance}${community}/list`, 'RP LJ', viewing, 'data', made.listInstancesEndpoint),

  route(11, 'GET', `${community}/workflow/dvcid/list`, 'RP LJ', reading, 'data', workflow.listDvcIdsEndpoint),
  route(12, 'GET', `${community}/workflow/search`, 'RP LJ', reading, 'data', workflow.searchWorkflowsEndpoint),
  route(13, 'GET', `${community}/workflow/:workflowId`, 'RP LJ', reading, 'data', workflow.getWorkflowEndpoint),
  route(
    14,
    'POST',
    `${community}/workflow/:id/manage_direct_access`,
    'RPL',
    licensed,
    'data',
    workflow.manageDirectAccessEndpoint,
  ),
  route(15, 'POST', `${community}/workflows`, 'RP LJ', reading, 'data', workflow.listWorkflowsEndpoint),
  route(16, 'PUT', `${community}/workflow`, 'RP LJ', writing, 'data', workflow.createWorkflowEndpoint),
  route(17, 'PATCH', `${community}/workflow/:id`, 'RP LJ', writing, 'data', workflow.updateWorkflowEndpoint),
  route(18, 'DELETE', `${community}/workflow/:workflowId`, 'RP LJ', writing, 'data', workflow.deleteWorkflowEndpoint),

  route(19, 'GET', `${instance}/:wfInstanceId${community}/execute_node/:nodeId`, '', anybody, 'bare', executeNode),
  route(20, 'GET', `${instance}/:wfInstanceId${community}/node/:nodeId`, 'RP LJ', reading, 'data', result.nodeEndpoint),
  route(21, 'POST', `${instance}/poll`, 'RP', anybody, 'data', result.pollEndpoint),
  route(22, 'POST', `${instance}/poll_liveid`, 'RP', anybody, 'data', result.pollLiveIdEndpoint),
  route(23, 'POST', `${instance}/submit_result`, 'RP', anybody, 'data', result.submitResultEndpoint),

  route(24, 'GET', '/servicekeys', 'RPL', system, 'bare', service.listServiceKeysEndpoint),
  route(25, 'DELETE', '/servicekey/:keyId', 'RPL', system, 'bare', service.replaceServiceKeyEndpoint),
  route(26, 'POST', '/ecdsa_helper/:method?', '', anybody, 'bare', service.ecdsaHelperEndpoint),
  route(27, 'GET', '/environment', '', anybody, 'bare', service.environmentEndpoint),
  route(28, 'GET', '/healthz', '', anybody, 'bare', service.healthzEndpoint),
  route(29, 'POST', '/jwt/verifyToken', 'RPJ', anybody, 'keyed', service.verifyTokenEndpoint),
  route(30, 'GET', '/publickeys', '', anybody, 'bare', service.publicKeysEndpoint),
  route(31, 'GET', '/sd', '', anybody, 'bare', service.serviceDirectoryEndpoint),
  route(32, 'GET', '/.well-known', '', anybody, 'bare', service.wellKnownEndpoint),

  route(33, 'GET', `/v0${community}/workflow/node/library`, 'RP LJ', reading, 'data', workflow.nodeLibraryEndpoint),
];
