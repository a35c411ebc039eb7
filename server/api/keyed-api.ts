import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DomainContext } from '../domain/context.ts';
import { authenticateKey } from '../domain/key/authenticate-key.ts';
import type { TokenApi } from '../domain/key/key-form.ts';
import { type DomainError, domainError } from '../errors.ts';
import { addApiHeaders } from './api-headers.ts';
import type { RawRequest } from './endpoint.ts';
import { acceptJsonOnly } from './json-body.ts';
import type { KeyedCaller, KeyedRoute } from './keyed-route.ts';
import { refuseOtherMethods } from './other-methods.ts';
import { answerThrown } from './problem.ts';
import { limitCallers, limitPerMinute, type Refuse, type TellLimit } from './rate-limit.ts';
import { limitWrongCredentials } from './wrong-credential-limit.ts';

/** A vendor's API whose callers send a key in the header `x-api-key`. */
export interface KeyedApi {
  readonly context: DomainContext;
  /** Whose keys it takes. */
  readonly api: TokenApi;
  readonly routes: readonly KeyedRoute[];
  /** What stands at `/openapi.json`. */
  readonly document: object;
  /** Where the routes stand below the plugin's own prefix; empty for right there. */
  readonly base: string;
  /** 0 for no limit. */
  readonly rateLimits: { readonly keyPerMinute: number; readonly addressPerMinute: number };
  /** How the vendor's 429 tells of the limit, where it does. */
  readonly tellLimit?: TellLimit;
  /** The vendor's envelope of a refusal. */
  readonly refuse: Refuse;
  /** What a request without a key is told. */
  readonly missing: DomainError;
  /** What one is told whose key is unknown, expired, revoked or another API's. */
  readonly wrong: DomainError;
  /** What a request is told whose key has none of the scopes. */
  readonly lacking: (route: KeyedRoute) => DomainError;
  /** Answers a request whose key stands and which is refused all the same; null for one that is not. */
  readonly examine?: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null;
  /** The request as the endpoint is to parse it; as it came when left out. */
  readonly read?: (request: FastifyRequest, route: KeyedRoute) => RawRequest;
  /** The body of a success; what the endpoint gave when left out. */
  readonly present?: (request: FastifyRequest, route: KeyedRoute, given: unknown) => unknown;
}

/** Callers of requests under way, from the hook that authenticates to the handler. */
const callers = new WeakMap<FastifyRequest, KeyedCaller>();

const callerOf = (request: FastifyRequest): KeyedCaller => {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error(`The route ${request.routeOptions.url} was reached without a key.`);
  return caller;
};

/** Mounts the API in an encapsulated plugin: its parser, errors and headers touch no other one. */
export const mountKeyedApi = async (plugin: FastifyInstance, api: KeyedApi): Promise<void> => {
  acceptJsonOnly(plugin);
  addApiHeaders(plugin);
  plugin.setErrorHandler(answerThrown(api.refuse));
  plugin.setNotFoundHandler((_request, reply) =>
    api.refuse(reply, domainError('not_found', 'There is no such path. Look at the paths in openapi.json.')),
  );
  plugin.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => reply.send(api.document));
  const routes = api.routes.map((route) => ({ ...route, url: api.base + route.url }));
  const authenticate = requireKey(api);
  const limit = limitKeys(api);
  for (const route of routes) {
    plugin.route({
      method: route.method,
      url: route.url,
      schema: { hide: true },
      onRequest: [authenticate(route), ...limit],
      handler: (request, reply) => answer(api, route, request, reply),
    });
  }
  refuseOtherMethods(plugin, [...routes, { method: 'GET', url: '/openapi.json' }], api.refuse);
};

/** A hook that lets a request pass whose key has one of the route's scopes, before its body is read. */
const requireKey = ({ context, api, rateLimits, refuse, missing, wrong, lacking, examine }: KeyedApi) => {
  const refuseCredential = limitWrongCredentials(rateLimits.addressPerMinute, refuse);
  return (route: KeyedRoute) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
      const token = request.headers['x-api-key'];
      if (typeof token !== 'string' || token === '') return refuseCredential(request, reply, missing);
      const key = await authenticateKey(context, token, request.ip, api);
      if (!key.ok) return refuseCredential(request, reply, key.error.code === 'unauthorized' ? wrong : key.error);
      const refused = examine?.(request, reply) ?? null;
      if (refused !== null) return refused;
      if (!route.scopes.some((scope) => key.value.scopes.has(scope))) return refuse(reply, lacking(route));
      callers.set(request, { scope: key.value.scope, actor: { kind: 'key', id: key.value.keyId } });
      return undefined;
    };
};

const limitKeys = ({ rateLimits: { keyPerMinute: perMinute }, refuse, tellLimit }: KeyedApi) => {
  if (perMinute === 0) return [];
  const detail = `The key made more than ${perMinute} requests in a minute. Wait as long as Retry-After says.`;
  const take = limitPerMinute({ name: 'key', perMinute, detail, refuse, ...(tellLimit && { tell: tellLimit }) });
  return [limitCallers(take, (request) => String(callerOf(request).actor.id))];
};

const answer = async (
  { context, refuse, read, present }: KeyedApi,
  route: KeyedRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const result = await route.answer(context, callerOf(request), read?.(request, route) ?? request);
  if (!result.ok) return refuse(reply, result.error);
  return reply.code(route.status).send(present?.(request, route, result.value) ?? result.value);
};
