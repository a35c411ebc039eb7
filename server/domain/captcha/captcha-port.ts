/** What became of a captcha's token: its person passed, did not, or nobody could say. */
export type CaptchaVerdict = 'passed' | 'refused' | 'unavailable';

/** Tells people from programs. */
export interface CaptchaVerifier {
  /** Where tokens are verified. */
  readonly url: string;
  /** What a page needs to show the captcha; no secret. */
  readonly siteKey: string;
  /** Whether a solved captcha alone lets a message be sent, without a login beside it. */
  readonly suffices: boolean;
  /** A token is good once. `address`: of whoever solved it. */
  verify(solved: { readonly token: string; readonly address: string }): Promise<CaptchaVerdict>;
}
