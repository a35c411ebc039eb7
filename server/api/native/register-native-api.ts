import { type Health, health } from '@gatehouse/core/contract/health.ts';
import type { Result } from '@gatehouse/core/result.ts';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DomainContext } from '../../domain/context.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { addApiHeaders } from '../api-headers.ts';
import { acceptJsonOnly } from '../json-body.ts';
import { answerWithProblems, sendProblem, sendResult } from '../problem.ts';
import { limitWrongCredentials, type RefuseCredential } from '../wrong-credential-limit.ts';
import { getCaller, requireKey } from './authenticate.ts';
import type { Route } from './endpoint.ts';
import { describeAnswer, describeApi, describeRefusals, describeRoute } from './openapi.ts';
import { routes } from './routes.ts';

export interface NativeApiOptions {
  readonly context: DomainContext;
  /** The release. */
  readonly version: string;
  /** What the health endpoint answers; `unavailable` while the server cannot serve. */
  readonly checkHealth: () => Promise<Result<Health, DomainError>>;
  /** Wrong keys from one address in a minute before they are answered with 429. */
  readonly wrongKeysPerMinute?: number;
}

/** Registers the native API below `/api`, encapsulated: its parser, errors and headers touch no other plugin. */
export async function registerNativeApi(fastify: FastifyInstance, options: NativeApiOptions): Promise<void> {
  await fastify.register((api) => buildNativeApi(api, options), { prefix: '/api' });
}

async function buildNativeApi(api: FastifyInstance, options: NativeApiOptions): Promise<void> {
  acceptJsonOnly(api);
  answerWithProblems(api);
  addApiHeaders(api);
  // Endpoints parse for themselves, so that refusals carry our codes and pointers; the schemas are for the document.
  api.setValidatorCompiler(() => (value: unknown) => ({ value }));
  api.setSerializerCompiler(serializerCompiler);
  await describeApi(api, { baseUrl: options.context.baseUrl, version: options.version });
  const refuseCredential = await limitWrongCredentials(api, options.wrongKeysPerMinute);
  addHealth(api, options);
  addDocument(api);
  for (const route of routes) addRoute(api, route, options.context, refuseCredential);
  refuseOtherMethods(api, [...routes, { method: 'GET', url: '/health' }, { method: 'GET', url: '/openapi.json' }]);
}

function addRoute(
  api: FastifyInstance,
  route: Route,
  context: DomainContext,
  refuseCredential: RefuseCredential,
): void {
  api.route({
    method: route.method,
    url: route.url,
    schema: describeRoute(route),
    onRequest: requireKey(context, route.scope, refuseCredential),
    handler: async (request, reply) =>
      sendResult(reply, route.status, await route.answer(context, getCaller(request), request)),
  });
}

function addHealth(api: FastifyInstance, { checkHealth }: NativeApiOptions): void {
  api.get(
    '/health',
    {
      schema: {
        summary: 'Whether the server can serve; needs no key',
        operationId: 'getHealth',
        tags: ['server'],
        response: { 200: describeAnswer(health), ...describeRefusals(['unavailable', 'internal']) },
      },
    },
    async (_request, reply) => sendResult(reply, 200, await checkHealth()),
  );
}

function addDocument(api: FastifyInstance): void {
  api.get(
    '/openapi.json',
    {
      schema: {
        summary: 'This document; needs no key',
        operationId: 'getOpenapi',
        tags: ['server'],
        response: { 200: describeAnswer(z.record(z.string(), z.unknown())), ...describeRefusals(['internal']) },
      },
    },
    async (_request, reply) => reply.send(api.swagger()),
  );
}

const allMethods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** A known path with another method is 405 with `Allow` (RFC 9110, 15.5.6), before the body is looked at. */
function refuseOtherMethods(api: FastifyInstance, known: readonly { method: HTTPMethods; url: string }[]): void {
  for (const [url, members] of Map.groupBy(known, (route) => route.url)) {
    const allowed = members.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    const allow = allowed.join(', ');
    api.route({
      method: allMethods.filter((method) => !allowed.includes(method)),
      url,
      schema: { hide: true },
      onRequest: async (_request, reply) =>
        sendProblem(reply.header('allow', allow), domainError('method_not_allowed', `This path takes ${allow}.`)),
      handler: async () => undefined,
    });
  }
}
