import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config.ts';
import type { DomainContext } from '../../domain/context.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { addApiHeaders } from '../api-headers.ts';
import type { CalledPlace } from '../dialect-host.ts';
import { acceptJsonOnly } from '../json-body.ts';
import { refuseOtherMethods } from '../other-methods.ts';
import { answerThrown, toDomainError } from '../problem.ts';
import type { Refuse, TakeTurn } from '../rate-limit.ts';
import { limitWrongCredentials, type RefuseCredential } from '../wrong-credential-limit.ts';
import { isAnsweredInClear, sendAnswer } from './answer.ts';
import { authenticate, type Gatekeeping, getVisit } from './authenticate.ts';
import { unwrapBody } from './body.ts';
import { discoveryRoutes } from './discovery-routes.ts';
import { sendClear, sendError, sendExecutionError } from './errors.ts';
import { instanceOf, isWrongGuess, limitCredentials, limitInstances, limitUnsafe, type RateLimits } from './limits.ts';
import { describeOneKosmos } from './openapi.ts';
import { openOwnKey } from './own-key.ts';
import type { OneKosmosRoute, Service } from './route.ts';
import { routes } from './routes.ts';

export interface OneKosmosOptions {
  readonly context: DomainContext;
  readonly settings: Config['oneKosmos'];
  readonly rateLimits: RateLimits;
  /** `<release>.<commit>.<seconds since 1970>`. */
  readonly version: string;
  /** Where a request was sent to; the base URL where it is left out. */
  readonly placeOf?: (request: FastifyRequest) => CalledPlace;
}

/** Selfies come as base64, encrypted and in base64 once more; a workflow brings its pictures along. */
const LARGE_BODY_BYTES = 16 * 1024 * 1024;
const largeBodies: ReadonlySet<number> = new Set([16, 17, 23]);

/** Those of `/ecdsa_helper` are short. */
const SMALL_BODY_BYTES = 128 * 1024;
const smallBodies: ReadonlySet<number> = new Set([26]);

const EXECUTE_NODE = 19;
const ECDSA_HELPER = 26;

/** Mounts the 1Kosmos dialect in an encapsulated plugin; register it with the prefix `/onekosmos`. */
export const registerOneKosmosApi = async (api: FastifyInstance, options: OneKosmosOptions): Promise<void> => {
  speakTheDialect(api);
  api.get('/openapi.json', async (_request, reply) => sendClear(reply, 200, describeOneKosmos(options)));
  refuseOtherMethods(api, [{ method: 'GET', url: '/openapi.json' }], sendError);
  const mounting = await prepareMounting(options);
  mountRoutes(api, discoveryRoutes, mounting);
  const mounted = routes.filter(({ number }) => isSwitchedOn(number, options.settings));
  await api.register(async (workflows) => mountRoutes(workflows, mounted, mounting), { prefix: '/workflowapi' });
};

/** Bodies, headers and refusals, those of the framework too, are the vendor's here. */
const speakTheDialect = (api: FastifyInstance): void => {
  acceptJsonOnly(api);
  addApiHeaders(api);
  api.setErrorHandler(answerThrown(sendError));
  api.setNotFoundHandler(({ url }, reply) => refuseAt(url)(reply, domainError('not_found', 'There is no such path.')));
};

/** For Fastify's own `frameworkErrors`, on paths of the dialect. */
export const answerOneKosmosFrameworkError = (thrown: unknown, request: unknown, reply: FastifyReply): void => {
  refuseAt(String(Object(request).url))(reply, toDomainError(thrown));
};

/** The words of the route that is meant, where a path is refused before its route is found. */
const refuseAt = (url: string): Refuse => (url.includes('/execute_node/') ? sendExecutionError : sendError);

interface Mounting extends Pick<OneKosmosOptions, 'context' | 'settings' | 'rateLimits'> {
  readonly service: Service;
  readonly gate: Omit<Gatekeeping, 'refuse'>;
  readonly takeInstanceTurn: TakeTurn;
  readonly limitCredential: ReturnType<typeof limitCredentials>;
}

