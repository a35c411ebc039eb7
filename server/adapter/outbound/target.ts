import { METHODS, validateHeaderName, validateHeaderValue } from 'node:http';
import { isHostListed } from '@gatehouse/core/host-pattern.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { OutboundFailure, OutboundRequest } from '../../domain/outbound/outbound-port.ts';

/** Headers that say how an exchange is carried, not what it says: they are the sender's own business. */
const ownHeaders: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const refusedMethods: ReadonlySet<string> = new Set(['CONNECT', 'TRACE']);

/** The URL of a request or a redirect, once everything that can be told without its address is right. */
export const parseTarget = (
  url: string,
  allowedHosts: OutboundRequest['allowedHosts'],
): Result<URL, OutboundFailure> => {
  const target = URL.parse(url);
  if (target === null || (target.protocol !== 'http:' && target.protocol !== 'https:') || target.hostname === '')
    return invalid('The URL of the request is not an absolute http or https URL.');
  if (target.username !== '' || target.password !== '')
    return invalid('The URL of the request carries a user name or a password: send them in a header.');
  if (!isPortAllowed(target.port))
    return invalid(`Requests go to the ports 80, 443 and from 1024 on; port ${target.port} is not one of them.`);
  if (allowedHosts !== null && !isHostListed(allowedHosts, target.hostname))
    return fail({
      code: 'host_not_allowed',
      sentence: `The host ${target.hostname} is not on the organization's list of allowed hosts.`,
    });
  return ok(target);
};

/** Below 1024 lie the services of old that a request could be made to speak to: mail, files, remote shells. */
const isPortAllowed = (port: string): boolean => port === '' || port === '80' || port === '443' || Number(port) >= 1024;

/** Headers as they are sent, names in lower case. */
export const parseHeaders = (
  method: string,
  headers: OutboundRequest['headers'],
): Result<Readonly<Record<string, string>>, OutboundFailure> => {
  if (!METHODS.includes(method) || refusedMethods.has(method))
    return invalid('The method of the request is not one that can be sent. Methods are written in capitals.');
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  for (const [name, value] of lowered) {
    if (!isHeader(name, value)) return invalid('A header of the request has a name or a value that cannot be sent.');
    if (ownHeaders.has(name)) return invalid(`The header ${name} cannot be set: it is part of how requests are sent.`);
  }
  return ok(Object.fromEntries(lowered));
};

const isHeader = (name: string, value: string): boolean => {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
};

const invalid = (sentence: string): Result<never, OutboundFailure> => fail({ code: 'url_invalid', sentence });
