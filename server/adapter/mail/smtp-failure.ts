import type { SendOutcome } from '../../domain/delivery/channel-port.ts';

type Failure = Extract<SendOutcome, { readonly ok: false }>;

/** What the library says of a failed mail. */
interface SmtpError {
  readonly code: string;
  /** The command that was refused, such as `RCPT TO`. */
  readonly command: string;
  /** SMTP reply (RFC 5321, 4.2); null where none came. */
  readonly replyCode: number | null;
  readonly reply: string | null;
}

/**
 * A failed mail as an outcome. The sentence is our own: what the server says often repeats the recipient's address, and
 * is kept sealed. Only a recipient or a message that is refused for good (5xx) ends the delivery; a login, a sender or a
 * connection that is refused is the operator's to mend, and the mail waits.
 */
export const toFailure = (error: unknown): Failure => {
  const failed = read(error);
  const isRefusal = failed.command === 'RCPT TO' || failed.command === 'DATA';
  return {
    ok: false,
    statusCode: failed.replyCode,
    response: toResponse(failed.reply),
    isPermanent: isRefusal && failed.replyCode !== null && failed.replyCode >= 500,
    error: sentenceOf(failed),
    retryAfterMs: null,
  };
};

export const toResponse = (reply: string | null): Uint8Array | null =>
  reply === null || reply === '' ? null : Buffer.from(reply, 'utf8');

const read = (error: unknown): SmtpError => {
  const member = (name: string): unknown => (error instanceof Error ? Reflect.get(error, name) : undefined);
  const [replyCode, reply] = [member('responseCode'), member('response')];
  return {
    code: isCertificateError(member('message')) ? 'ETLS' : String(member('code') ?? ''),
    command: String(member('command') ?? ''),
    replyCode: typeof replyCode === 'number' ? replyCode : null,
    reply: typeof reply === 'string' ? reply : null,
  };
};

/** The library calls a certificate that was not trusted a socket error, and leaves only the sentence. */
const isCertificateError = (message: unknown): boolean =>
  typeof message === 'string' && /certificate|altnames/i.test(message);

const sentenceOf = ({ code, command, replyCode, reply }: SmtpError): string => {
  const said = replyCode === null ? '' : ` (${[replyCode, enhancedCode(reply)].filter(Boolean).join(' ')})`;
  if (code === 'EAUTH' || code === 'ENOAUTH') return `The mail server refused the login${said}. Check SMTP_URL.`;
  if (command === 'RCPT TO') return `The mail server refused the recipient${said}.`;
  if (command === 'MAIL FROM') return `The mail server refused the sender${said}. Check MAIL_FROM.`;
  if (command === 'DATA') return `The mail server refused the message${said}.`;
  return sentences[code] ?? 'The connection to the mail server failed or broke off.';
};

/** The finer code of a reply (RFC 3463), such as 5.1.1. */
const enhancedCode = (reply: string | null): string =>
  /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply ?? '')?.[1] ?? '';

const sentences: Readonly<Record<string, string>> = {
  ETIMEDOUT: 'The mail server did not answer in time.',
  EABORT: 'The mail server did not answer in time.',
  EDNS: 'The name of the mail server was not found.',
  ETLS: 'The mail server could not be reached over an encrypted connection. Check its certificate, or SMTP_URL.',
  EREQUIRETLS: 'The mail server could not be reached over an encrypted connection. Check its certificate, or SMTP_URL.',
};