const prepareMounting = async (options: OneKosmosOptions): Promise<Mounting> => {
  const { context, settings, rateLimits, version } = options;
  const ownKey = await openOwnKey(context);
  const placeOf = placeReader(options);
  const service = {
    publicKey: ownKey.publicKey,
    allowedTimeSpanSeconds: settings.allowedTimeSpanSeconds,
    version,
    root: `${context.baseUrl}/onekosmos`,
    origin: context.baseUrl,
    origins: [context.baseUrl],
  };
  const refuseCredential = limitWrongCredentials(rateLimits.addressPerMinute, sendError);
  return {
    ...{ context, settings, rateLimits, service },
    gate: { context, ownKey, service, refuseCredential, placeOf },
    takeInstanceTurn: limitInstances(rateLimits.linkPerMinute, sendError),
    limitCredential: limitCredentials(rateLimits.keyPerMinute, sendError),
  };
};

const placeReader =
  ({ context, placeOf }: OneKosmosOptions): Gatekeeping['placeOf'] =>
  (request) => {
    const { origin, origins, prefix } = placeOf?.(request) ?? {
      origin: context.baseUrl,
      origins: [context.baseUrl],
      prefix: (dialect: string) => `/${dialect}`,
    };
    return { origin, origins, root: origin + prefix('onekosmos') };
  };

const mountRoutes = (api: FastifyInstance, mounted: readonly OneKosmosRoute[], mounting: Mounting): void => {
  for (const route of mounted) mount(api, route, mounting);
  refuseOtherMethods(api, mounted, sendError);
};

const isSwitchedOn = (number: number, { hasEcdsaHelper, hasExecuteNode }: Config['oneKosmos']): boolean => {
  if (number === ECDSA_HELPER) return hasEcdsaHelper;
  return number !== EXECUTE_NODE || hasExecuteNode;
};

const mount = (api: FastifyInstance, route: OneKosmosRoute, mounting: Mounting): void => {
  const refuse = route.number === EXECUTE_NODE ? sendExecutionError : sendError;
  const limit = limitUnsafe(route, mounting.rateLimits, refuse);
  api.route({
    method: route.method,
    url: route.url,
    schema: { hide: true },
    ...bodyLimitOf(route.number),
    onRequest: [
      ...(limit === null ? [] : [limit]),
      authenticate({ ...mounting.gate, refuse }, route),
      mounting.limitCredential,
    ],
    errorHandler: (thrown, request, reply) => void answerThrown(refuse)(thrown, request, reply),
    handler: (request, reply) => answer(mounting, route, refuse, request, reply),
  });
};

const bodyLimitOf = (number: number): { readonly bodyLimit?: number } => {
  if (largeBodies.has(number)) return { bodyLimit: LARGE_BODY_BYTES };
  return smallBodies.has(number) ? { bodyLimit: SMALL_BODY_BYTES } : {};
};

const answer = async (
  { context, settings, service, gate, takeInstanceTurn }: Mounting,
  route: OneKosmosRoute,
  refuse: Refuse,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const { caller, secret } = getVisit(request);
  const unwrapped = unwrapBody(request.body, secret);
  if (!unwrapped.ok) return refuse(reply, unwrapped.error);
  const { body, wasEncrypted } = unwrapped.value;
  const instance = caller.scope === null ? instanceOf(request.params, body) : null;
  if (instance !== null && !takeInstanceTurn(instance, reply)) return reply;
  const { params, query } = request;
  const result = await route.answer(context, caller, { params, query, body });
  if (!result.ok) return refuseWith(gate.refuseCredential, route, refuse, request, reply, result.error);
  const isClear = isAnsweredInClear(request, { wasEncrypted, hasClearAnswers: settings.hasClearAnswers });
  return sendAnswer(reply, route, result.value, { secret, publicKey: service.publicKey, isClear });
};

const refuseWith = (
  refuseCredential: RefuseCredential,
  route: OneKosmosRoute,
  refuse: Refuse,
  request: FastifyRequest,
  reply: FastifyReply,
  error: DomainError,
): FastifyReply =>
  isWrongGuess(route, error) && refuse === sendError ? refuseCredential(request, reply, error) : refuse(reply, error);
