import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { DomainContext } from '../../domain/context.ts';
import { domainError } from '../../errors.ts';
import { describeKeyedApi } from '../describe-keyed-api.ts';
import { type KeyedApi, mountKeyedApi } from '../keyed-api.ts';
import { sendError, sendStatus, sentences } from './errors.ts';
import { routes } from './routes.ts';

export interface DeepIdvOptions extends Pick<KeyedApi, 'rateLimits'> {
  readonly context: DomainContext;
  /** The release. */
  readonly version: string;
  /** Whether calls are paid for; where they are not, each is answered with 402. */
  readonly hasFunds: boolean;
}

const missing = domainError('forbidden', sentences[403]);
const wrong = domainError('unauthorized', sentences[401]);

/** Mounts the DeepIDV dialect in an encapsulated plugin; register it with the prefix `/deepidv`. */
export const registerDeepIdvApi = async (
  plugin: FastifyInstance,
  { context, version, rateLimits, hasFunds }: DeepIdvOptions,
): Promise<void> => {
  const api: KeyedApi = {
    ...{ context, routes, rateLimits, missing, wrong },
    api: 'deepidv',
    base: '',
    document: describe(context.baseUrl, version),
    refuse: sendError,
    // The vendor's keys may do everything: one that may not is none of its keys.
    lacking: () => wrong,
    examine: (_request, reply) => (hasFunds ? null : sendStatus(reply, 402)),
  };
  await mountKeyedApi(plugin, api);
};

/** For Fastify's own `frameworkErrors`, on paths of the dialect: what cannot be decoded, or is longer than any id. */
export const answerDeepIdvFrameworkError = (_thrown: unknown, _request: unknown, reply: FastifyReply): void => {
  sendStatus(reply, 400);
};

const describe = (baseUrl: string, version: string): object =>
  describeKeyedApi({
    ...{ baseUrl, version, routes },
    title: 'Gatehouse, DeepIDV API',
    description: 'The documented part of DeepIDV’s API without versions, on the workflows and sessions of this server.',
    prefix: '/deepidv',
    headers: [],
    refusals: Object.fromEntries(
      ([400, 401, 402, 403, 429, 500, 503] as const).map((status) => [status, sentences[status]]),
    ),
    bodyRefusals: {},
    refusal: z.object({ error: z.string() }),
  });
