import { randomBytes } from 'node:crypto';
import { type KeyScope, keyScopes } from '@gatehouse/core/contract/key-scope.ts';
import type { JsonObject } from '@gatehouse/core/json.ts';
import type { Result } from '@gatehouse/core/result.ts';
import type { Graph } from '@gatehouse/core/workflow/graph.ts';
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { v7 } from 'uuid';
import { z } from 'zod';
import { createOutboundHttp } from '../adapter/outbound/outbound-http.ts';
import { createScriptRunner } from '../adapter/script/script-runner.ts';
import { registerCaptureApi } from '../api/capture/register.ts';
import { describeApi } from '../api/native/openapi.ts';
import { registerNativeApi } from '../api/native/register.ts';
import type { Database } from '../db/client.ts';
import type { Environment } from '../db/scope.ts';
import { system } from '../domain/actor.ts';
import type { DomainContext } from '../domain/context.ts';
import { createKey } from '../domain/key/create-key.ts';
import { createOrganization } from '../domain/organization/create-organization.ts';
import { createSealing } from '../domain/sealing/create-sealing.ts';
import { createSessionQueue } from '../domain/session/session-queue.ts';
import { addHeaders, baseHeadersFor } from '../page/base-headers.ts';
import { openTestDatabase } from './database.ts';

/** A port that the native API never reaches. */
const outOfReach = async (): Promise<never> => {
  throw new Error('The native API reached a port of the capture API.');
};

async function* noFiles(): AsyncGenerator<never> {
  // There are none.
}

/** A domain context on a database of its own, with a clock that stands still until a test moves it. */
export interface TestContext extends DomainContext {
  /** Moves the clock. */
  setTime(time: Date): void;
}

export const createTestContext = (database: Database): TestContext => {
  let time = new Date('2031-05-01T12:00:00.000Z');
  let ids = 0;
  return {
    database,
    sealing: createSealing({ masterKey: randomBytes(32) }),
    blobs: { put: outOfReach, get: outOfReach, delete: outOfReach, list: noFiles, dropUnfinished: outOfReach },
    images: { inspect: outOfReach },
    documentReader: { read: outOfReach },
    // Servers of tests stand on this machine.
    outbound: createOutboundHttp({ privateAddresses: ['127.0.0.0/8', '::1'] }),
    // Starts nothing until a script comes, and holds no process.
    scripts: createScriptRunner({ threads: 1 }),
    allowsPrivateAddresses: true,
    mailer: { kind: 'outbox', send: outOfReach, forget: async () => undefined, close: async () => undefined },
    sms: { kind: 'outbox', send: outOfReach, forget: async () => undefined },
    captcha: null,
    erasures: { append: async () => undefined },
    sessionQueue: createSessionQueue(),
    now: () => time,
    newId: () => {
      ids += 1;
      return v7({ msecs: time.getTime(), seq: ids });
    },
    baseUrl: 'https://gate.example.com',
    sessionLifetimeMs: 7 * 24 * 3600 * 1000,
    wakeRelay: () => undefined,
    setTime: (next) => {
      time = next;
    },
  };
};

