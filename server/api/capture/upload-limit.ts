import type { FastifyReply, FastifyRequest } from 'fastify';
import { domainError } from '../../errors.ts';
import { sendProblem } from '../problem.ts';
import { limitCallers, limitPerMinute } from '../rate-limit.ts';
import { getVisitor } from './authenticate.ts';

/** Two sides, and each once more because the network broke off: a photo is held in memory while it comes. */
const MOST_UNDER_WAY = 4;

/** Each photo is unpacked, which may take seconds of a processor core. */
const MOST_PER_MINUTE = 30;

const RETRY_SECONDS = 5;

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

/** A hook for after the link is known and before the body is read: what one link may send at once. */
export const limitUploadsUnderWay = (): Hook => {
  const underWay = new Map<string, number>();
  return async (request, reply) => {
    const { sessionId } = getVisitor(request);
    const count = underWay.get(sessionId) ?? 0;
    if (count >= MOST_UNDER_WAY) {
      reply.header('retry-after', RETRY_SECONDS);
      return sendProblem(
        reply,
        domainError('rate_limited', `The link sends ${MOST_UNDER_WAY} photos already. Wait until one has arrived.`),
      );
    }
    underWay.set(sessionId, count + 1);
    // Emitted once, whether the answer was sent or the person went away.
    reply.raw.once('close', () => {
      const left = (underWay.get(sessionId) ?? 1) - 1;
      if (left === 0) underWay.delete(sessionId);
      else underWay.set(sessionId, left);
    });
    return undefined;
  };
};

/** The same for a minute. */
export const limitUploadsPerMinute = () =>
  limitCallers(
    limitPerMinute({
      name: 'photos',
      perMinute: MOST_PER_MINUTE,
      detail: `The link sent more than ${MOST_PER_MINUTE} photos in a minute. Wait a moment.`,
    }),
    (request) => getVisitor(request).sessionId,
  );
