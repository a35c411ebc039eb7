import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../../domain/context.ts';
import { authenticateLicence } from '../../domain/key/authenticate-licence.ts';
import { type LinkMessage, sendLink } from '../../domain/session/send-link.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { nothing, translated } from '../endpoint.ts';
import { callerOf } from '../wrong-credential-limit.ts';
import { findVisited, unknownInstance } from './find-visited.ts';
import { type Caller, defineEndpoint } from './route.ts';
import { fromInstanceId, instanceUrl } from './translate.ts';
import { tooOften, turnsWithin } from './turns.ts';

export const recaptchaConfigEndpoint = defineEndpoint({
  summary: 'What a page needs to show the captcha',
  takes: nothing,
  gives: z.object({ recaptcha_url: z.string(), secret_key_ui: z.string() }),
  status: 200,
  errors: ['not_found'],
  handler: async ({ context: { captcha } }) =>
    captcha === null ? fail(noCaptcha) : ok({ recaptcha_url: captcha.url, secret_key_ui: captcha.siteKey }),
});

const noCaptcha = domainError(
  'not_found',
  'No captcha is set up on this server: RECAPTCHA_SITE_KEY and RECAPTCHA_SECRET.',
);

const notification = z
  .object({
    type: z.enum(['sms', 'email']),
    smsTo: z.string().max(40).nullish(),
    smsISDCode: z.string().max(10).nullish(),
    emailTo: z.string().max(254).nullish(),
    instanceUrl: z.string().max(500),
    captchaToken: z.string().nullish(),
    license: z.string().max(200).nullish(),
  })
  .refine(({ captchaToken, license }) => isGiven(captchaToken) !== isGiven(license), {
    path: ['license'],
    message: 'Send exactly one of captchaToken and license.',
  });

const isGiven = (value: string | null | undefined): value is string => (value ?? '') !== '';

type Notification = z.output<typeof notification>;

export const sendNotificationEndpoint = defineEndpoint({
  summary: 'Send the link of an instance by SMS or e-mail',
  takes: { ...nothing, body: notification },
  gives: z.object({ status: z.literal('sent'), messageId: z.string() }),
  status: 200,
  errors: ['unauthorized', 'forbidden', 'not_found', 'session_over', 'rate_limited', 'unavailable', 'erased'],
  handler: async ({ context, body, ...caller }) => {
    const recipient = readRecipient(body);
    if (!recipient.ok) return recipient;
    const instanceId = readInstanceUrl(caller.service.origins, body.instanceUrl);
    if (!instanceId.ok) return instanceId;
    const admitted = await admit(context, caller, body);
    if (!admitted.ok) return admitted;
    const found = await findVisited(context, instanceId.value);
    if (!found.ok) return found;
    const { scope, sessionId } = found.value;
    if (admitted.value !== null && !isSame(admitted.value, scope)) return fail(unknownInstance);
    if (!recipientTurns.take(context, recipient.value.to)) return fail(tooManyMessages);
    const message = { ...recipient.value, url: instanceUrl(caller.service.origin, fromInstanceId(instanceId.value)) };
    return translated(sendLink(context, scope, sessionId, message), ({ deliveryId }) => ({
      status: 'sent' as const,
      messageId: deliveryId,
    }));
  },
});

const isSame = (one: Scope, other: Scope): boolean =>
  one.organizationId === other.organizationId && one.environment === other.environment;

/** Nobody's mailbox or telephone is filled through this server, whoever asks. */
const recipientTurns = turnsWithin(5, 10 * 60_000);
const tooManyMessages = tooOften('Too many messages were sent to this recipient.');

/** A captcha is solved by people, of whom one has little to send. */
const captchaTurns = turnsWithin(10, 60_000);
const tooManyCaptchas = tooOften('Too many captchas came from this address.');

/**
 * Whose instances the caller may have sent; null for any, where a captcha alone suffices. A licence of the levels system and
 * service suffices, a captcha beside a login that may make or manage workflows.
 */
