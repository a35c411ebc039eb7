import type { Example } from './caller.ts';
import type { Catalogue, Objects } from './catalogue.ts';

const community = '/tenant/{tenantId}/community/{communityId}';
const instance = '/workflow_instance';

type More = (objects: Objects) => Example;

const nothingMore: More = () => ({});

/** A call below a community: the objects' own. */
const within =
  (more: More = nothingMore): More =>
  (objects) => {
    const { params, ...rest } = more(objects);
    return { ...rest, params: { ...placeOf(objects), ...params } };
  };

const placeOf = ({ tenantId = '', communityId = '' }: Objects) => ({ tenantId, communityId });

/** A call with what goes under `data`. */
const saying =
  (body: (objects: Objects) => unknown): More =>
  (objects) => ({ body: body(objects) });

const onWorkflow = (name: 'workflowId' | 'id', noun: string, body?: unknown) =>
  within((objects) => ({ params: { [name]: objects[noun] ?? '' }, ...(body !== undefined && { body }) }));

const onInstance = within(({ instance: wfInstanceId = '' }) => ({ params: { wfInstanceId } }));

const onNode = (nodeId: string) => within(({ instance: wfInstanceId = '' }) => ({ params: { wfInstanceId, nodeId } }));

/** What two keys encrypt; none of them is anybody's. */
const helped = ({ helperPublicKey, helperPrivateKey }: Objects): Example => ({
  body: { dataStr: 'a text', publicKey: helperPublicKey, privateKey: helperPrivateKey },
});

/** A document whose form and orphan have the names that the calls below use. */
export const documentFor = (name: string) => ({
  version: 'v1',
  name,
  type: 'IAL2',
  dvcId: 'ial2_basic',
  isPublished: true,
  nodes: [
    {
      type: 'form',
      id: 'who',
      fields: [{ type: 'text', name: 'firstName', label: 'First name', required: true }],
      on_next: 'more',
    },
    { type: 'form', id: 'more', fields: [{ type: 'text', name: 'city', label: 'City' }], on_next: 'goodbye' },
    { type: 'form', id: 'goodbye', fields: [], is_terminal_node: true },
    { type: 'js', id: 'alone', config: { js_code: 'return { answer: 42 };' } },
  ],
});

/**
 * The caller's own community in the path, and an object of somebody else's behind it: the first look at a request lets it
 * pass, so that the object itself has to be looked for within the caller's community.
 */
const crossed = (key: string, more: More) => ({
  key,
  example: (own: Objects, foreign: Objects): Example => {
    const { params, ...rest } = more(foreign);
    return { ...rest, params: { ...params, ...placeOf(own) } };
  },
});

const workflowKeys = ['GET', 'DELETE'].map((method) => `${method} ${community}/workflow/{workflowId}`);

