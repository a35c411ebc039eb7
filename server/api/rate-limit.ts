import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { domainError } from '../errors.ts';
import { sendProblem } from './problem.ts';

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

/**
 * A hook that refuses what one caller asks beyond `max` requests a minute, with 429 and Retry-After. Its plugin has
 * registered the counter (`limitWrongCredentials`); `callerOf` names the caller, who is authenticated by then.
 */
export const limitPerMinute = (
  fastify: FastifyInstance,
  { max, callerOf, detail }: { max: number; callerOf: (request: FastifyRequest) => string; detail: string },
): Hook => {
  const count = fastify.createRateLimit({ max, timeWindow: 60_000, keyGenerator: callerOf });
  return async (request, reply) => {
    const limit = await count(request);
    if (limit.isAllowed || !limit.isExceeded) return undefined;
    reply.header('retry-after', limit.ttlInSeconds);
    return sendProblem(reply, domainError('rate_limited', detail));
  };
};
