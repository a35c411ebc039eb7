import { plainGraph } from '../native-api.ts';
import type { Example } from './caller.ts';
import type { Catalogue, Objects } from './catalogue.ts';

/** A call whose path names one object, `{id}`. */
const on =
  (noun: string, more: Omit<Example, 'params'> = {}) =>
  (objects: Objects): Example => ({ params: { id: objects[noun] ?? '' }, ...more });

const onDraft =
  (more: Omit<Example, 'params'> = {}) =>
  (objects: Objects): Example => ({ params: { id: objects.workflow ?? '', draftId: objects.draft ?? '' }, ...more });

const onNode =
  (nodeId: string, body: unknown) =>
  (objects: Objects): Example => ({ params: { id: objects.session ?? '', nodeId }, body });

const alone = (body?: unknown) => (): Example => ({ body });

/** A call on the caller's own workflow whose body names somebody else's object. */
const crossedBody = (key: string, body: (foreign: Objects) => unknown) => ({
  key,
  example: ({ workflow = '' }: Objects, foreign: Objects): Example => ({
    params: { id: workflow },
    body: body(foreign),
  }),
});

const crossedQuery = (key: string, parameter: string, noun: string) => ({
  key,
  example: (_own: Objects, foreign: Objects): Example => ({ query: { [parameter]: foreign[noun] ?? '' } }),
});

