import { createTransport } from 'nodemailer';
import type { Mailer } from '../../domain/delivery/mail-port.ts';
import { composeMail, parseSender } from './compose-mail.ts';
import { toFailure, toResponse } from './smtp-failure.ts';
import type { SmtpServer } from './smtp-server.ts';

export interface SmtpMailerOptions {
  readonly server: SmtpServer;
  /** `Name <address>` or an address. */
  readonly from: string;
  /** A certificate that is trusted beside those of the machine; for tests. */
  readonly certificateAuthority?: string;
  readonly timing?: Partial<SmtpTiming>;
}

export interface SmtpTiming {
  /** To connect, and until the server says its first word. */
  readonly connectMs: number;
  /** Between two words of the server. */
  readonly idleMs: number;
  /** For the whole conversation. */
  readonly totalMs: number;
}

const defaultTiming: SmtpTiming = { connectMs: 10_000, idleMs: 20_000, totalMs: 45_000 };

/** Connections stay open for the mail that follows. */
const MAX_CONNECTIONS = 4;

/** Mail through a server of the operator's (RFC 5321). Certificates are checked. */
export const createSmtpMailer = ({ server, from, certificateAuthority, timing }: SmtpMailerOptions): Mailer => {
  const { connectMs, idleMs, totalMs } = { ...defaultTiming, ...timing };
  const sender = parseSender(from);
  const transport = createTransport({
    pool: true,
    maxConnections: MAX_CONNECTIONS,
    // A kept connection may have been closed by the server meanwhile; whatever fails twice is the delivery's to try again.
    maxRequeues: 1,
    host: server.host,
    port: server.port,
    secure: server.tls === 'implicit',
    requireTLS: server.tls === 'required',
    ignoreTLS: server.tls === 'off',
    ...(server.login !== null && { auth: { user: server.login.user, pass: server.login.password } }),
    ...(certificateAuthority !== undefined && { tls: { ca: certificateAuthority } }),
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: idleMs,
  });
  return {
    kind: 'smtp',
    send: async (mail, about) => {
      const composed = composeMail(sender, mail, about);
      if (!composed.ok) return composed.error;
      try {
        const sent = await transport.sendMail({ ...composed.value, signal: AbortSignal.timeout(totalMs) });
        return { ok: true, statusCode: 250, response: toResponse(sent.response) };
      } catch (error) {
        return toFailure(error);
      }
    },
    forget: async () => undefined,
    close: async () => transport.close(),
  };
};
