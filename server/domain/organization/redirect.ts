import type { OrganizationSettings } from './settings.ts';

/** Hosts that never leave the machine, for which http is safe enough. */
export const isLocalHost = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';

/**
 * Whether a browser may be sent to `url` at all, whoever vouches for it: https, or http on this machine. A URL that browsers
 * would mend (with control characters, spaces or backslashes) or that carries credentials is none.
 */
export const isRedirectTarget = (url: string): boolean => readTarget(url) !== null;

/**
 * Whether a session may send the person to `url`: its origin is exactly that of an entry of the list, and its path is the
 * entry's path or lies below it. Query and fragment are free.
 */
export function isRedirectAllowed(settings: Pick<OrganizationSettings, 'redirectUrls'>, url: string): boolean {
  const target = readTarget(url);
  return target !== null && settings.redirectUrls.some((rule) => matchesRule(new URL(rule), target));
}

const readTarget = (url: string): URL | null => {
  if (/[\p{Cc}\s\\]/u.test(url) || !URL.canParse(url)) return null;
  const target = new URL(url);
  if (target.username !== '' || target.password !== '') return null;
  const isSafe = target.protocol === 'https:' || (target.protocol === 'http:' && isLocalHost(target.hostname));
  return isSafe ? target : null;
};

const matchesRule = (rule: URL, target: URL): boolean =>
  rule.origin === target.origin && (target.pathname === rule.pathname || target.pathname.startsWith(below(rule)));

/** `/done` covers `/done/x` and not `/donexyz`. */
const below = (rule: URL): string => (rule.pathname.endsWith('/') ? rule.pathname : `${rule.pathname}/`);