/** The value of a result that the test takes for granted. */
export const expectOk = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result.error)}`);
  return result.value;
};

/** A caller of one organization and environment. */
export interface Client {
  readonly organizationId: string;
  readonly userId: string;
  readonly token: string;
  get(url: string): Promise<LightMyRequestResponse>;
  post(url: string, body?: unknown): Promise<LightMyRequestResponse>;
  put(url: string, body: unknown): Promise<LightMyRequestResponse>;
  patch(url: string, body: unknown): Promise<LightMyRequestResponse>;
  delete(url: string): Promise<LightMyRequestResponse>;
}

export interface NativeApi {
  readonly app: FastifyInstance;
  readonly context: TestContext;
  /** An organization with its owner. */
  addOrganization(): Promise<{ organizationId: string; userId: string }>;
  /** A client with a key of its own. */
  addClient(
    owner: { organizationId: string; userId: string },
    environment: Environment,
    scopes?: readonly KeyScope[],
  ): Promise<Client>;
  close(): Promise<void>;
}

/**
 * The native API, with the capture API beside it, over HTTP in this process, on a database of its own, which is closed after the tests. Call it at the
 * top of a file, outside hooks.
 */
export const openNativeApi = async (rateLimits = { keyPerMinute: 0, addressPerMinute: 0 }): Promise<NativeApi> => {
  const context = createTestContext(await openTestDatabase());
  const app = Fastify({ logger: { level: 'error' } });
  addHeaders(app, baseHeadersFor({ isHttps: false }));
  await describeApi(app, { baseUrl: context.baseUrl, version: '1.2.3' });
  await app.register((api) => registerNativeApi(api, { context, version: '1.2.3', rateLimits }), { prefix: '/api' });
  const capture = { context, maxUploadBytes: 1_000_000, rateLimits: { ...rateLimits, linkPerMinute: 0 } };
  await app.register((api) => registerCaptureApi(api, capture), { prefix: '/api/capture' });
  await app.ready();
  return {
    app,
    context,
    addOrganization: async () =>
      expectOk(
        await createOrganization(context, { name: 'Acme', ownerEmail: `${v7()}@example.com`, ownerName: 'Ada Owner' }),
      ),
    addClient: async (owner, environment, scopes = keyScopes) => {
      const scope = { organizationId: owner.organizationId, environment };
      const input = { name: 'test', ownerUserId: owner.userId, scopes };
      const { token } = expectOk(await createKey(context, scope, input, system));
      return { ...owner, token, ...callWith(app, token) };
    },
    close: () => app.close(),
  };
};

/** All items of a list, read page by page to its end; `url` has a query already. */
export const listAll = async (client: Client, url: string): Promise<{ items: JsonObject[]; pageCount: number }> => {
  const items: JsonObject[] = [];
  let cursor: string | null = null;
  let pageCount = 0;
  do {
    const answer: LightMyRequestResponse = await client.get(cursor === null ? url : `${url}&cursor=${cursor}`);
    const page = listedPage.parse(answer.json());
    items.push(...page.items);
    cursor = page.nextCursor;
    pageCount += 1;
  } while (cursor !== null);
  return { items, pageCount };
};

const listedPage = z.object({ items: z.array(z.record(z.string(), z.json())), nextCursor: z.string().nullable() });

const callWith = (app: FastifyInstance, token: string): Pick<Client, 'get' | 'post' | 'put' | 'patch' | 'delete'> => {
  const headers = { authorization: `Bearer ${token}` };
  const send = (method: 'POST' | 'PUT' | 'PATCH', url: string, body: unknown) =>
    body === undefined
      ? app.inject({ method, url, headers })
      : app.inject({
          method,
          url,
          headers: { ...headers, 'content-type': 'application/json' },
          payload: JSON.stringify(body),
        });
  return {
    get: (url) => app.inject({ method: 'GET', url, headers }),
    post: (url, body) => send('POST', url, body),
    put: (url, body) => send('PUT', url, body),
    patch: (url, body) => send('PATCH', url, body),
    delete: (url) => app.inject({ method: 'DELETE', url, headers }),
  };
};

/** A graph without findings: a form, and an end without a decision. `title` makes graphs differ. */
export const plainGraph = (title = 'Your details'): Graph => ({
  entry: 'details',
  nodes: [
    {
      id: 'details',
      type: 'form',
      config: { title: { en: title }, fields: [{ name: 'name', type: 'text', label: { en: 'Name' }, required: true }] },
      on: { next: 'done' },
    },
    { id: 'done', type: 'end', config: { decision: 'none' }, on: {} },
  ],
});

/** A graph that may be kept as a draft and not be published: an edge leads nowhere. */
export const brokenGraph = (): Graph => ({
  entry: 'details',
  nodes: plainGraph().nodes.filter(({ id }) => id === 'details'),
});
