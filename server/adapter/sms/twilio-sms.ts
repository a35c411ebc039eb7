import type { SendOutcome } from '../../domain/delivery/channel-port.ts';
import type { SmsSender } from '../../domain/delivery/sms-port.ts';
import type { OutboundAnswer, OutboundHttp } from '../../domain/outbound/outbound-port.ts';

export interface TwilioOptions {
  readonly outbound: OutboundHttp;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly account: string;
  readonly token: string;
  /** A number, a sender name, or a messaging service (`MG...`). */
  readonly from: string;
}

const TIMEOUT_MS = 20_000;

/**
 * Short messages through Twilio, or whoever speaks its format (Messages resource of the API 2010-04-01). It knows no
 * idempotency: a message that was sent by a process which died before it wrote so down is sent twice.
 */
export const createTwilioSms = (options: TwilioOptions): SmsSender => ({
  kind: 'twilio',
  send: async ({ to, text }) => {
    const form = new URLSearchParams({ To: to, Body: text, ...senderOf(options.from) });
    const sent = await options.outbound.send({
      method: 'POST',
      url: `${options.baseUrl}/2010-04-01/Accounts/${encodeURIComponent(options.account)}/Messages.json`,
      headers: {
        authorization: `Basic ${Buffer.from(`${options.account}:${options.token}`, 'utf8').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: Buffer.from(form.toString(), 'utf8'),
      timeoutMs: TIMEOUT_MS,
      maxAnswerBytes: 64_000,
      truncate: true,
      allowedHosts: null,
      redirects: 0,
    });
    if (sent.ok) return toOutcome(sent.value);
    const { sentence } = sent.error;
    return { ok: false, statusCode: null, response: null, isPermanent: false, error: sentence, retryAfterMs: null };
  },
  forget: async () => undefined,
});

const senderOf = (from: string): Record<string, string> =>
  /^MG[0-9a-f]{32}$/.test(from) ? { MessagingServiceSid: from } : { From: from };

const toOutcome = ({ status, body, headers }: OutboundAnswer): SendOutcome => {
  const answer = { statusCode: status, response: body.length === 0 ? null : body };
  if (status >= 200 && status < 300) return { ok: true, ...answer };
  const code = errorCode(body);
  const said = code === null ? `${status}` : `${status}, error ${code}`;
  const seconds = /^\d{1,6}$/.exec(headers['retry-after'] ?? '')?.[0];
  return {
    ok: false,
    ...answer,
    isPermanent: status === 400 && !isOwnMistake(code),
    error: sentenceOf(status, said),
    retryAfterMs: seconds === undefined ? null : Number(seconds) * 1000,
  };
};

/** Only the number is repeated: the provider's sentence names the recipient. */
const errorCode = (body: Uint8Array): number | null => {
  const code = /"code"\s*:\s*(\d{4,6})\b/.exec(Buffer.from(body).toString('utf8'))?.[1];
  return code === undefined ? null : Number(code);
};

/** The sender's number or permission is at fault (21212, 21606, 21408 and their like), which the operator can mend. */
const ownMistakes: ReadonlySet<number> = new Set([21212, 21408, 21606, 21603, 21601, 21703]);

const isOwnMistake = (code: number | null): boolean => code !== null && ownMistakes.has(code);

const sentenceOf = (status: number, said: string): string => {
  if (status === 401 || status === 403)
    return `The SMS provider refused the login (${said}). Check SMS_ACCOUNT and SMS_TOKEN.`;
  return status === 400
    ? `The SMS provider refused the message (${said}).`
    : `The SMS provider answered with an error (${said}).`;
};
