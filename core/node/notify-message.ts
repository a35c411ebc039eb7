import { z } from 'zod';
import type { Json } from '../json.ts';
import { pickText } from '../localized.ts';
import { fail, ok, type Result } from '../result.ts';
import { engineReasons } from '../workflow/ending.ts';
import { referencePath, resolveReference } from '../workflow/reference.ts';
import type { Reason } from '../workflow/run.ts';
import { isEmail, isPhone, normalizeAnswer } from './form-rules.ts';
import { fillTemplate, localizedTemplate, type TemplateValues, textOf } from './template.ts';

const MAX_SUBJECT = 200;
const MAX_EMAIL_TEXT = 10_000;
/** Some six messages in the alphabet of GSM 7 bit, three in any other. */
const MAX_SMS_TEXT = 1000;
/** Of one session, by e-mail and SMS together: a graph may loop, and its person may name another address each time. */
export const MAX_SESSION_MESSAGES = 10;
/** A value is a word in a message of the organization, not a message of its own. */
const MAX_VALUE = 200;

export const notifyConfig = z
  .strictObject({
    channel: z.enum(['email', 'sms']).describe('By which the message goes.'),
    to: referencePath.describe('Where the address or the number is: `entity.email`, `nodes.form.phone`.'),
    language: referencePath
      .optional()
      .describe('Where the language of the person is, such as `nodes.consent.language`; English where it is empty.'),
    subject: localizedTemplate(MAX_SUBJECT).optional().describe('Of an e-mail.'),
    body: localizedTemplate(MAX_EMAIL_TEXT).describe(
      'Plain text. The link of the session cannot stand in it, because only a hash of it is kept.',
    ),
  })
  .superRefine(({ channel, subject }, context) => {
    const isRight = (channel === 'email') === (subject !== undefined);
    const message = channel === 'email' ? 'An e-mail needs a subject.' : 'An SMS has no subject.';
    if (!isRight) context.addIssue({ code: 'custom', path: ['subject'], message });
  });

export type NotifyConfig = z.infer<typeof notifyConfig>;

/** A message as it goes out. Plain text: nothing in it is to be read as markup. */
export type NotifyMessage =
  | {
      readonly channel: 'email';
      readonly to: string;
      readonly language: string;
      /** One line. */
      readonly subject: string;
      readonly text: string;
    }
  /** `to` is a number as E.164 writes it: `+491701234567`. */
  | { readonly channel: 'sms'; readonly to: string; readonly language: string; readonly text: string };

/**
 * The message that a notify node sends, from its config as the graph has it. A reason where there is none to send: nobody to
 * send it to, or a text that is too long with its values.
 */
export function renderNotifyMessage(config: object, values: TemplateValues): Result<NotifyMessage, Reason> {
  const parsed = notifyConfig.safeParse(config);
  if (!parsed.success) return fail(engineReasons.nodeUnusable);
  const { channel, subject, body } = parsed.data;
  const to = addressOf(channel, resolveReference(values.run, parsed.data.to));
  if (to === null) return fail(noAddress(parsed.data));
  const language = languageOf(parsed.data, values);
  const text = fillTemplate(pickText(body, language), values, messageValue);
  if (channel === 'email') {
    const line = oneLine(fillTemplate(pickText(subject ?? {}, language), values, messageValue));
    return ok({ channel, to, language, subject: line, text });
  }
  return text.length > MAX_SMS_TEXT ? fail(tooLong) : ok({ channel, to, language, text });
}

function addressOf(channel: NotifyConfig['channel'], value: Json | undefined): string | null {
  const address = normalizeAnswer({ type: channel === 'email' ? 'email' : 'phone' }, value);
  if (typeof address !== 'string') return null;
  const isAddress = channel === 'email' ? isEmail(address) : isPhone(address);
  return isAddress ? address : null;
}

/** The reason names the place and not what stands there. */
const noAddress = ({ channel, to }: NotifyConfig): Reason => ({
  code: 'notify_no_address',
  sentence: `There is no ${channel === 'email' ? 'e-mail address' : 'phone number'} at ${to}.`,
});

const tooLong: Reason = {
  code: 'notify_text_too_long',
  sentence: `With its values the text takes more than the ${MAX_SMS_TEXT} characters of an SMS.`,
};

export const messageLimitReached: Reason = {
  code: 'notify_limit_reached',
  sentence: `The session has sent its ${MAX_SESSION_MESSAGES} messages.`,
};

function languageOf({ language }: NotifyConfig, { run }: TemplateValues): string {
  const found = language === undefined ? undefined : resolveReference(run, language);
  return typeof found === 'string' && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(found) ? found : 'en';
}

/** What a person wrote stays within its line and its place: it cannot pose as a paragraph of the organization. */
function messageValue(value: Json | undefined): string {
  const text = oneLine(textOf(value));
  return text.length <= MAX_VALUE ? text : `${text.slice(0, MAX_VALUE).toWellFormed()}…`;
}

/** Without control characters, line separators, and marks that turn the direction of what follows. */
const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
