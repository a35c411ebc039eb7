import { health, readiness } from '@gatehouse/core/contract/health.ts';
import type { FastifyInstance } from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DomainContext } from '../../domain/context.ts';
import { checkHealth } from '../../domain/health/check-health.ts';
import { addApiHeaders } from '../api-headers.ts';
import { describeAnswer, describeRefusals } from '../describe-answers.ts';
import { translated } from '../endpoint.ts';
import { acceptJsonOnly } from '../json-body.ts';
import { refuseOtherMethods } from '../other-methods.ts';
import { answerWithProblems, sendResult } from '../problem.ts';
import { limitCallers, limitPerMinute } from '../rate-limit.ts';
import { limitWrongCredentials } from '../wrong-credential-limit.ts';
import { getCaller, requireKey } from './authenticate.ts';
import { addFiles, filePath } from './files.ts';
import { answerOnce } from './idempotency.ts';
import { describeRoute } from './openapi.ts';
import { routes } from './routes.ts';

export interface NativeApiOptions {
  readonly context: DomainContext;
  /** The release. */
  readonly version: string;
  /** 0 for no limit. */
  readonly rateLimits: {
    /** Requests of one key in a minute. */
    readonly keyPerMinute: number;
    /** Requests with a wrong key from one address in a minute. */
    readonly addressPerMinute: number;
  };
}

/**
 * Mounts the native API in an encapsulated plugin; register it with the prefix `/api`, after `describeApi`. Its parser,
 * errors and headers touch no other plugin.
 */
export async function registerNativeApi(api: FastifyInstance, options: NativeApiOptions): Promise<void> {
  acceptJsonOnly(api);
  answerWithProblems(api);
  addApiHeaders(api);
  // Endpoints parse for themselves, so that refusals carry our codes and pointers; the schemas are for the document.
  api.setValidatorCompiler(() => (value: unknown) => ({ value }));
  api.setSerializerCompiler(serializerCompiler);
  addHealth(api, options);
  addReadiness(api, options);
  addDocument(api);
  addFiles(api, options);
  addRoutes(api, options);
  refuseOtherMethods(api, [
    ...routes,
    { method: 'GET', url: '/health' },
    { method: 'GET', url: '/ready' },
    { method: 'GET', url: filePath },
    { method: 'GET', url: '/openapi.json' },
  ]);
}

function addRoutes(api: FastifyInstance, { context, rateLimits }: NativeApiOptions): void {
  const refuseCredential = limitWrongCredentials(rateLimits.addressPerMinute);
  const limit = rateLimits.keyPerMinute === 0 ? [] : [limitKeys(rateLimits.keyPerMinute)];
  for (const route of routes) {
    api.route({
      method: route.method,
      url: route.url,
      schema: describeRoute(route),
      onRequest: [requireKey(context, route.scope, refuseCredential), ...limit],
      handler: (request, reply) => answerOnce(context, route, getCaller(request), request, reply),
    });
  }
}

const limitKeys = (perMinute: number) =>
  limitCallers(
    limitPerMinute({
      name: 'key',
      perMinute,
      detail: `The key made more than ${perMinute} requests in a minute. Wait as long as Retry-After says.`,
    }),
    (request) => String(getCaller(request).actor.id),
  );

function addHealth(api: FastifyInstance, { context, version }: NativeApiOptions): void {
  const schema = {
    summary: 'Whether the server can serve; needs no key',
    operationId: 'getHealth',
    tags: ['server'],
    response: { 200: describeAnswer(health), ...describeRefusals(['unavailable', 'internal']) },
  };
  api.get('/health', { schema }, async (_request, reply) => {
    const found = await translated(checkHealth(context), ({ database }) => ({
      status: 'ok',
      version,
      database,
      mail: context.mailer.kind,
      sms: context.sms.kind,
    }));
    return sendResult(reply, 200, found);
  });
}

/** As health, but it never waits long for the database: a load balancer asks often and wants to know at once. */
function addReadiness(api: FastifyInstance, { context }: NativeApiOptions): void {
  const schema = {
    summary: 'Whether this process may be sent requests now; needs no key',
    operationId: 'getReadiness',
    tags: ['server'],
    response: { 200: describeAnswer(readiness), ...describeRefusals(['unavailable', 'internal']) },
  };
  api.get('/ready', { schema }, async (_request, reply) => {
    const found = await translated(checkHealth(context, readinessTimeoutMs), () => ({ status: 'ready' as const }));
    return sendResult(reply, 200, found);
  });
}

const readinessTimeoutMs = 2_000;

function addDocument(api: FastifyInstance): void {
  const schema = {
    summary: 'This document; needs no key',
    operationId: 'getOpenapi',
    tags: ['server'],
    response: { 200: describeAnswer(z.record(z.string(), z.unknown())), ...describeRefusals(['internal']) },
  };
  api.get('/openapi.json', { schema }, async (_request, reply) => reply.send(api.swagger()));
}
