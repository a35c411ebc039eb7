import { createHash } from 'node:crypto';
import type { JsonObject } from '@gatehouse/core/json.ts';
import { fail, ok } from '@gatehouse/core/result.ts';
import type { OutboundHttp, OutboundRequest } from '../outbound/outbound-port.ts';
import type { ScriptFetch, ScriptRequest } from './script-port.ts';

/** For one call, redirects included. */
const TIMEOUT_MS = 5000;

const MAX_ANSWER_BYTES = 256 * 1024;

const MAX_REDIRECTS = 3;

/** Bytes of all answers together that the log keeps in full. */
const MAX_RECORDED_BYTES = 64 * 1024;

/** Bytes that the log keeps of an answer beyond that, with its length and SHA-256. */
const RECORDED_START_BYTES = 1024;

export interface RecordedFetch {
  readonly fetch: ScriptFetch;
  /** The calls so far in their order: what a script sent and was told belongs to the evidence. */
  records(): readonly JsonObject[];
  /** The sentence of the first call to a host that is not allowed; null where there was none. */
  refusal(): string | null;
}

/** The `fetch` of one run of a script: through the outbound guard, to the organization's hosts, with a record of every call. */
export const createRecordedFetch = (
  outbound: OutboundHttp,
  allowedHosts: readonly string[],
  nowMs: () => number = () => performance.now(),
): RecordedFetch => {
  const records: JsonObject[] = [];
  let left = MAX_RECORDED_BYTES;
  let refusal: string | null = null;
  const recordBody = (body: Uint8Array): JsonObject => {
    if (body.byteLength > left) return digestOf(body);
    left -= body.byteLength;
    return { body: textOf(body) };
  };
  return {
    records: () => [...records],
    refusal: () => refusal,
    fetch: async (request, signal) => {
      const startedAt = nowMs();
      const called = describeCall(request);
      // A script may end without its answer; that it called is known all the same.
      const place = records.push({ ...called, error: 'not_awaited' }) - 1;
      const sent = await outbound.send(toOutbound(request, allowedHosts), signal);
      const ms = Math.round(nowMs() - startedAt);
      if (!sent.ok) {
        records[place] = { ...called, ms, error: sent.error.code };
        if (sent.error.code === 'host_not_allowed') refusal ??= sent.error.sentence;
        return fail(sent.error.sentence);
      }
      const { status, headers, body } = sent.value;
      records[place] = { ...called, ms, status, ...recordBody(body) };
      return ok({ status, headers, body: textOf(body) });
    },
  };
};

const toOutbound = (
  { url, method, headers, body }: ScriptRequest,
  allowedHosts: readonly string[],
): OutboundRequest => ({
  method,
  url,
  headers,
  body: body === null ? null : Buffer.from(body),
  timeoutMs: TIMEOUT_MS,
  maxAnswerBytes: MAX_ANSWER_BYTES,
  allowedHosts,
  redirects: MAX_REDIRECTS,
});

/** Without the query, which may carry a key. A script may name anything as its URL or method: only what is one is kept. */
const describeCall = ({ url, method }: ScriptRequest): JsonObject => {
  const target = URL.parse(url);
  return {
    url: target === null || target.host === '' ? null : `${target.protocol}//${target.host}${target.pathname}`,
    method: /^[A-Z]{1,20}$/.test(method) ? method : null,
  };
};

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const digestOf = (body: Uint8Array): JsonObject => ({
  bodyStart: textOf(body.subarray(0, RECORDED_START_BYTES)),
  bodyBytes: body.byteLength,
  bodySha256: createHash('sha256').update(body).digest('hex'),
});
