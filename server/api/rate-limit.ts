import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DomainError, domainError } from '../errors.ts';
import { sendProblem } from './problem.ts';

const WINDOW_MS = 60_000;

/** Beyond so many callers in one minute the one seen longest ago starts anew, so that strangers cannot fill the memory. */
const MOST_CALLERS = 100_000;

/** Answers with a refusal, in the words of the API that is asked. */
export type Refuse = (reply: FastifyReply, error: DomainError) => FastifyReply;

/** Where a caller stands after a request was counted. */
export interface LimitState {
  readonly name: string;
  readonly perMinute: number;
  readonly left: number;
  /** Until all is whole again. */
  readonly seconds: number;
}

export type TellLimit = (reply: FastifyReply, state: LimitState) => void;

export interface Limit {
  /** Stands in the headers: whose requests are counted. */
  readonly name: 'key' | 'link' | 'address' | 'photos';
  /** How a 429 is sent; as a problem document unless said otherwise. */
  readonly refuse?: Refuse;
  /** How an answer tells of the limit; in the headers of the IETF's draft unless said otherwise. */
  readonly tell?: TellLimit;
  /** At least 1. */
  readonly perMinute: number;
  /** What a 429 says. */
  readonly detail: string;
  /** Milliseconds that only ever grow; for tests. */
  readonly clock?: () => number;
}

/**
 * Counts a request of this caller and says so in the headers; false, with 429 sent, where it was one too many. Minutes
 * are the same for all callers, so that forgetting them costs nothing. Each process counts for itself.
 */
export type TakeTurn = (caller: string, reply: FastifyReply) => boolean;

export const limitPerMinute = ({
  name,
  perMinute,
  detail,
  refuse = sendProblem,
  tell = tellByDraft,
  clock = () => performance.now(),
}: Limit): TakeTurn => {
  const refusal = domainError('rate_limited', detail);
  let counts = new Map<string, number>();
  let endsAt = 0;
  return (caller, reply) => {
    const now = clock();
    if (now >= endsAt) {
      counts = new Map();
      endsAt = now - (now % WINDOW_MS) + WINDOW_MS;
    }
    const count = (counts.get(caller) ?? 0) + 1;
    if (count === 1) makeRoom(counts);
    counts.set(caller, count);
    const seconds = Math.ceil((endsAt - now) / 1000);
    tell(reply, { name, perMinute, left: Math.max(0, perMinute - count), seconds });
    if (count <= perMinute) return true;
    refuse(reply.header('retry-after', seconds), refusal);
    return false;
  };
};

/** A Map keeps the order in which its members came. */
const makeRoom = (counts: Map<string, number>): void => {
  if (counts.size < MOST_CALLERS) return;
  for (const oldest of counts.keys()) {
    counts.delete(oldest);
    return;
  }
};

/** Two limits may hold for one request: both are lists (IETF draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4). */
const tellByDraft: TellLimit = (reply, { name, perMinute, left, seconds }) => {
  const policy = `"${name}";q=${perMinute};w=${WINDOW_MS / 1000}`;
  const state = `"${name}";r=${left};t=${seconds}`;
  const before = reply.getHeader('ratelimit');
  const join = (name: string, value: string): string =>
    before === undefined ? value : `${reply.getHeader(name)}, ${value}`;
  reply.header('ratelimit-policy', join('ratelimit-policy', policy)).header('ratelimit', join('ratelimit', state));
};

/** A hook that counts the requests of whoever `callerOf` names, who is authenticated by then. */
export const limitCallers =
  (take: TakeTurn, callerOf: (request: FastifyRequest) => string) =>
  (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    if (take(callerOf(request), reply)) done();
  };
