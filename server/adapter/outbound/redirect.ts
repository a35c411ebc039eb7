import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { OutboundFailure, OutboundRequest } from '../../domain/outbound/outbound-port.ts';
import { parseTarget } from './target.ts';

/** One request on its way, after its URL and headers were found right. */
export interface Hop {
  readonly method: string;
  readonly target: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** What another origin may see of a request's headers: nothing that could be a credential, whatever its name. */
const originFreeHeaders: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-type', 'user-agent']);

export const isRedirect = (status: number, location: string | undefined): location is string =>
  redirectStatuses.has(status) && location !== undefined;

/** The request that a redirect asks for (RFC 9110, 15.4). Its address is checked where it is sent. */
export const followRedirect = (
  hop: Hop,
  status: number,
  location: string,
  { allowedHosts, confidential }: Pick<OutboundRequest, 'allowedHosts' | 'confidential'>,
): Result<Hop, OutboundFailure> => {
  const next = URL.parse(location, hop.target.href);
  const target = parseTarget(next?.href ?? '', allowedHosts);
  if (!target.ok)
    return fail({ ...target.error, sentence: `${hop.target.hostname} redirects. ${target.error.sentence}` });
  if (hop.target.protocol === 'https:' && target.value.protocol === 'http:')
    return fail({
      code: 'url_invalid',
      sentence: `${hop.target.hostname} redirects from https to http, which is not followed.`,
    });
  const isSameOrigin = target.value.origin === hop.target.origin;
  const secretHeaders = new Set(confidential?.headers.map((name) => name.toLowerCase()));
  const kept = Object.entries(hop.headers).filter(
    ([name]) => isSameOrigin || (originFreeHeaders.has(name) && !secretHeaders.has(name)),
  );
  const takesBody = !becomesGet(status, hop.method);
  if (takesBody && !isSameOrigin && hop.body !== null && confidential?.body === true)
    return fail({
      code: 'url_invalid',
      sentence: `${hop.target.hostname} redirects to another origin, which the body may not be sent to: a secret is in it.`,
    });
  if (takesBody) return ok({ ...hop, target: target.value, headers: Object.fromEntries(kept) });
  const headers = Object.fromEntries(kept.filter(([name]) => !name.startsWith('content-')));
  return ok({ method: 'GET', target: target.value, headers, body: null });
};

const becomesGet = (status: number, method: string): boolean =>
  (status === 303 && method !== 'HEAD') || ((status === 301 || status === 302) && method === 'POST');
