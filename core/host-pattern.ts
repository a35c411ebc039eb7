/**
 * Whether a host is on a list as settings write it: `api.example.com` is that host alone, `*.example.com` every host below
 * example.com and not example.com itself. Hosts and patterns are written as a URL's `hostname` is: lower case, punycode.
 */
export const isHostListed = (patterns: readonly string[], host: string): boolean =>
  patterns.some((pattern) => (pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern));
