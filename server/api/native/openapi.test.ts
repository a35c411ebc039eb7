import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { type ErrorCode, errorCatalogue } from '../../errors.ts';
import { openNativeApi } from '../../test/native-api.ts';
import { routes as captureRoutes } from '../capture/routes.ts';
import { none } from '../endpoint.ts';
import { routes } from './routes.ts';

/*
 * The parts of OpenAPI 3.1 that this document uses (OpenAPI Specification 3.1.0, sections 4.8.1 to 4.8.27), strictly: a
 * member that is misspelt or at the wrong place is an error. Schemas are JSON Schema 2020-12, where any member may stand.
 */
const schema = z.record(z.string(), z.unknown());
const content = z.record(z.string().regex(/^[a-z]+\/[a-z+.*-]+$/), z.strictObject({ schema }));
const reference = z.strictObject({ $ref: z.string().startsWith('#/components/') });
const response = z.strictObject({
  description: z.string().min(1),
  content: content.optional(),
  headers: z.record(z.string(), reference),
});
const parameter = z.strictObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean(),
  description: z.string().optional(),
  style: z.literal('deepObject').optional(),
  explode: z.boolean().optional(),
  schema,
});
const operation = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z]+$/),
  summary: z.string().min(1),
  description: z.string().optional(),
  tags: z.array(z.string()).min(1),
  parameters: z.array(z.union([parameter, reference])).optional(),
  requestBody: z
    .strictObject({ description: z.string().optional(), required: z.boolean().optional(), content })
    .optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), response),
});
const document = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({
    title: z.string(),
    version: z.literal('1.2.3'),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.url() })).min(1),
  tags: z.array(z.strictObject({ name: z.string() })),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[A-Za-z0-9._-]+$/), schema),
    parameters: z.record(z.string(), parameter),
    headers: z.record(z.string(), z.strictObject({ description: z.string().min(1), schema })),
    securitySchemes: z.record(
      z.string(),
      z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer'), description: z.string() }),
    ),
  }),
  paths: z.record(
    z.string().startsWith('/'),
    z.strictObject({
      get: operation.optional(),
      post: operation.optional(),
      put: operation.optional(),
      patch: operation.optional(),
      delete: operation.optional(),
    }),
  ),
});

const assertRefusal = (refusal: z.infer<typeof response> | undefined, code: ErrorCode): void => {
  assert.ok(refusal !== undefined, code);
  assert.ok(refusal.description.includes(`\`${code}\``), code);
  assert.deepEqual(refusal.content?.['application/problem+json']?.schema, { $ref: '#/components/schemas/Problem' });
};

/** Paths that need no credential. */
const open = ['/api/health', '/api/ready', '/api/openapi.json', '/api/files/{token}'];

const api = await openNativeApi();
const answer = await api.app.inject('/api/openapi.json');
const described = document.parse(answer.json());
const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, found]) => (found === undefined ? [] : [{ path, method, ...found }])),
);

describe('the OpenAPI document', () => {
  it('needs no key', () => assert.equal(answer.statusCode, 200));

  it('leads every reference to a part that is there, and has no part that nothing leads to', () => {
    const references = [...answer.body.matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target ?? '');
    const { securitySchemes: _, ...parts } = described.components;
    const present = Object.entries(parts).flatMap(([kind, members]) =>
      Object.keys(members).map((name) => `#/components/${kind}/${name}`),
    );
    assert.deepEqual(new Set(references), new Set(present));
  });

  it('says of members and parameters what their schemas say', () => {
    const described = (part: unknown, words: RegExp) => assert.match(JSON.stringify(part), words);
    described(answer.json().paths['/api/sessions'].get.parameters, /The `nextCursor` of the page before/);
    described(answer.json().components.schemas.Session.properties.metadata, /not for personal data/);
  });

  it('names operations apart', () => {
    const ids = operations.map(({ operationId }) => operationId);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('describes each parameter of a path', () => {
    for (const { path, parameters = [] } of operations) {
      const expected = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const found = parameters.flatMap((one) => ('in' in one && one.in === 'path' ? [one.name] : []));
      assert.deepEqual(found, expected, path);
    }
  });

  it('says of each write with a key that it takes an Idempotency-Key, and of nothing else', () => {
    for (const { method, path, parameters = [], security } of operations) {
      const takesKey = parameters.some((one) => '$ref' in one && one.$ref === '#/components/parameters/IdempotencyKey');
      assert.equal(takesKey, method !== 'get' && security?.[0]?.key !== undefined, path);
    }
  });

  for (const { method, url, scope, takes, status, errors } of routes) {
    it(`describes ${method} ${url}: what it takes, what it gives, and every refusal`, () => {
      const path = `/api${url.replaceAll(/:(\w+)/g, '{$1}')}`;
      const found = operations.find((one) => one.path === path && one.method === method.toLowerCase());
      assert.ok(found !== undefined);
      assert.deepEqual(found.security, [{ key: [] }]);
      assert.ok(found.description?.includes(scope));
      assert.equal(found.requestBody !== undefined, takes.body !== none);
      if (found.requestBody) assert.equal(found.requestBody.required, !takes.body.safeParse({}).success);
      assert.ok(found.responses[String(status)]?.content?.['application/json'] !== undefined);
      const codes: readonly ErrorCode[] = [
        ...errors,
        'unauthorized',
        'forbidden',
        'rate_limited',
        'internal',
        'unavailable',
      ];
      for (const code of codes) assertRefusal(found.responses[String(errorCatalogue[code].status)], code);
    });
  }

  for (const { method, path, responses, security, requestBody } of operations) {
    it(`gives ${method} ${path} schemas for what it takes, gives and refuses, and says which credential it needs`, () => {
      const statuses = Object.keys(responses);
      const successes = statuses.filter((status) => status.startsWith('2'));
      assert.deepEqual(successes, method === 'put' && path === '/api/secrets/{name}' ? ['200', '201'] : [successes[0]]);
      assert.ok(statuses.includes('500'));
      for (const [status, { content: answered = {} }] of Object.entries(responses)) {
        const types = Object.keys(answered);
        const answer = path === '/api/files/{token}' ? 'image/*' : 'application/json';
        assert.deepEqual(types, [status.startsWith('2') ? answer : 'application/problem+json']);
        for (const { schema: one } of Object.values(answered)) assert.notDeepEqual(one, {});
      }
      for (const { schema: one } of Object.values(requestBody?.content ?? {})) assert.notDeepEqual(one, {});
      const needsNone = open.includes(path);
      const credential = path.startsWith('/api/capture/') ? 'link' : 'key';
      assert.deepEqual(security, needsNone ? undefined : [{ [credential]: [] }]);
    });
  }

  it('describes every path, and none that is not there', () => {
    const native = routes.map(({ url }) => `/api${url}`);
    const capture = captureRoutes.map(({ url }) => `/api/capture${url}`);
    const paths = Object.keys(described.paths).map((path) => path.replaceAll(/\{(\w+)\}/g, ':$1'));
    assert.deepEqual(
      new Set(paths),
      new Set([...open.map((path) => path.replaceAll(/\{(\w+)\}/g, ':$1')), ...native, ...capture]),
    );
  });
});
