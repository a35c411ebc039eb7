import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';

type Dialect = Config['dialectHosts'][number]['dialect'];

/** What the clients of each vendor call on a host of theirs, where they can take no prefix. */
const paths: Readonly<Record<Dialect, readonly string[]>> = {
  onekosmos: ['/workflowapi', '/caas', '/api/r1', '/servicekey', '/community', '/u1', '/publickeys'],
  verifa: ['/api/v1'],
  deepidv: ['/workflow'],
};

/** The person's page, which stands there on every host. */
const pagePath = '/workflow/wf_instance';

interface RawRequest {
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/**
 * The one place where a path of a vendor's host becomes the path of ours. It decides nothing but which of the routes that
 * everybody may call is called, so a forwarded host needs no more trust than that proxies are in use.
 */
export const createUrlRewriter = ({
  dialectHosts,
  trustProxy,
}: Pick<Config, 'dialectHosts' | 'trustProxy'>): ((request: RawRequest) => string) => {
  return ({ url = '/', headers }) => {
    if (dialectHosts.length === 0) return url;
    const forwarded = trustProxy === false ? undefined : headers['x-forwarded-host'];
    const called = hostnameOf(
      String(forwarded ?? headers.host ?? '')
        .split(',')
        .at(-1) ?? '',
    );
    const path = url.split('?', 1)[0] ?? '';
    const dialect = dialectHosts.find(
      (entry) => hostnameOf(entry.host) === called && paths[entry.dialect].some((prefix) => isBelow(path, prefix)),
    );
    return dialect === undefined || isBelow(path, pagePath) ? url : `/${dialect.dialect}${url}`;
  };
};

/** Where a request was sent to, for the absolute URLs of its answer. */
export interface CalledPlace {
  /** Protocol and host, without a slash at the end. */
  readonly origin: string;
  /** Every origin that answers of this server may name, the base URL's first. */
  readonly origins: readonly string[];
  /** What stands before the vendor's paths there: `/onekosmos`, or nothing on a host of the vendor's. */
  prefix(dialect: Dialect): string;
}

/**
 * Answers name the host that was called, as trusted proxies tell it, if it is one of ours; another one, which anybody may
 * write into a request, is not repeated: then it is the base URL.
 */
export const createPlaceReader = ({
  baseUrl,
  dialectHosts,
  port,
}: Pick<Config, 'baseUrl' | 'dialectHosts' | 'port'>): ((request: FastifyRequest) => CalledPlace) => {
  const base = new URL(baseUrl).host;
  const known = new Set(dialectHosts.flatMap(({ host }) => (host.includes(':') ? [host] : [host, `${host}:${port}`])));
  const origins = [baseUrl, ...[...known].flatMap((host) => [`https://${host}`, `http://${host}`])];
  return (request) => {
    const host = request.host.toLowerCase();
    const protocol = request.protocol === 'https' ? 'https' : 'http';
    const isRewritten = request.originalUrl !== request.url;
    return {
      origin: host !== base && known.has(host) ? `${protocol}://${host}` : baseUrl,
      origins,
      prefix: (dialect) => (isRewritten && request.url.startsWith(`/${dialect}/`) ? '' : `/${dialect}`),
    };
  };
};

const isBelow = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);

const hostnameOf = (host: string): string => host.trim().toLowerCase().replace(/:\d+$/, '');