const admit = async (
  context: DomainContext,
  caller: Pick<Caller, 'scope' | 'permissions' | 'address'>,
  { license, captchaToken }: Notification,
): Promise<Result<Scope | null, DomainError>> => {
  if (isGiven(license)) return admitLicence(context, license);
  const { captcha } = context;
  if (captcha === null) return fail(captchaNotSetUp);
  if (caller.scope === null && !captcha.suffices) return fail(loginMissing);
  if (caller.scope !== null && !mayWrite(caller)) return fail(permissionMissing);
  if (!captchaTurns.take(context, callerOf(caller.address))) return fail(tooManyCaptchas);
  const verdict = await captcha.verify({ token: captchaToken ?? '', address: caller.address });
  if (verdict === 'passed') return ok(caller.scope);
  return fail(verdict === 'refused' ? captchaRefused : captchaAway);
};

const admitLicence = async (context: DomainContext, license: string): Promise<Result<Scope, DomainError>> => {
  const licence = await authenticateLicence(context, license);
  if (!licence.ok) return fail(domainError('unauthorized', 'Invalid or Unauthorized License'));
  const { scope, level } = licence.value;
  return level === 'system' || level === 'service' ? ok(scope) : fail(levelTooLow);
};

const mayWrite = ({ permissions }: Pick<Caller, 'permissions'>): boolean =>
  permissions.has('workflow.create') || permissions.has('workflow.manage');

const captchaNotSetUp = domainError(
  'request_invalid',
  'No captcha is set up on this server, so none is taken: send a license, or set RECAPTCHA_SITE_KEY and RECAPTCHA_SECRET.',
);
const loginMissing = domainError('unauthorized', 'A captcha needs the header authorization beside it.');
const permissionMissing = domainError(
  'forbidden',
  'This needs a login with the permission workflow.create or workflow.manage.',
);
const levelTooLow = domainError('forbidden', 'This needs a licence of the level system or service.');
const captchaRefused = domainError('unauthorized', 'The captcha was not accepted. Solve it again.');
const captchaAway = domainError('unavailable', 'The captcha cannot be verified at the moment.');

/** The id in a URL of an instance of this server; any other URL is refused, or anybody could have any link sent. */
const readInstanceUrl = (origins: readonly string[], text: string): Result<string, DomainError> => {
  const url = URL.parse(text);
  const isOurs = url !== null && origins.includes(url.origin) && url.search === '' && url.hash === '';
  const id = isOurs ? /^\/workflow\/wf_instance\/([^/]+)$/.exec(url.pathname)?.[1] : undefined;
  return id === undefined ? fail(notInstanceUrl) : ok(id.toLowerCase());
};

const notInstanceUrl = domainError('request_invalid', 'instanceUrl is not the URL of an instance of this server.');

/** Who gets the message, as our channels take it. */
const readRecipient = (body: Notification): Result<Pick<LinkMessage, 'channel' | 'to'>, DomainError> => {
  if (body.type === 'email') {
    const email = z.email().safeParse(body.emailTo);
    return email.success
      ? ok({ channel: 'email', to: email.data })
      : fail(wrong('emailTo', 'This is no e-mail address.'));
  }
  const code = body.smsISDCode?.trim() ?? '';
  if (!/^\+[1-9]\d{0,3}$/.test(code))
    return fail(wrong('smsISDCode', 'Write the country code with its plus, as in +44.'));
  const number = (body.smsTo ?? '').replace(/[\s().-]+/g, '').replace(/^0/, '');
  const to = code + number;
  return /^\+[1-9]\d{6,14}$/.test(to)
    ? ok({ channel: 'sms', to })
    : fail(wrong('smsTo', 'This is no telephone number.'));
};

const wrong = (member: string, sentence: string): DomainError =>
  domainError('request_invalid', sentence, [{ pointer: `/${member}`, code: 'invalid_value', sentence }]);
