import { keyScopes } from '@gatehouse/core/contract/key-scope.ts';
import Fastify, { type FastifyInstance } from 'fastify';
import { v7 } from 'uuid';
import { registerCaptureApi } from '../../api/capture/register.ts';
import { registerDeepIdvApi } from '../../api/deepidv/register.ts';
import { describeApi } from '../../api/native/openapi.ts';
import { registerNativeApi } from '../../api/native/register.ts';
import { answerWithProblems } from '../../api/problem.ts';
import { drainRefusedBodies } from '../../api/refused-body.ts';
import { registerVerifaApi } from '../../api/verifa/register.ts';
import { frameworkAnswerFor } from '../../app.ts';
import type { Environment } from '../../db/scope.ts';
import { system } from '../../domain/actor.ts';
import { createKey } from '../../domain/key/create-key.ts';
import type { TokenApi } from '../../domain/key/key-form.ts';
import { createOrganization } from '../../domain/organization/create-organization.ts';
import { openSession } from '../../domain/session/open-session.ts';
import { submitStep } from '../../domain/session/submit-step.ts';
import { announceSession } from '../../domain/webhook/announce-session.ts';
import { type Gate, openGate } from '../journey.ts';
import { expectOk, plainGraph } from '../native-api.ts';
import { apiKey, bearer, type Caller, callerOf } from './caller.ts';
import type { Objects } from './catalogue.ts';
import { type Operation, readOperations } from './document.ts';

export const LARGEST_PHOTO_BYTES = 1_000_000;

/** Every API of ours over HTTP in this process, with real ports, on a database of its own. */
export interface Apis {
  readonly gate: Gate;
  readonly app: FastifyInstance;
  readonly document: object;
  readonly operations: readonly Operation[];
  addOrganization(): Promise<{ readonly organizationId: string; readonly userId: string }>;
  /** Somebody with a new key of the environment. */
  addCaller(
    name: string,
    member: { readonly organizationId: string; readonly userId: string },
    environment: Environment,
    api?: TokenApi,
  ): Promise<Caller>;
  close(): Promise<void>;
}

export const openApis = async (): Promise<Apis> => {
  const gate = await openGate();
  const { context } = gate;
  const app = Fastify({
    logger: { level: 'silent' },
    frameworkErrors: (error, request, reply) => frameworkAnswerFor(request.url)(error, request, reply),
    routerOptions: { maxParamLength: 200 },
  });
  drainRefusedBodies(app);
  answerWithProblems(app);
  await describeApi(app, { baseUrl: context.baseUrl, version: '1.2.3' });
  const rateLimits = { keyPerMinute: 0, linkPerMinute: 0, addressPerMinute: 0 };
  await app.register((api) => registerNativeApi(api, { context, version: '1.2.3', rateLimits }), { prefix: '/api' });
  const capture = { context, maxUploadBytes: LARGEST_PHOTO_BYTES, rateLimits };
  await app.register((api) => registerCaptureApi(api, capture), { prefix: '/api/capture' });
  const dialect = { context, version: '1.2.3', rateLimits };
  await app.register((api) => registerVerifaApi(api, dialect), { prefix: '/verifa' });
  await app.register((api) => registerDeepIdvApi(api, { ...dialect, hasFunds: true }), { prefix: '/deepidv' });
  await app.ready();
  const document: object = (await app.inject('/api/openapi.json')).json();
  return {
    gate,
    app,
    document,
    operations: readOperations(document).filter(({ credential }) => credential !== null),
    addOrganization: async () => {
      const owner = { name: 'Acme', ownerEmail: `${v7()}@example.com`, ownerName: 'Ada Owner' };
      return expectOk(await createOrganization(context, owner));
    },
    addCaller: async (name, { organizationId, userId }, environment, api = 'native') => {
      const input = { name, ownerUserId: userId, scopes: keyScopes, api };
      const { token } = expectOk(await createKey(context, { organizationId, environment }, input, system));
      return callerOf(app, name, token, api === 'native' ? bearer : apiKey);
    },
    close: async () => {
      await app.close();
      await gate.close();
    },
  };
};

/** One object of each kind, and a second one of those that a test may end. `link` is the token of the session's link. */
export const makeObjects = async (
  { gate: { context } }: Apis,
  { organizationId, environment }: { readonly organizationId: string; readonly environment: Environment },
  caller: Caller,
): Promise<Objects & { readonly link: string }> => {
  const call = async (method: string, url: string, body?: unknown) => {
    const answer = await caller.send({
      method,
      url,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    });
    if (answer.status >= 400) throw new Error(`${method} ${url}: ${answer.text}`);
    return JSON.parse(answer.text);
  };
  const workflow = await call('POST', '/api/workflows', { name: 'Entry', graph: plainGraph() });
  await call('POST', `/api/workflows/${workflow.id}/publish`, {});
  const spareWorkflow = await call('POST', '/api/workflows', { name: 'Spare', graph: plainGraph() });
  const newSession = {
    workflowId: workflow.id,
    entity: { kind: 'person', name: 'Ada Secret' },
    metadata: { order: '1' },
  };
  const session = await call('POST', '/api/sessions', newSession);
  const spareSession = await call('POST', '/api/sessions', newSession);
  const linkedSession = await call('POST', '/api/sessions', newSession);
  const overSession = await call('POST', '/api/sessions', newSession);
  const scope = { organizationId, environment };
  expectOk(await openSession(context, scope, overSession.id));
  const details = { node: 'details', attempt: 1, input: { name: 'Ada' } };
  expectOk(await submitStep(context, scope, overSession.id, details));
  const webhookEndpoint = await call('POST', '/api/webhook-endpoints', { url: 'http://127.0.0.1:1/hook' });
  await announceSession(context, {
    organizationId,
    environment,
    sessionId: session.id,
    workflowId: workflow.id,
    eventNumber: 1,
    from: 'active',
    to: 'completed',
    decision: null,
    at: context.now().toISOString(),
  });
  const deliveries = await call('GET', '/api/deliveries');
  const key = await call('POST', '/api/keys', { name: 'k', scopes: ['keys:read'] });
  const spareKey = await call('POST', '/api/keys', { name: 'k', scopes: ['keys:read'] });
  const secret = await call('PUT', `/api/secrets/S-${key.id}`, { value: 'a value of a secret' });
  return {
    workflow: workflow.id,
    draft: workflow.drafts[0].id,
    spareWorkflow: spareWorkflow.id,
    session: session.id,
    spareSession: spareSession.id,
    linkedSession: linkedSession.id,
    overSession: overSession.id,
    entity: session.entity.id,
    webhookEndpoint: webhookEndpoint.id,
    delivery: deliveries.items[0]?.id ?? '',
    key: key.id,
    spareKey: spareKey.id,
    secret: secret.name,
    settingsRevision: (await call('GET', '/api/settings')).revision,
    link: session.url.split('/').at(-1),
  };
};
