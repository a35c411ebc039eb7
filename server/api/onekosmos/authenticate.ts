import type { KeyObject } from 'node:crypto';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { DomainContext } from '../../domain/context.ts';
import { authenticateLicence } from '../../domain/key/authenticate-licence.ts';
import { verifyLogin } from '../../domain/login/verify-login.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { bearerToken } from '../bearer-token.ts';
import type { RefuseCredential } from '../wrong-credential-limit.ts';
import { decryptText } from './cipher.ts';
import { communityOf } from './community.ts';
import { headerOf, readRequestId, readSecret } from './headers.ts';
import type { OwnKey } from './own-key.ts';
import type { Caller, OneKosmosRoute, Service } from './route.ts';

/** Who calls, and what the server shares with them: null where the route asks for no key. */
export interface Visit {
  readonly caller: Caller;
  readonly secret: KeyObject | null;
}

export interface Gatekeeping {
  readonly context: DomainContext;
  readonly ownKey: OwnKey;
  readonly service: Service;
  /** Where this request was sent to. */
  placeOf(request: FastifyRequest): Pick<Service, 'origin' | 'origins' | 'root'>;
  readonly refuseCredential: RefuseCredential;
  refuse(reply: FastifyReply, error: DomainError): FastifyReply;
}

/** Visits of requests under way, from the hook that authenticates to the handler. */
const visits = new WeakMap<FastifyRequest, Visit>();

/** Throws for a request that never passed `authenticate`: a route without it is a bug. */
export const getVisit = (request: FastifyRequest): Visit => {
  const visit = visits.get(request);
  if (visit === undefined) throw new Error(`The route ${request.routeOptions.url} was reached unseen.`);
  return visit;
};

/**
 * A hook that lets a request pass as the route's row says, before its body is read. Refusals come in one order: headers
 * (400), request id and its time (401), licence or login (401), level or permission (403), community (403).
 */
export const authenticate =
  (gate: Gatekeeping, route: OneKosmosRoute) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const visit = await admit(gate, route, request);
    if (visit.ok) {
      visits.set(request, visit.value);
      return undefined;
    }
    const { error } = visit;
    return error.code === 'unauthorized' ? gate.refuseCredential(request, reply, error) : gate.refuse(reply, error);
  };

const admit = async (
  gate: Gatekeeping,
  route: OneKosmosRoute,
  request: FastifyRequest,
): Promise<Result<Visit, DomainError>> => {
  const speaker = readSpeaker(gate, route, request);
  if (!speaker.ok) return speaker;
  const { secret } = speaker.value;
  const identity = await identify(gate.context, route, request, secret);
  if (!identity.ok) return identity;
  const refusal = findRefusal(route, identity.value, request.params);
  if (refusal !== null) return fail(refusal);
  const extensionId = readExtension(route, request, secret);
  if (!extensionId.ok) return extensionId;
  const { publicKey, appId } = speaker.value;
  const caller = { ...identity.value, publicKey, appId, extensionId: extensionId.value };
  return ok({
    caller: { ...caller, address: request.ip, service: { ...gate.service, ...gate.placeOf(request) } },
    secret,
  });
};

interface Speaker {
  readonly publicKey: Uint8Array | null;
  readonly appId: string | null;
  readonly secret: KeyObject | null;
}

/** The two headers that stand before every other. */
const readSpeaker = (
  { context, ownKey, service }: Gatekeeping,
  route: OneKosmosRoute,
  { headers }: FastifyRequest,
): Result<Speaker, DomainError> => {
  if (!route.requires.includes('P')) return ok({ publicKey: null, appId: null, secret: null });
  const read = readSecret(headers, ownKey);
  if (!read.ok) return read;
  const { publicKey, secret } = read.value;
  const span = { now: context.now(), allowedSeconds: service.allowedTimeSpanSeconds };
  const id = readRequestId(headers, secret, span);
  return id.ok ? ok({ publicKey: Buffer.from(publicKey, 'base64'), appId: id.value.appId, secret }) : id;
};

type Identity = Pick<Caller, 'scope' | 'actor' | 'level' | 'permissions' | 'token'>;

const nobody: Identity = {
  scope: null,
  actor: { kind: 'system', id: null },
  level: null,
  permissions: new Set(),
  token: null,
};

