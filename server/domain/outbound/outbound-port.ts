import type { Result } from '@gatehouse/core/result.ts';

/** One HTTP exchange with a machine outside, redirects included. */
export interface OutboundRequest {
  readonly method: string;
  /** Absolute, http or https. Credentials in it are refused. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /** For everything: names, connecting, all redirects, and the whole answer. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** Give the first `maxAnswerBytes` of a larger answer instead of failing with `answer_too_large`. */
  readonly truncate?: boolean;
  /** Hosts as settings write them, `api.example.com` or `*.example.com`; null for any host with a public address. */
  readonly allowedHosts: readonly string[] | null;
  /** How many redirects are followed. At 0 a redirect is the answer. */
  readonly redirects: number;
  /**
   * What no redirect takes to another origin: these headers, whatever their names (credentials never go there anyway),
   * and the body. A redirect that would take the body along is refused.
   */
  readonly confidential?: { readonly headers: readonly string[]; readonly body: boolean };
}

export interface OutboundAnswer {
  readonly status: number;
  /** Names in lower case; values of a repeated header with `, ` between them. `set-cookie` is left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came: it is never unpacked, and none but `identity` is asked for. */
  readonly body: Uint8Array;
  readonly durationMs: number;
  /** Only with `truncate`: the answer was larger than this body. */
  readonly truncated: boolean;
}

export type OutboundFailureCode =
  /** No http(s) URL, credentials in it, a port that is refused, or a header or method that cannot be sent. */
  | 'url_invalid'
  /** The list of allowed hosts does not have this one. */
  | 'host_not_allowed'
  /** The name leads, or may lead, to a machine that is not on the public internet. */
  | 'address_refused'
  | 'timeout'
  /** No such name, no connection, a broken connection, or an answer that is no HTTP. */
  | 'unreachable'
  | 'tls_failed'
  /** The body or the headers. */
  | 'answer_too_large'
  | 'too_many_redirects';

export interface OutboundFailure {
  readonly code: OutboundFailureCode;
  /** For people; names the host at most, never a path, a query or a credential. */
  readonly sentence: string;
}

/** The one way out to addresses that organizations name. Whatever the answer's status: an answer is a success. */
export interface OutboundHttp {
  /** Throws only when `signal` aborts, with its reason. */
  send(request: OutboundRequest, signal?: AbortSignal): Promise<Result<OutboundAnswer, OutboundFailure>>;
}
