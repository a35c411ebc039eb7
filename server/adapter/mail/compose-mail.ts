import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { SendMailOptions } from 'nodemailer';
import type { MessageSubject, SendOutcome } from '../../domain/delivery/channel-port.ts';
import type { Mail } from '../../domain/delivery/mail-port.ts';

/** Who mail comes from: the setting `MAIL_FROM`, `Name <address>` or an address. */
export interface Sender {
  readonly name: string | null;
  readonly address: string;
}

/** Throws for what the setting's rule lets nobody write. */
export const parseSender = (text: string): Sender => {
  const match = /^(?:(?<name>[^<>]*?)\s*<(?<address>[^<>]+)>|(?<bare>[^<>]+))$/.exec(text.trim());
  const address = match?.groups?.address ?? match?.groups?.bare ?? '';
  if (!isAddress(address)) throw new Error('MAIL_FROM holds no mail address.');
  const name = match?.groups?.name ?? '';
  return { name: name === '' ? null : name, address };
};

/** One address and nothing that a mail program could take for a second one, a name or a header. */
const isAddress = (text: string): boolean =>
  text.length <= 254 && /^[^\s\p{Cc}<>,;:"()[\]\\@]+@[^\s\p{Cc}<>,;:"()[\]\\@]+$/u.test(text);

/** Line ends and their like in a header would begin another one. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

/** A mail for nodemailer. Nothing of it is taken for a file or URL to be fetched, and addresses are never parsed as lists. */
export const composeMail = (
  sender: Sender,
  mail: Mail,
  { deliveryId }: MessageSubject,
): Result<SendMailOptions, SendOutcome> => {
  if (!isAddress(mail.to)) return fail(notAnAddress);
  const name = oneLine(mail.fromName ?? sender.name ?? '');
  return ok({
    from: { name, address: sender.address },
    to: { name: '', address: mail.to },
    envelope: { from: sender.address, to: [mail.to] },
    subject: oneLine(mail.subject),
    text: mail.text,
    ...(mail.html !== null && { html: mail.html }),
    // The same for each attempt, so that a mail box may tell a mail that came twice.
    messageId: `<${deliveryId}@${sender.address.split('@')[1]}>`,
    // Nobody's holiday notice is to be sent back (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
};

const notAnAddress: SendOutcome = {
  ok: false,
  statusCode: null,
  response: null,
  isPermanent: true,
  error: 'The recipient is not a mail address.',
  retryAfterMs: null,
};
