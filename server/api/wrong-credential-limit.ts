import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type DomainError, domainError } from '../errors.ts';
import { sendProblem } from './problem.ts';

/** Answers a request whose credential is wrong: with `error`, or with 429 once its address sent too many. */
export type RefuseCredential = (
  request: FastifyRequest,
  reply: FastifyReply,
  error: DomainError,
) => Promise<FastifyReply>;

/**
 * Counts wrong credentials by address. It is asked after a credential was found wrong and at no other time, so a right
 * one costs nothing and is never refused because of a neighbour behind the same address. 0 sets no limit.
 */
export async function limitWrongCredentials(fastify: FastifyInstance, maxPerMinute: number): Promise<RefuseCredential> {
  await fastify.register(rateLimit, { global: false });
  const count = fastify.createRateLimit({ max: maxPerMinute, timeWindow: 60_000 });
  return async (request, reply, error) => {
    if (maxPerMinute === 0) return sendProblem(reply, error);
    const limit = await count(request);
    if (limit.isAllowed || !limit.isExceeded) return sendProblem(reply, error);
    reply.header('retry-after', limit.ttlInSeconds);
    return sendProblem(
      reply,
      domainError('rate_limited', 'Too many wrong credentials came from this address. Wait a minute.'),
    );
  };
}
