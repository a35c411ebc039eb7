import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DomainError } from '../../errors.ts';
import { limitPerMinute, type Refuse, type TakeTurn } from '../rate-limit.ts';
import { callerOf } from '../wrong-credential-limit.ts';
import { getVisit } from './authenticate.ts';
import type { OneKosmosRoute } from './route.ts';

/** Requests in a minute; 0 for no limit. */
export interface RateLimits {
  /** Of one licence or login. */
  readonly keyPerMinute: number;
  /** Of one instance, by those who need nothing but its id. */
  readonly linkPerMinute: number;
  /** With a wrong credential or a guessed id, from one address. */
  readonly addressPerMinute: number;
}

/** What one address may ask of the two calls that are unsafe by design, however much the operator allows otherwise. */
const UNSAFE_PER_MINUTE = 60;
const unsafeRoutes: ReadonlySet<number> = new Set([19, 26]);

/** What is longer names nothing, and is not kept in the count. */
const LONGEST_NAME = 100;

type Hook = (request: FastifyRequest, reply: FastifyReply, done: () => void) => void;

/** Counts requests by licence or login; a request without either passes. */
export const limitCredentials = (perMinute: number, refuse: Refuse): Hook => {
  if (perMinute === 0) return (_request, _reply, done) => done();
  const detail = `The credential was used more than ${perMinute} times in a minute. Wait as long as Retry-After says.`;
  const take = limitPerMinute({ name: 'key', perMinute, detail, refuse });
  return (request, reply, done) => {
    const { id } = getVisit(request).caller.actor;
    if (id === null || take(id, reply)) done();
  };
};

/** A hook for the routes that are unsafe by design; null for the others. */
export const limitUnsafe = (
  { number }: OneKosmosRoute,
  { addressPerMinute }: RateLimits,
  refuse: Refuse,
): Hook | null => {
  if (!unsafeRoutes.has(number) || addressPerMinute === 0) return null;
  const perMinute = Math.min(UNSAFE_PER_MINUTE, addressPerMinute);
  const detail = `This may be asked ${perMinute} times in a minute. Wait as long as Retry-After says.`;
  const take = limitPerMinute({ name: 'address', perMinute, detail, refuse });
  return (request, reply, done) => {
    if (take(callerOf(request.ip), reply)) done();
  };
};

/** Counts what strangers ask of one instance. */
export const limitInstances = (perMinute: number, refuse: Refuse): TakeTurn => {
  if (perMinute === 0) return () => true;
  const detail = `The instance was asked for more than ${perMinute} times in a minute. Wait a moment.`;
  return limitPerMinute({ name: 'link', perMinute, detail, refuse });
};

/** The instance that a stranger's request names, in its path or in its body; null for none. */
export const instanceOf = (params: unknown, body: unknown): string | null => namedIn(params) ?? namedIn(body);

/** Without a schema, whose refusal of a path that names none costs more than all the rest of a look at it. */
const namedIn = (part: unknown): string | null => {
  if (typeof part !== 'object' || part === null || !('wfInstanceId' in part)) return null;
  const { wfInstanceId } = part;
  return typeof wfInstanceId === 'string' && wfInstanceId.length <= LONGEST_NAME ? wfInstanceId : null;
};

/** Where nothing else is asked for, an id or a code is the credential: a wrong one is counted as such. */
export const isWrongGuess = ({ requires, accepts }: OneKosmosRoute, { code }: DomainError): boolean =>
  code === 'not_found' && !/[LJ]/.test(requires + accepts);