/** How each operation of the 1Kosmos dialect is called in earnest; bodies are what goes under `data`. */
export const oneKosmosCatalogue: Catalogue = {
  isDestructive: ({ method, path }) => method === 'DELETE' || path.endsWith('/manage_direct_access'),
  crossed: [
    ...workflowKeys.map((key) => crossed(key, onWorkflow('workflowId', 'workflow'))),
    crossed(`PATCH ${community}/workflow/{id}`, onWorkflow('id', 'workflow', { name: 'Taken' })),
    crossed(
      `POST ${community}/workflow/{id}/manage_direct_access`,
      onWorkflow('id', 'workflow', { regenerate: true, enable: true }),
    ),
    crossed(`GET ${instance}/{wfInstanceId}${community}`, onInstance),
    crossed(`GET ${instance}/{wfInstanceId}${community}/node/{nodeId}`, onNode('who')),
    crossed(`GET ${instance}/{wfInstanceId}${community}/execute_node/{nodeId}`, onNode('alone')),
    crossed(
      `POST ${instance}${community}/create`,
      saying(({ workflow }) => ({ workflowId: workflow })),
    ),
  ],
  examples: {
    [`GET ${instance}/callback_by_access_code/{accessCode}`]: ({ accessCode = '' }) => ({ params: { accessCode } }),
    [`GET ${instance}/create_by_access_code/{accessCode}`]: ({ accessCode = '' }) => ({ params: { accessCode } }),
    [`GET ${instance}/recaptcha_config`]: nothingMore,
    [`GET ${instance}/{instanceId}/result_summary`]: ({ instance: instanceId = '' }) => ({ params: { instanceId } }),
    [`GET ${instance}/{instanceId}/results`]: ({ instance: instanceId = '' }) => ({ params: { instanceId } }),
    [`GET ${instance}/{wfInstanceId}${community}`]: onInstance,
    [`POST ${instance}/initiate`]: saying(({ freshInstance }) => ({
      wfInstanceId: freshInstance,
      deviceFingerprint: '32b7615d',
    })),
    [`POST ${instance}/send/notification`]: saying(({ instanceUrl, licence }) => ({
      type: 'email',
      emailTo: 'anna@example.com',
      instanceUrl,
      license: licence,
    })),
    [`POST ${instance}${community}/create`]: within(
      saying(({ workflow }) => ({ workflowId: workflow, metaData: { firstName: 'Ann', dob: '19900812' } })),
    ),
    [`POST ${instance}${community}/list`]: within(
      saying(({ workflow }) => ({
        pSize: 10,
        pIndex: 0,
        query: { workflowId: workflow, customFilters: [{ key: 'firstName', value: 'Ann' }] },
      })),
    ),

    [`GET ${community}/workflow/dvcid/list`]: within(),
    [`GET ${community}/workflow/search`]: within(() => ({ query: { name: 'ent', pIndex: '0', pSize: '10' } })),
    [`GET ${community}/workflow/{workflowId}`]: onWorkflow('workflowId', 'workflow'),
    [`POST ${community}/workflow/{id}/manage_direct_access`]: onWorkflow('id', 'workflow', { enable: true }),
    [`POST ${community}/workflows`]: within(saying(() => ({ query: { name: 'Entry' }, pIndex: 0, pSize: 10 }))),
    [`PUT ${community}/workflow`]: within(saying(() => documentFor('Another'))),
    [`PATCH ${community}/workflow/{id}`]: onWorkflow('id', 'workflow', { name: 'Renamed' }),
    [`DELETE ${community}/workflow/{workflowId}`]: onWorkflow('workflowId', 'spareWorkflow'),

    [`GET ${instance}/{wfInstanceId}${community}/execute_node/{nodeId}`]: onNode('alone'),
    [`GET ${instance}/{wfInstanceId}${community}/node/{nodeId}`]: onNode('who'),
    [`POST ${instance}/poll`]: saying((objects) => ({ wfInstanceId: objects.instance, nodeId: 'who' })),
    [`POST ${instance}/poll_liveid`]: saying((objects) => ({ wfInstanceId: objects.instance, nodeId: 'who' })),
    [`POST ${instance}/submit_result`]: saying(({ openInstance }) => ({
      wfInstanceId: openInstance,
      nodeId: 'who',
      nodeType: 'form',
      requestData: { firstName: 'Ann' },
    })),

    'GET /servicekeys': nothingMore,
    'DELETE /servicekey/{keyId}': ({ spareKey = '' }) => ({ params: { keyId: spareKey } }),
    'POST /ecdsa_helper': helped,
    'POST /ecdsa_helper/{method}': (objects) => ({ ...helped(objects), params: { method: 'encrypt' } }),
    'GET /environment': nothingMore,
    'GET /healthz': nothingMore,
    'POST /jwt/verifyToken': saying(({ token }) => ({ token })),
    'GET /publickeys': nothingMore,
    'GET /sd': nothingMore,
    'GET /.well-known': nothingMore,
    [`GET /v0${community}/workflow/node/library`]: within(),
  },
};

/** The same calls with their bodies as they travel in clear. */
export const wrappedCatalogue: Catalogue = {
  ...oneKosmosCatalogue,
  examples: Object.fromEntries(
    Object.entries(oneKosmosCatalogue.examples).map(([key, example]) => [
      key,
      (objects: Objects) => {
        const { body, ...rest } = example(objects);
        return body === undefined || key.includes('/ecdsa_helper')
          ? example(objects)
          : { ...rest, body: { data: body } };
      },
    ]),
  ),
};
