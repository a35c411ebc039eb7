import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DomainContext } from '../../domain/context.ts';
import { type CredentialKind, findCredential } from '../../domain/credential/credential.ts';
import { domainError } from '../../errors.ts';
import { bearerToken } from '../bearer-token.ts';
import type { RefuseCredential } from '../wrong-credential-limit.ts';
import type { Visitor } from './route.ts';

/** Visitors of requests under way, from the hook that authenticates to the handler. */
const visitors = new WeakMap<FastifyRequest, Visitor>();

const invalid = domainError('link_invalid', 'The link is not valid. Open it as it was sent, or ask for a new one.');

/** `wfi-` and a uuid, which no token of a link is as short as: a session's public id, in the address that some clients get. */
const instanceId = /^wfi-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** What a bearer presents: the page sends the last part of its address, whichever of its two addresses it was opened by. */
const readToken = (token: string): { readonly kind: CredentialKind; readonly token: string } => {
  const uuid = instanceId.exec(token)?.[1];
  return uuid === undefined ? { kind: 'link', token } : { kind: 'instance', token: uuid.toLowerCase() };
};

const findLink = (context: DomainContext, bearer: string) => {
  const { kind, token } = readToken(bearer);
  return findCredential(context.database, kind, token, context.now());
};

/** A hook that lets a request pass which carries what opens a session: the token of its link or its public id. An API key is neither. */
export const requireLink =
  (context: DomainContext, refuseCredential: RefuseCredential) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const token = bearerToken(request.headers.authorization);
    const link = token === null ? null : await findLink(context, token);
    if (link === null) return refuseCredential(request, reply, invalid);
    const { organizationId, environment, subjectId } = link;
    const language = languageOf(request.headers['accept-language']);
    visitors.set(request, { scope: { organizationId, environment }, sessionId: subjectId, language });
    return undefined;
  };

/** Throws for a request that never passed `requireLink`: a route without it is a bug. */
export const getVisitor = (request: FastifyRequest): Visitor => {
  const visitor = visitors.get(request);
  if (visitor === undefined) throw new Error(`The route ${request.routeOptions.url} was reached without a link.`);
  return visitor;
};

/** The language that the person prefers, of an `Accept-Language` header (RFC 9110, section 12.5.4); English without one. */
const languageOf = (acceptLanguage: string | undefined): string => {
  const first = acceptLanguage?.split(',')[0]?.split(';')[0]?.trim() ?? '';
  return /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(first) ? first : 'en';
};
