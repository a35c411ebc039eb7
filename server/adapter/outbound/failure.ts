import type { OutboundFailure } from '../../domain/outbound/outbound-port.ts';
import { AnswerTooLarge } from './exchange.ts';

/** Codes of OpenSSL and Node for a connection that could not be made safe. */
const tlsCode =
  /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH|ERROR_IN_CERT_)/;

/** Of the name servers: silent, broken, or unwilling. */
const lookupCodes: ReadonlySet<string> = new Set(['ETIMEOUT', 'ECANCELLED', 'ESERVFAIL', 'EREFUSED', 'EBADNAME']);

/** What went wrong with an exchange, from what Node threw. */
export const describeFailure = (error: unknown, host: string): OutboundFailure => {
  if (error instanceof AnswerTooLarge) return answerTooLarge(host);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'HPE_HEADER_OVERFLOW')
    return { code: 'answer_too_large', sentence: `The headers of the answer of ${host} are larger than allowed.` };
  if (tlsCode.test(code))
    return { code: 'tls_failed', sentence: `No trusted connection to ${host} could be made (${code}).` };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return { code: 'unreachable', sentence: `The name ${host} has no address (${code}).` };
  if (lookupCodes.has(code))
    return { code: 'unreachable', sentence: `The name ${host} could not be looked up (${code}).` };
  if (code.startsWith('HPE_'))
    return { code: 'unreachable', sentence: `The answer of ${host} is no proper HTTP (${code}).` };
  return { code: 'unreachable', sentence: `${host} could not be reached${code === '' ? '' : ` (${code})`}.` };
};

const answerTooLarge = (host: string): OutboundFailure => ({
  code: 'answer_too_large',
  sentence: `The answer of ${host} is larger than allowed.`,
});

export const timedOut = (host: string, timeoutMs: number): OutboundFailure => ({
  code: 'timeout',
  sentence: `${host} did not answer in full within ${timeoutMs} ms.`,
});

export const addressRefused = (host: string): OutboundFailure => ({
  code: 'address_refused',
  sentence: `${host} leads to an address that is not on the public internet. The setting OUTBOUND_PRIVATE_ADDRESSES names the private ranges that may be reached.`,
});

export const tooManyRedirects = (host: string, redirects: number): OutboundFailure => ({
  code: 'too_many_redirects',
  sentence: `${host} redirects once more after ${redirects} redirects.`,
});
