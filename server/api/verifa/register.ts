import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { domainError } from '../../errors.ts';
import { describeKeyedApi } from '../describe-keyed-api.ts';
import { type KeyedApi, mountKeyedApi } from '../keyed-api.ts';
import { toDomainError } from '../problem.ts';
import type { TellLimit } from '../rate-limit.ts';
import { inflectionOf, inflectionUnknown, refusal, sendError, sendRefusal } from './errors.ts';
import { deflect, inflect, inflections } from './inflection.ts';
import { routes } from './routes.ts';
import { findVersionProblem } from './versions.ts';

export interface VerifaOptions extends Pick<KeyedApi, 'context' | 'rateLimits'> {
  /** The release. */
  readonly version: string;
}

const BASE = '/api/v1';

/** Mounts the Verifa dialect in an encapsulated plugin; register it with the prefix `/verifa`. */
export const registerVerifaApi = (
  plugin: FastifyInstance,
  { context, rateLimits, version }: VerifaOptions,
): Promise<void> =>
  mountKeyedApi(plugin, {
    ...{ context, routes, rateLimits, examine, tellLimit },
    api: 'verifa',
    base: BASE,
    document: describe(context.baseUrl, version),
    refuse: sendError,
    missing: domainError(
      'unauthorized',
      'The request has no key. Send the header `X-API-Key: vk_live_...` (or vk_sandbox_...).',
    ),
    wrong: domainError('unauthorized', 'The key is unknown, expired or revoked, or is no key of this API.'),
    lacking: ({ scopes }) => domainError('forbidden', `This needs a key with the scope ${scopes.join(' or ')}.`),
    read: ({ params, query, body }, route) => ({ params, query, body: deflect(route.takes.body, body) }),
    present: (request, route, given) => inflect(route.gives, given, inflectionOf(request) ?? 'snake'),
  });

/** For Fastify's own `frameworkErrors`, on paths of the dialect. */
export const answerVerifaFrameworkError = (thrown: unknown, _request: unknown, reply: FastifyReply): void => {
  sendError(reply, toDomainError(thrown));
};

const examine = (request: FastifyRequest, reply: FastifyReply): FastifyReply | null => {
  const detail = findVersionProblem(request.headers['verifa-version']);
  if (detail !== null) return sendRefusal(reply, { error: 'unsupported_version', detail, status_code: 400 });
  return inflectionOf(request) === null ? sendError(reply, inflectionUnknown) : null;
};

/** The vendor's headers; the reset is a time in seconds since 1970. */
const tellLimit: TellLimit = (reply, { perMinute, left, seconds }) => {
  reply
    .header('x-ratelimit-limit', perMinute)
    .header('x-ratelimit-remaining', left)
    .header('x-ratelimit-reset', Math.ceil(Date.now() / 1000) + seconds);
};

const describe = (baseUrl: string, version: string): object =>
  describeKeyedApi({
    ...{ baseUrl, version, routes, refusal },
    title: 'Gatehouse, Verifa API',
    description: 'The documented part of Verifa’s workflow API, on the workflows and sessions of this server.',
    prefix: `/verifa${BASE}`,
    headers: [
      { name: 'Verifa-Version', description: 'A version of the API, as a date.', schema: z.string() },
      { name: 'Key-Inflection', description: 'How the words of keys are joined.', schema: z.enum(inflections) },
    ],
    refusals: {
      400: '`unsupported_version`, `bad_request`: the version is not served, or the body is no JSON.',
      401: '`unauthorized`: the key is missing, unknown, expired or revoked.',
      403: '`insufficient_scope`, `address_not_allowed`: the key may not do this, or not from there.',
      404: '`not_found`: nothing of the key’s organization and environment.',
      422: '`validation_error`: `errors` names each member that is at fault.',
      429: '`rate_limited`: too many requests; Retry-After says how long to wait.',
      500: '`internal_error`: something went wrong on our side.',
      503: '`service_unavailable`: the service is not ready.',
    },
    bodyRefusals: {
      409: '`conflict`: the session or workflow is in a state that does not allow this.',
      413: '`payload_too_large`: the body is too large.',
      415: '`unsupported_media_type`: send application/json.',
    },
  });
