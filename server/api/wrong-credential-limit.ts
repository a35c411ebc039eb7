import type { FastifyReply, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import type { DomainError } from '../errors.ts';
import { sendProblem } from './problem.ts';
import { limitPerMinute, type Refuse } from './rate-limit.ts';

/** Answers a request whose credential is missing or wrong: with `error`, or with 429 once its address sent too many. */
export type RefuseCredential = (request: FastifyRequest, reply: FastifyReply, error: DomainError) => FastifyReply;

/**
 * Counts wrong credentials by address. It is asked after a credential was found wrong and at no other time, so a right
 * one costs nothing and is never refused because of a neighbour behind the same address. 0 sets no limit.
 */
export const limitWrongCredentials = (perMinute: number, refuse: Refuse = sendProblem): RefuseCredential => {
  if (perMinute === 0) return (_request, reply, error) => refuse(reply, error);
  const take = limitPerMinute({
    name: 'address',
    perMinute,
    refuse,
    detail: 'Too many wrong credentials came from this address. Wait as long as Retry-After says.',
  });
  return (request, reply, error) => (take(callerOf(request.ip), reply) ? refuse(reply, error) : reply);
};

/** Half of an IPv6 address names the caller's network; the other half is the caller's to choose (RFC 4291, 2.5.4). */
export const callerOf = (address: string): string => {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
};
