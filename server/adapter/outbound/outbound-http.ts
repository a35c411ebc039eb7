import { isIP } from 'node:net';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type {
  OutboundAnswer,
  OutboundFailure,
  OutboundHttp,
  OutboundRequest,
} from '../../domain/outbound/outbound-port.ts';
import { type AddressGuard, createAddressGuard } from './address-guard.ts';
import { type Exchange, exchange } from './exchange.ts';
import { addressRefused, describeFailure, timedOut, tooManyRedirects } from './failure.ts';
import { followRedirect, type Hop, isRedirect } from './redirect.ts';
import { createNameResolver, type ResolveName } from './resolve-name.ts';
import { parseHeaders, parseTarget } from './target.ts';

export interface OutboundOptions {
  /** Private ranges that may be reached; an empty list for none. */
  readonly privateAddresses: 'any' | readonly string[];
  /** How names become addresses; as this machine does when left out. */
  readonly resolveName?: ResolveName;
}

/**
 * Requests that cannot be turned against the inside of the network: every address of a name is checked before one of them
 * is connected to, for every redirect anew, and the connection goes to the address that was checked.
 */
export const createOutboundHttp = (options: OutboundOptions): OutboundHttp => {
  const isAllowed = createAddressGuard(options.privateAddresses);
  const resolveName = options.resolveName ?? createNameResolver();
  return {
    send: async (request, signal) => {
      signal?.throwIfAborted();
      const target = parseTarget(request.url, request.allowedHosts);
      if (!target.ok) return target;
      const headers = parseHeaders(request.method, request.headers);
      if (!headers.ok) return headers;
      const first = { method: request.method, target: target.value, headers: headers.value, body: request.body };
      return sendHops({ isAllowed, resolveName, request, signal }, first);
    },
  };
};

interface Sending {
  readonly isAllowed: AddressGuard;
  readonly resolveName: ResolveName;
  readonly request: OutboundRequest;
  readonly signal: AbortSignal | undefined;
}

/** The request and the redirects that follow from it, all within one time. */
const sendHops = async (sending: Sending, first: Hop): Promise<Result<OutboundAnswer, OutboundFailure>> => {
  const { request, signal } = sending;
  const startedAt = performance.now();
  const time = AbortSignal.timeout(request.timeoutMs);
  const ends = signal === undefined ? time : AbortSignal.any([time, signal]);
  let hop = first;
  for (let followed = 0; ; followed += 1) {
    const sent = await sendHop(sending, hop, ends);
    signal?.throwIfAborted();
    if (!sent.ok) return time.aborted ? fail(timedOut(hop.target.hostname, request.timeoutMs)) : sent;
    const { location, ...answer } = sent.value;
    if (request.redirects === 0 || !isRedirect(answer.status, location))
      return ok({ ...answer, durationMs: Math.round(performance.now() - startedAt) });
    if (followed === request.redirects) return fail(tooManyRedirects(hop.target.hostname, followed));
    const next = followRedirect(hop, answer.status, location, request);
    if (!next.ok) return next;
    hop = next.value;
  }
};

const sendHop = async (
  { isAllowed, resolveName, request }: Sending,
  hop: Hop,
  signal: AbortSignal,
): Promise<Result<Exchange, OutboundFailure>> => {
  const host = hop.target.hostname;
  try {
    const addresses = await untilAborted(addressesOf(host, resolveName), signal);
    if (addresses.length === 0 || !addresses.every(isAllowed)) return fail(addressRefused(host));
    const { maxAnswerBytes, truncate = false } = request;
    return ok(await exchange(hop, addresses, { maxAnswerBytes, truncate, signal }));
  } catch (error) {
    return fail(describeFailure(error, host));
  }
};

/** A URL has brought every form of an IPv4 address (decimal, octal, short) into the usual one. */
const addressesOf = async (host: string, resolveName: ResolveName): Promise<readonly string[]> => {
  const literal = host.startsWith('[') ? host.slice(1, -1) : host;
  return isIP(literal) === 0 ? resolveName(host) : [literal];
};

/** Looking a name up cannot be broken off; what it brings in the end is not waited for. */
const untilAborted = async <Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> => {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const stop = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};
