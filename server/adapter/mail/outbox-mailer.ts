import { createTransport } from 'nodemailer';
import type { Mailer } from '../../domain/delivery/mail-port.ts';
import type { OutboxFiles } from '../../domain/delivery/outbox-port.ts';
import { composeMail } from './compose-mail.ts';

/** Nobody answers there (RFC 2606). */
const sender = { name: null, address: 'gatehouse@gatehouse.invalid' };

/** No mail server is set: each mail becomes a file that mail programs open (RFC 5322, `.eml`). */
export const createOutboxMailer = ({ files }: { readonly files: OutboxFiles }): Mailer => {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    kind: 'outbox',
    send: async (mail, about) => {
      const composed = composeMail(sender, mail, about);
      if (!composed.ok) return composed.error;
      const { message } = await transport.sendMail(composed.value);
      if (!Buffer.isBuffer(message)) throw new Error('The mail was not written out.');
      await files.write(about, 'eml', message);
      return { ok: true, statusCode: null, response: null };
    },
    forget: (subjectIds) => files.forget(subjectIds),
    close: async () => transport.close(),
  };
};
