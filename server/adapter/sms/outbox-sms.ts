import type { OutboxFiles } from '../../domain/delivery/outbox-port.ts';
import type { SmsSender } from '../../domain/delivery/sms-port.ts';

/** No provider is set: each short message becomes a text file, its first line the number. */
export const createOutboxSms = ({ files }: { readonly files: OutboxFiles }): SmsSender => ({
  kind: 'outbox',
  send: async ({ to, text }, about) => {
    await files.write(about, 'sms.txt', Buffer.from(`To: ${to}\n\n${text}\n`, 'utf8'));
    return { ok: true, statusCode: null, response: null };
  },
  forget: (subjectIds) => files.forget(subjectIds),
});
