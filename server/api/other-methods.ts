import type { FastifyInstance, HTTPMethods } from 'fastify';
import { domainError } from '../errors.ts';
import { sendProblem } from './problem.ts';
import type { Refuse } from './rate-limit.ts';

const allMethods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** A known path with another method is 405 with `Allow` (RFC 9110, 15.5.6), before the body is looked at. */
export function refuseOtherMethods(
  api: FastifyInstance,
  known: readonly { readonly method: HTTPMethods; readonly url: string }[],
  refuse: Refuse = sendProblem,
): void {
  for (const members of Map.groupBy(known, ({ url }) => shapeOf(url)).values()) {
    const url = members[0]?.url ?? '';
    const allowed = members.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    const allow = allowed.join(', ');
    const error = domainError('method_not_allowed', `This path takes ${allow}.`);
    api.route({
      method: allMethods.filter((method) => !allowed.includes(method)),
      url,
      schema: { hide: true },
      onRequest: async (_request, reply) => refuse(reply.header('allow', allow), error),
      handler: async () => undefined,
    });
  }
}

/** What a router tells paths apart by: how a varying part is called means nothing to it. */
const shapeOf = (url: string): string => url.replaceAll(/:\w+/g, ':');
