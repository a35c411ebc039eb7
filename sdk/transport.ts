import { ConnectionError, GatehouseError, readProblem } from './errors.ts';

export interface ClientOptions {
  /** Where Gatehouse runs, such as `https://gate.example.com`. */
  readonly baseUrl: string;
  /** An API key, `gh_live_...` or `gh_test_...`. */
  readonly key: string;
  /** For one attempt, in milliseconds. 30 000 by default. */
  readonly timeoutMs?: number;
  /** Further attempts after the first. 3 by default; 0 for none. */
  readonly maxRetries?: number;
  /** Another `fetch`: for a proxy, or to look at what is sent. */
  readonly fetch?: typeof fetch;
}

/** For one call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /**
   * Names this write, so that sending it again makes nothing twice. Made anew for each call when left out: give your own
   * where the call itself may be made again, after a crash of yours.
   */
  readonly idempotencyKey?: string;
}

export type QueryValue = string | number | boolean | readonly string[] | Readonly<Record<string, string>> | undefined;

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api`, with its ids in place. */
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  readonly body?: unknown;
}

/** Sends a call and gives the answer's JSON. */
export type Send = <Answer>(call: Call, options?: CallOptions) => Promise<Answer>;

const defaultTimeoutMs = 30_000;
const defaultRetries = 3;
const firstPauseMs = 300;
const longestPauseMs = 20_000;

/** Answers that say nothing about the call itself; each write has an idempotency key, so all of them may be tried again. */
const passing: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

export const createSend = (options: ClientOptions): Send => {
  const { baseUrl, key, timeoutMs = defaultTimeoutMs, maxRetries = defaultRetries } = options;
  const doFetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const root = `${baseUrl.replace(/\/+$/, '')}/api`;

  const attempt = async (call: Call, headers: Headers, own: CallOptions): Promise<Response> => {
    const limit = AbortSignal.timeout(own.timeoutMs ?? timeoutMs);
    const signal = own.signal === undefined ? limit : AbortSignal.any([own.signal, limit]);
    const body = call.body === undefined ? null : JSON.stringify(call.body);
    return doFetch(`${root}${call.path}${writeQuery(call.query)}`, { method: call.method, headers, body, signal });
  };

  return async <Answer>(call: Call, own: CallOptions = {}): Promise<Answer> => {
    const headers = headersFor(call, key, own);
    for (let tries = 0; ; tries += 1) {
      const outcome = await settle(attempt(call, headers, own), own.signal);
      if (outcome instanceof Response) {
        if (outcome.ok) {
          const body = await settleBody<Answer>(outcome, own.signal);
          if (!(body instanceof ConnectionError)) return body.value;
          if (tries >= maxRetries) throw body;
          await pause(pauseAfter(tries, null), own.signal);
          continue;
        }
        const error = new GatehouseError(await readProblem(outcome));
        if (tries >= maxRetries || !mayRetry(error)) throw error;
        await pause(pauseAfter(tries, outcome), own.signal);
      } else {
        if (tries >= maxRetries) throw outcome;
        await pause(pauseAfter(tries, null), own.signal);
      }
    }
  };
};

const headersFor = ({ method, body }: Call, key: string, { idempotencyKey }: CallOptions): Headers => {
  const headers = new Headers({ accept: 'application/json', authorization: `Bearer ${key}` });
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (method !== 'GET') headers.set('idempotency-key', idempotencyKey ?? crypto.randomUUID());
  return headers;
};

/** Whether the same call may succeed a moment later. */
const mayRetry = ({ status, code }: GatehouseError): boolean => passing.has(status) || code === 'idempotency_in_flight';

/** An answer, or that none came. The caller's own wish to stop is thrown as it is. */
const settle = async (
  asked: Promise<Response>,
  signal: AbortSignal | undefined,
): Promise<Response | ConnectionError> => {
  try {
    return await asked;
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    return new ConnectionError(cause);
  }
};

/** The connection may break in the middle of an answer too. */
const settleBody = async <Answer>(
  response: Response,
  signal: AbortSignal | undefined,
): Promise<{ readonly value: Answer } | ConnectionError> => {
  try {
    return { value: (await response.json()) as Answer };
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    return new ConnectionError(cause);
  }
};

/** What the server asks for, or twice as long each time, with a random part so that many callers do not come at once. */
const pauseAfter = (tries: number, response: Response | null): number => {
  const asked = Number(response?.headers.get('retry-after') ?? Number.NaN) * 1000;
  if (Number.isFinite(asked) && asked >= 0) return Math.min(asked, longestPauseMs);
  const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** tries);
  return longest / 2 + Math.random() * (longest / 2);
};

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });

/** A list is the parameter again for each item, pairs are `name[key]=value`. */
const writeQuery = (query: Call['query'] = {}): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (typeof value !== 'object') parameters.append(name, String(value));
    else if (isList(value)) for (const item of value) parameters.append(name, item);
    else for (const [key, item] of Object.entries(value)) parameters.append(`${name}[${key}]`, item);
  }
  const written = parameters.toString();
  return written === '' ? '' : `?${written}`;
};

const isList = (value: object): value is readonly string[] => Array.isArray(value);
