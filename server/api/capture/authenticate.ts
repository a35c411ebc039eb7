import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../../domain/context.ts';
import { findCredential } from '../../domain/credential/credential.ts';
import { domainError } from '../../errors.ts';
import { bearerToken } from '../bearer-token.ts';
import type { RefuseCredential } from '../wrong-credential-limit.ts';

/** The session that the link stands for. */
export interface Visitor {
  readonly scope: Scope;
  readonly sessionId: string;
}

/** Visitors of requests under way, from the hook that authenticates to the handler. */
const visitors = new WeakMap<FastifyRequest, Visitor>();

const invalid = domainError('link_invalid', 'The link is not valid. Open it as it was sent, or ask for a new one.');

/** A hook that lets a request pass which carries the token of a link; an API key is no such token. */
export const requireLink =
  (context: DomainContext, refuseCredential: RefuseCredential) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const token = bearerToken(request.headers.authorization);
    const link = token === null ? null : await findCredential(context.database, 'link', token, context.now());
    if (link === null) return refuseCredential(request, reply, invalid);
    const { organizationId, environment, subjectId } = link;
    visitors.set(request, { scope: { organizationId, environment }, sessionId: subjectId });
    return undefined;
  };

/** Throws for a request that never passed `requireLink`: a route without it is a bug. */
export const getVisitor = (request: FastifyRequest): Visitor => {
  const visitor = visitors.get(request);
  if (visitor === undefined) throw new Error(`The route ${request.routeOptions.url} was reached without a link.`);
  return visitor;
};