/** How each operation of the native API is called in earnest, with the objects of `makeObjects`. */
export const nativeCatalogue: Catalogue = {
  isDestructive: ({ method, path }) => method === 'DELETE' || /\/(revoke|rotate|erase|archive|cancel)$/.test(path),
  crossed: [
    ...['GET', 'DELETE'].map((method) => ({
      key: `${method} /api/workflows/{id}/drafts/{draftId}`,
      example: (own: Objects, foreign: Objects) => onDraft()({ ...foreign, workflow: own.workflow ?? '' }),
    })),
    crossedBody('POST /api/workflows/{id}/drafts', ({ draft }) => ({ fromDraftId: draft })),
    crossedBody('POST /api/workflows/{id}/lint', ({ draft }) => ({ draftId: draft })),
    crossedBody('POST /api/workflows/{id}/publish', ({ draft }) => ({ draftId: draft })),
    {
      key: 'GET /api/workflows/{id}/diff',
      example: ({ workflow = '' }, { draft = '' }) => ({
        params: { id: workflow },
        query: { from: 'version:1', to: `draft:${draft}` },
      }),
    },
    {
      key: 'POST /api/sessions',
      example: ({ workflow }, { entity }) => ({ body: { workflowId: workflow, entityId: entity } }),
    },
    {
      key: 'POST /api/sessions/{id}/runs',
      example: ({ overSession = '' }, { workflow }) => ({
        params: { id: overSession },
        body: { workflowId: workflow },
      }),
    },
    crossedQuery('GET /api/sessions', 'entityId', 'entity'),
    crossedQuery('GET /api/sessions', 'workflowId', 'workflow'),
    crossedQuery('GET /api/deliveries', 'endpointId', 'webhookEndpoint'),
    crossedQuery('GET /api/deliveries', 'sessionId', 'session'),
    crossedQuery('GET /api/counters', 'workflowId', 'workflow'),
  ],
  examples: {
    'GET /api/node-types': alone(),
    'POST /api/lint': alone({ graph: plainGraph() }),

    'POST /api/workflows': alone({ name: 'Another', graph: plainGraph() }),
    'GET /api/workflows': alone(),
    'GET /api/workflows/{id}': on('workflow'),
    'PATCH /api/workflows/{id}': on('workflow', { body: { name: 'Renamed' } }),
    'POST /api/workflows/{id}/archive': on('spareWorkflow'),
    'POST /api/workflows/{id}/unarchive': on('spareWorkflow'),
    'POST /api/workflows/{id}/drafts': on('workflow', { body: { fromVersion: 1 } }),
    'GET /api/workflows/{id}/drafts': on('workflow'),
    'GET /api/workflows/{id}/drafts/{draftId}': onDraft(),
    'PUT /api/workflows/{id}/drafts/{draftId}': onDraft({ body: { revision: 1, graph: plainGraph('Changed') } }),
    'DELETE /api/workflows/{id}/drafts/{draftId}': onDraft(),
    'GET /api/workflows/{id}/diff': ({ workflow = '', draft = '' }) => ({
      params: { id: workflow },
      query: { from: 'version:1', to: `draft:${draft}` },
    }),
    'POST /api/workflows/{id}/lint': on('workflow', { body: {} }),
    'POST /api/workflows/{id}/publish': on('workflow', { body: {} }),
    'GET /api/workflows/{id}/versions': on('workflow'),
    'GET /api/workflows/{id}/versions/{number}': ({ workflow = '' }) => ({ params: { id: workflow, number: '1' } }),

    'POST /api/sessions': ({ workflow }) => ({
      body: { workflowId: workflow, entity: { kind: 'person', name: 'Ada' }, metadata: { order: '1' } },
    }),
    'GET /api/sessions': ({ workflow = '' }) => ({ query: { workflowId: workflow } }),
    'GET /api/sessions/{id}': on('session'),
    'PATCH /api/sessions/{id}': on('session', { body: { metadata: { order: '2' } } }),
    'POST /api/sessions/{id}/cancel': on('spareSession', { body: { reason: 'No longer needed.' } }),
    'GET /api/sessions/{id}/events': on('session'),
    'GET /api/sessions/{id}/results': on('session'),
    'GET /api/sessions/{id}/files': on('session'),
    'POST /api/sessions/{id}/link': on('linkedSession', { body: {} }),
    'DELETE /api/sessions/{id}/link': on('linkedSession'),
    'POST /api/sessions/{id}/runs': on('overSession', { body: {} }),
    'POST /api/sessions/{id}/decision': on('session', { body: { decision: 'approved', reason: 'Seen in person.' } }),
    'POST /api/sessions/{id}/nodes/{nodeId}/outcome': onNode('details', { outcome: 'success' }),
    'POST /api/sessions/{id}/nodes/{nodeId}/withdraw-consent': onNode('details', {}),
    'GET /api/daily-heads': alone(),

    'POST /api/entities': alone({ kind: 'company', name: 'Acme' }),
    'GET /api/entities': alone(),
    'GET /api/entities/{id}': on('entity'),
    'PATCH /api/entities/{id}': on('entity', { body: { name: 'Ada B.' } }),
    'POST /api/entities/{id}/export': on('entity'),
    'POST /api/entities/{id}/erase': on('entity', { body: { reason: 'Asked for.' } }),

    // Nobody listens at port 1 of this machine.
    'POST /api/webhook-endpoints': alone({ url: 'http://127.0.0.1:1/hook' }),
    'GET /api/webhook-endpoints': alone(),
    'GET /api/webhook-endpoints/{id}': on('webhookEndpoint'),
    'PATCH /api/webhook-endpoints/{id}': on('webhookEndpoint', { body: { description: 'Ours' } }),
    'DELETE /api/webhook-endpoints/{id}': on('webhookEndpoint'),
    'POST /api/webhook-endpoints/{id}/enable': on('webhookEndpoint'),
    'POST /api/webhook-endpoints/{id}/disable': on('webhookEndpoint'),
    'POST /api/webhook-endpoints/{id}/rotate-secret': on('webhookEndpoint', { body: {} }),
    'POST /api/webhook-endpoints/{id}/test': on('webhookEndpoint'),
    'POST /api/webhook-endpoints/{id}/retry-dead': on('webhookEndpoint'),

    'GET /api/deliveries': ({ session = '' }) => ({ query: { sessionId: session } }),
    'GET /api/deliveries/{id}': on('delivery'),
    'POST /api/deliveries/{id}/retry': on('delivery'),
    'POST /api/deliveries/{id}/cancel': on('delivery'),

    'GET /api/counters': ({ workflow = '' }) => ({ query: { workflowId: workflow } }),
    'GET /api/settings': alone(),
    'PUT /api/settings': ({ settingsRevision }) => ({ body: { revision: settingsRevision, settings: {} } }),

    'POST /api/keys': alone({ name: 'k', scopes: ['keys:read'] }),
    'GET /api/keys': alone(),
    'GET /api/keys/{id}': on('key'),
    'POST /api/keys/{id}/rotate': on('key', { body: {} }),
    'POST /api/keys/{id}/revoke': on('spareKey'),

    'GET /api/secrets': alone(),
    'PUT /api/secrets/{name}': ({ secret = '' }) => ({
      params: { name: secret },
      body: { value: 'a value of a secret' },
    }),
    'DELETE /api/secrets/{name}': ({ secret = '' }) => ({ params: { name: secret } }),

    'POST /api/capture/open': alone(),
    'GET /api/capture/current': alone(),
    'GET /api/capture/picture': () => ({ query: { url: 'https://example.com/logo.png' } }),
    'PUT /api/capture/uploads/{side}': () => ({
      params: { side: 'front' },
      query: { node: 'details', attempt: '1' },
      body: Buffer.from('no photo'),
    }),
    'POST /api/capture/submit': alone({ node: 'details', attempt: 1, input: { name: 'Ada' } }),
    'POST /api/capture/back': alone({ node: 'done', attempt: 1 }),
    'POST /api/capture/withdraw-consent': alone({ node: 'details' }),
    'POST /api/capture/finish': alone(),
  },
};
