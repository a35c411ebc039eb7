import type { KeyScope } from '@gatehouse/core/contract/key-scope.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DomainContext } from '../../domain/context.ts';
import { authenticateKey } from '../../domain/key/authenticate-key.ts';
import { domainError } from '../../errors.ts';
import { bearerToken } from '../bearer-token.ts';
import { sendProblem } from '../problem.ts';
import type { RefuseCredential } from '../wrong-credential-limit.ts';
import type { Caller } from './route.ts';

/** Callers of requests under way, from the hook that authenticates to the handler. */
const callers = new WeakMap<FastifyRequest, Caller>();

const missing = domainError(
  'unauthorized',
  'The request has no key. Send the header `Authorization: Bearer gh_live_...` (or gh_test_...).',
);

/** A hook that lets a request pass whose key may do `scope`, before its body is read. */
export const requireKey =
  (context: DomainContext, scope: KeyScope, refuseCredential: RefuseCredential) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const token = bearerToken(request.headers.authorization);
    if (token === null) return refuseCredential(request, reply, missing);
    const key = await authenticateKey(context, token, request.ip);
    if (!key.ok) return refuseCredential(request, reply, key.error);
    if (!key.value.scopes.has(scope)) {
      return sendProblem(reply, domainError('forbidden', `This needs a key with the scope ${scope}.`));
    }
    callers.set(request, { scope: key.value.scope, actor: { kind: 'key', id: key.value.keyId } });
    return undefined;
  };

/** Throws for a request that never passed `requireKey`: a route without it is a bug. */
export const getCaller = (request: FastifyRequest): Caller => {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error(`The route ${request.routeOptions.url} was reached without a key.`);
  return caller;
};
