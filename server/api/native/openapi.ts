import swagger from '@fastify/swagger';
import { captureState, submitRequest, uploadResponse } from '@gatehouse/core/contract/capture.ts';
import { counters } from '@gatehouse/core/contract/counter.ts';
import * as entityContract from '@gatehouse/core/contract/entity.ts';
import { sessionEvent } from '@gatehouse/core/contract/event.ts';
import { health } from '@gatehouse/core/contract/health.ts';
import { createdKey, createKeyRequest, key } from '@gatehouse/core/contract/key.ts';
import { nodeTypeDescription } from '@gatehouse/core/contract/node-type.ts';
import { problem } from '@gatehouse/core/contract/problem.ts';
import { secret } from '@gatehouse/core/contract/secret.ts';
import * as sessionContract from '@gatehouse/core/contract/session.ts';
import * as workflowContract from '@gatehouse/core/contract/workflow.ts';
import { jsonValue } from '@gatehouse/core/json-value.ts';
import { graph, graphNode } from '@gatehouse/core/workflow/graph.ts';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ErrorCode } from '../../errors.ts';
import { describeAnswer, describeRefusals } from '../describe-answers.ts';
import { describeHeaders } from '../describe-headers.ts';
import { none } from '../endpoint.ts';
import { dropUnusedSchemas } from './drop-unused-schemas.ts';
import { idempotencyKey } from './idempotency.ts';
import { markOptionalBodies } from './optional-bodies.ts';
import type { Route } from './route.ts';

/** Schemas that the document names once and refers to. */
const schemaRegistry = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries({
  JsonValue: jsonValue,
  Problem: problem,
  Health: health,
  NodeType: nodeTypeDescription,
  Graph: graph,
  GraphNode: graphNode,
  Workflow: workflowContract.workflow,
  WorkflowWithDrafts: workflowContract.workflowWithDrafts,
  Draft: workflowContract.draft,
  WorkflowVersion: workflowContract.workflowVersion,
  Finding: workflowContract.finding,
  GraphChange: workflowContract.graphChange,
  CreateWorkflow: workflowContract.createWorkflowRequest,
  Counters: counters,
  Key: key,
  CreatedKey: createdKey,
  CreateKey: createKeyRequest,
  Secret: secret,
  CreateSession: sessionContract.createSessionRequest,
  Session: sessionContract.session,
  CreatedSession: sessionContract.createdSession,
  NodeResult: sessionContract.nodeResult,
  SessionFile: sessionContract.sessionFile,
  Entity: entityContract.entity,
  CreateEntity: entityContract.createEntityRequest,
  EntityExport: entityContract.entityExport,
  Event: sessionEvent,
  CaptureState: captureState,
  Submit: submitRequest,
  Upload: uploadResponse,
})) {
  schemaRegistry.add(schema, { id });
}

/** Refusals that every route with a key can give. */
const commonErrors: readonly ErrorCode[] = [
  'request_invalid',
  'unauthorized',
  'forbidden',
  'address_not_allowed',
  'rate_limited',
  'internal',
  'unavailable',
];
/** Refusals of every write, where it carries an Idempotency-Key. */
const writeErrors: readonly ErrorCode[] = ['idempotency_in_flight', 'idempotency_key_reused'];
/** Refusals of every route that takes a body. */
const bodyErrors: readonly ErrorCode[] = ['json_malformed', 'body_too_large', 'media_type_unsupported'];

const { $schema: _, ...idempotencyKeySchema } = z.toJSONSchema(idempotencyKey);

/** The generator looks for descriptions and the like where it looks for names; ours stand with the schemas themselves. */
const zodToJsonConfig = {
  override: ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema }) => {
    const { id: _id, ...said } = z.globalRegistry.get(zodSchema) ?? {};
    for (const [name, value] of Object.entries(said)) jsonSchema[name] ??= value;
    // What says the same as the format or the type, at more length.
    if (jsonSchema.format === 'uuid' || jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
};

const nameAll = createJsonSchemaTransformObject({ schemaRegistry, zodToJsonConfig });

/** Registers the generator, before any route; `fastify.swagger()` gives the document once all routes are there. */
export async function describeApi(
  fastify: FastifyInstance,
  about: { baseUrl: string; version: string },
): Promise<void> {
  await fastify.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Gatehouse',
        version: about.version,
        description:
          'The native API, and below `/api/capture` what the page behind a session’s link speaks. A key belongs to one organization and one environment, live or test, and sees nothing else. Refusals are problem documents (RFC 9457) with a stable `code`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: about.baseUrl }],
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'A key: gh_live_... or gh_test_...' },
          link: { type: 'http', scheme: 'bearer', description: 'The token of a session’s link.' },
        },
      },
      tags: tags.map((name) => ({ name })),
    },
    // Pages and the like have no tag: the document is of the API alone.
    hideUntagged: true,
    transform: createJsonSchemaTransform({ schemaRegistry, zodToJsonConfig }),
    transformObject: (document) =>
      describeHeaders(markOptionalBodies(dropUnusedSchemas(nameAll(document))), idempotencyKeySchema),
  });
}

/** In the order in which the document shows them. */
const tags = [
  'workflows',
  'sessions',
  'entities',
  'webhook-endpoints',
  'deliveries',
  'counters',
  'daily-heads',
  'keys',
  'secrets',
  'settings',
  'capture',
  'server',
];

/** The noun that a path begins with; what stands beside the nouns is about graphs. */
const tagOf = (url: string): string => {
  const [, noun = ''] = url.split('/');
  return tags.includes(noun) ? noun : 'workflows';
};

/** What the generator is told of a route. */
export const describeRoute = (route: Route): FastifySchema => {
  const { params, query, body } = route.takes;
  const takesBody = body !== none;
  return {
    summary: route.summary,
    operationId: operationId(route),
    tags: [tagOf(route.url)],
    description: `The key needs the scope \`${route.scope}\`.`,
    security: [{ key: [] }],
    ...(params !== none && { params }),
    ...(query !== none && { querystring: query }),
    ...(takesBody && { body }),
    response: {
      [route.status]: describeAnswer(route.gives),
      ...(route.otherwise !== undefined && { [route.otherwise.status]: describeAnswer(route.otherwise.gives) }),
      ...describeRefusals([
        ...commonErrors,
        ...(takesBody ? bodyErrors : []),
        ...(route.method === 'GET' ? [] : writeErrors),
        ...route.errors,
      ]),
    },
  };
};

/** `GET /workflows/:id/versions/:number` is `getWorkflowsVersions`; distinct, and a name for generated clients. */
const operationId = ({ method, url }: Route): string => {
  const words = url.split('/').filter((part) => part !== '');
  return words
    .map((word) => (word.startsWith(':') ? `By${capital(word.slice(1))}` : capital(word)))
    .reduce((name, word) => name + word, method.toLowerCase());
};

const capital = (word: string): string =>
  word
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