/** In the words of the vendor’s own services. */
const wrongLicence = domainError('unauthorized', 'Invalid or Unauthorized License');
const wrongToken = domainError('unauthorized', 'authorization: The token is not valid, has expired or was ended.');

/** A licence decides over a login where both came; what the route does not take is not looked at. */
const identify = async (
  context: DomainContext,
  route: OneKosmosRoute,
  { headers }: FastifyRequest,
  secret: KeyObject | null,
): Promise<Result<Identity, DomainError>> => {
  const takes = route.requires + route.accepts;
  const licence = takes.includes('L') ? headerOf(headers, 'licensekey') : null;
  if (licence !== null) return identifyLicence(context, licence, secret);
  const login = takes.includes('J') ? headerOf(headers, 'authorization') : null;
  if (login !== null) return identifyLogin(context, login);
  return mustIdentify(route) ? fail(missingCredential(takes)) : ok(nobody);
};

const identifyLicence = async (
  context: DomainContext,
  header: string,
  secret: KeyObject | null,
): Promise<Result<Identity, DomainError>> => {
  // A route that asks for a licence and for no key takes it in clear.
  const text = secret === null ? header : decryptText(secret, header);
  const licence = text === null ? null : await authenticateLicence(context, text);
  if (licence === null || !licence.ok) return fail(wrongLicence);
  const { scope, level, keyId } = licence.value;
  return ok({ ...nobody, scope, level, actor: { kind: 'key', id: keyId } });
};

const identifyLogin = async (context: DomainContext, header: string): Promise<Result<Identity, DomainError>> => {
  const token = bearerToken(header);
  const login = token === null ? null : await verifyLogin(context, token);
  if (login === null || !login.ok) return fail(wrongToken);
  const { scope, userId, permissions } = login.value;
  return ok({ ...nobody, scope, permissions, actor: { kind: 'user', id: userId }, token });
};

/** One of two accepted ones must come; one that is accepted alone may stay away. */
const mustIdentify = ({ requires, accepts }: OneKosmosRoute): boolean =>
  /[LJ]/.test(requires) || (accepts.includes('L') && accepts.includes('J'));

const missingCredential = (takes: string): DomainError => {
  const names = [takes.includes('L') && 'licensekey', takes.includes('J') && 'authorization'].filter(Boolean);
  return domainError('unauthorized', `Send the header ${names.join(' or ')}.`);
};

const findRefusal = (route: OneKosmosRoute, identity: Identity, params: unknown): DomainError | null => {
  if (!mustIdentify(route)) return null;
  if (identity.level !== null && !route.levels.includes(identity.level)) {
    return domainError('forbidden', `This needs a licence of the level ${route.levels.join(', ')}.`);
  }
  if (identity.level === null && !mayByPermission(route, identity)) {
    return domainError('forbidden', `This needs a login with the permission ${route.permissions.join(' or ')}.`);
  }
  return isOwnCommunity(identity, params) ? null : otherCommunity;
};

const mayByPermission = ({ permissions }: OneKosmosRoute, identity: Identity): boolean =>
  permissions.length === 0 || permissions.some((permission) => identity.permissions.has(permission));

const place = z.looseObject({ tenantId: z.string(), communityId: z.string() }).partial();

const otherCommunity = domainError('forbidden', 'The credential is not authorized for this tenant and community.');

/** What the path names must be the caller's own: who else's it is, and whether it exists, is not told. */
const isOwnCommunity = ({ scope }: Identity, params: unknown): boolean => {
  const named = place.safeParse(params).data ?? {};
  if (scope === null) return named.communityId === undefined;
  const own = communityOf(scope);
  return (['tenantId', 'communityId'] as const).every((name) => named[name] === undefined || named[name] === own[name]);
};

const readExtension = (
  route: OneKosmosRoute,
  { headers }: FastifyRequest,
  secret: KeyObject | null,
): Result<string | null, DomainError> => {
  const header = route.accepts.includes('X') ? headerOf(headers, 'x-ext-id') : null;
  if (header === null || secret === null) return ok(null);
  const id = decryptText(secret, header);
  return id === null ? fail(domainError('request_invalid', 'x-ext-id: This header can’t be decrypted.')) : ok(id);
};
