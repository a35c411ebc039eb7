import { Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps, Agent as SecureAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import type { Hop } from './redirect.ts';

export interface ExchangeLimits {
  readonly maxAnswerBytes: number;
  readonly truncate: boolean;
  /** Ends the exchange wherever it is. */
  readonly signal: AbortSignal;
}

export interface Exchange {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly location: string | undefined;
  readonly body: Uint8Array;
  readonly truncated: boolean;
}

/** The answer is larger than its limit. */
export class AnswerTooLarge extends Error {}

/** Bytes of all headers of an answer together. */
const MAX_HEADER_BYTES = 16 * 1024;

// No connection is used twice, so that none outlives the check of its address; and no agent of ours asks the environment for a proxy.
const agent = new Agent({ keepAlive: false });
const secureAgent = new SecureAgent({ keepAlive: false, maxCachedSessions: 0 });

/**
 * Sends one request to one of the given addresses, which were checked: the name is not looked up a second time, when it
 * could lead elsewhere. Redirects are given back without their body. Throws `AnswerTooLarge` and what Node throws.
 */
export const exchange = (hop: Hop, addresses: readonly string[], limits: ExchangeLimits): Promise<Exchange> =>
  new Promise((resolve, reject) => {
    const request = open(hop, addresses, limits.signal);
    request.on('error', reject);
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      reject(new Error('The answer asks for another protocol.'));
    });
    request.on('response', (response) => {
      readAnswer(hop.method, response, limits)
        .then(resolve, reject)
        .finally(() => request.destroy());
    });
    request.end(hop.body ?? undefined);
  });

const open = (hop: Hop, addresses: readonly string[], signal: AbortSignal): ClientRequest => {
  const options = {
    method: hop.method,
    headers: {
      'user-agent': 'Gatehouse',
      accept: '*/*',
      ...hop.headers,
      'accept-encoding': 'identity',
      ...(hop.body !== null && { 'content-length': hop.body.byteLength }),
    },
    lookup: answerWith(addresses),
    maxHeaderSize: MAX_HEADER_BYTES,
    insecureHTTPParser: false,
    signal,
  };
  return hop.target.protocol === 'http:'
    ? requestHttp(hop.target, { ...options, agent })
    : // Said in words, so that no variable of the environment can switch it off.
      requestHttps(hop.target, { ...options, agent: secureAgent, rejectUnauthorized: true });
};

/** Stands where Node would look the name up. */
const answerWith =
  (addresses: readonly string[]): LookupFunction =>
  (_hostname, options, callback) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    const [first] = found;
    if (options.all === true) callback(null, found);
    else if (first === undefined) callback(new Error('There is no address.'), '', 0);
    else callback(null, first.address, first.family);
  };

const readAnswer = async (method: string, response: IncomingMessage, limits: ExchangeLimits): Promise<Exchange> => {
  const { statusCode: status = 0 } = response;
  const location = response.headers.location;
  const head = { status, location, headers: headersOf(response) };
  const isBodyless = method === 'HEAD' || (status >= 300 && status < 400 && location !== undefined);
  if (isBodyless) return { ...head, body: new Uint8Array(), truncated: false };
  const { bytes, truncated } = await readBody(response, limits);
  return { ...head, body: bytes, truncated };
};

const headersOf = (response: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(response.headersDistinct).flatMap(([name, values]) =>
      values === undefined || name === 'set-cookie' ? [] : [[name, values.join(', ')]],
    ),
  );

const readBody = async (
  response: IncomingMessage,
  { maxAnswerBytes, truncate }: ExchangeLimits,
): Promise<{ bytes: Uint8Array; truncated: boolean }> => {
  if (!truncate && Number(response.headers['content-length'] ?? 0) > maxAnswerBytes) throw new AnswerTooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('A body comes in bytes.');
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length > maxAnswerBytes) break;
  }
  if (length > maxAnswerBytes && !truncate) throw new AnswerTooLarge();
  // A copy of its own: what stays of the pool's buffers is not kept alive by a small answer.
  return {
    bytes: new Uint8Array(Buffer.concat(chunks).subarray(0, maxAnswerBytes)),
    truncated: length > maxAnswerBytes,
  };
};
