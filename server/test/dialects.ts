import { type KeyScope, keyScopes } from '@gatehouse/core/contract/key-scope.ts';
import Fastify, { type LightMyRequestResponse } from 'fastify';
import { registerCaptureApi } from '../api/capture/register.ts';
import { registerDeepIdvApi } from '../api/deepidv/register.ts';
import { describeApi } from '../api/native/openapi.ts';
import { registerNativeApi } from '../api/native/register.ts';
import { registerVerifaApi } from '../api/verifa/register.ts';
import { frameworkAnswerFor } from '../app.ts';
import type { Environment } from '../db/scope.ts';
import { system } from '../domain/actor.ts';
import type { DomainContext } from '../domain/context.ts';
import { createKey } from '../domain/key/create-key.ts';
import type { TokenApi } from '../domain/key/key-form.ts';
import { createOrganization } from '../domain/organization/create-organization.ts';
import { type Gate, openGate } from './journey.ts';
import { expectOk } from './native-api.ts';

/** Headers beside the key. */
type Headers = Readonly<Record<string, string>>;

/** A caller of one API with a key of one organization and environment. */
export interface DialectClient {
  readonly organizationId: string;
  readonly token: string;
  get(url: string, headers?: Headers): Promise<LightMyRequestResponse>;
  post(url: string, body: unknown, headers?: Headers): Promise<LightMyRequestResponse>;
}

export interface Dialects {
  readonly request: (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    headers?: Headers,
    payload?: string,
  ) => Promise<LightMyRequestResponse>;
  addOwner(): Promise<{ organizationId: string; userId: string }>;
  addClient(
    owner: { organizationId: string; userId: string },
    environment: Environment,
    api: TokenApi,
    scopes?: readonly KeyScope[],
  ): Promise<DialectClient>;
  close(): Promise<void>;
}

let owners = 0;

/**
 * The native, capture, Verifa and DeepIDV APIs over HTTP in this process, on a database of its own with real ports. Call it
 * at the top of a file, outside hooks.
 */
export const openDialects = async (options: DialectOptions = {}): Promise<Dialects & { readonly gate: Gate }> => {
  const gate = await openGate();
  const dialects = await openDialectsOn(gate.context, options);
  const close = async (): Promise<void> => {
    await dialects.close();
    await gate.close();
  };
  return { ...dialects, gate, close };
};

export interface DialectOptions {
  readonly keyPerMinute?: number;
  readonly hasFunds?: boolean;
}

/** The same on a context of the test's own. */
export const openDialectsOn = async (
  context: DomainContext,
  { keyPerMinute = 0, hasFunds = true }: DialectOptions = {},
): Promise<Dialects> => {
  const version = '1.2.3';
  const rateLimits = { keyPerMinute, addressPerMinute: 0, linkPerMinute: 0 };
  const app = Fastify({
    logger: { level: 'error' },
    frameworkErrors: (error, request, reply) => frameworkAnswerFor(request.url)(error, request, reply),
    routerOptions: { maxParamLength: 200 },
  });
  await describeApi(app, { baseUrl: context.baseUrl, version });
  await app.register((api) => registerNativeApi(api, { context, version, rateLimits }), { prefix: '/api' });
  const capture = { context, maxUploadBytes: 1_000_000, rateLimits };
  await app.register((api) => registerCaptureApi(api, capture), { prefix: '/api/capture' });
  await app.register((api) => registerVerifaApi(api, { context, version, rateLimits }), { prefix: '/verifa' });
  await app.register((api) => registerDeepIdvApi(api, { context, version, rateLimits, hasFunds }), {
    prefix: '/deepidv',
  });
  await app.ready();
  const request: Dialects['request'] = (method, url, headers = {}, payload) =>
    app.inject({ method, url, headers, ...(payload !== undefined && { payload }) });
  return {
    request,
    addOwner: async () => {
      owners += 1;
      const owner = { name: 'Acme', ownerEmail: `dialect-${owners}@example.com`, ownerName: 'Ada Owner' };
      return expectOk(await createOrganization(context, owner));
    },
    addClient: async ({ organizationId, userId }, environment, api, scopes = keyScopes) => {
      const input = { name: 'test', ownerUserId: userId, scopes, api };
      const { token } = expectOk(await createKey(context, { organizationId, environment }, input, system));
      const credential: Headers = api === 'native' ? { authorization: `Bearer ${token}` } : { 'x-api-key': token };
      return {
        ...{ organizationId, token },
        get: (url, headers = {}) => request('GET', url, { ...credential, ...headers }),
        post: (url, body, headers = {}) =>
          request('POST', url, { ...credential, 'content-type': 'application/json', ...headers }, JSON.stringify(body)),
      };
    },
    close: () => app.close(),
  };
};
