import { z } from 'zod';
import type { CaptchaVerdict, CaptchaVerifier } from '../../domain/captcha/captcha-port.ts';
import type { OutboundAnswer, OutboundHttp } from '../../domain/outbound/outbound-port.ts';

export interface RecaptchaOptions {
  readonly outbound: OutboundHttp;
  readonly url: string;
  readonly siteKey: string;
  readonly secret: string;
  readonly suffices: boolean;
}

const TIMEOUT_MS = 5_000;

/** Longer than any token that is given out. */
const MAX_TOKEN_LENGTH = 8_192;

/** Where the service measures instead of asking (version 3), what it takes for more likely a person than a program. */
const LEAST_SCORE = 0.5;

/** Google's siteverify protocol, which other captchas speak too: https://developers.google.com/recaptcha/docs/verify */
const answered = z.object({
  success: z.boolean(),
  score: z.number().optional(),
  'error-codes': z.array(z.string()).default([]),
});

/** Ours, or theirs: they say nothing of whoever solved the captcha. */
const faults: ReadonlySet<string> = new Set([
  'missing-input-secret',
  'invalid-input-secret',
  'bad-request',
  'invalid-keys',
]);

export const createRecaptcha = ({ outbound, secret, ...shown }: RecaptchaOptions): CaptchaVerifier => ({
  url: shown.url,
  siteKey: shown.siteKey,
  suffices: shown.suffices,
  verify: async ({ token, address }) => {
    if (token === '' || token.length > MAX_TOKEN_LENGTH) return 'refused';
    const form = new URLSearchParams({ secret, response: token, remoteip: address });
    const sent = await outbound.send({
      method: 'POST',
      url: shown.url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: Buffer.from(form.toString(), 'utf8'),
      timeoutMs: TIMEOUT_MS,
      maxAnswerBytes: 64_000,
      allowedHosts: null,
      redirects: 0,
    });
    return sent.ok ? toVerdict(sent.value) : 'unavailable';
  },
});

const toVerdict = ({ status, body }: OutboundAnswer): CaptchaVerdict => {
  const parsed = status === 200 ? answered.safeParse(readJson(body)) : null;
  if (parsed === null || !parsed.success) return 'unavailable';
  const { success, score = 1, 'error-codes': codes } = parsed.data;
  if (success) return score >= LEAST_SCORE ? 'passed' : 'refused';
  return codes.some((code) => faults.has(code)) ? 'unavailable' : 'refused';
};

const readJson = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
};
