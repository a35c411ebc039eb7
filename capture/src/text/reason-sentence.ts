import type { UploadResponse } from '@gatehouse/core/contract/capture.ts';
import type { Text } from './en.ts';

type Reason = UploadResponse['hints'][number];

/** Codes of the quality gate, of the reader and of the zone's own arithmetic; several ask for the same better photo. */
const keys: Readonly<Record<string, keyof Text['reason']>> = {
  image_dark: 'dark',
  image_bright: 'bright',
  image_glare: 'glare',
  image_blurred: 'blurred',
  image_small: 'small',
  zone_not_found: 'noZone',
  zone_unsure: 'unsure',
  zone_check_digits: 'incomplete',
  zone_shape: 'incomplete',
  character_not_allowed: 'incomplete',
  check_digit_wrong: 'incomplete',
  document_number_missing: 'incomplete',
  birth_date_impossible: 'incomplete',
  expiry_date_impossible: 'incomplete',
  expiry_before_birth: 'incomplete',
  issuing_state_unknown: 'incomplete',
  nationality_unknown: 'incomplete',
  name_malformed: 'incomplete',
  back_needed: 'backNeeded',
  document_kind_not_accepted: 'otherDocument',
  document_expired: 'expired',
  reader_timed_out: 'reader',
  reader_failed: 'reader',
  selfie_dark: 'selfieDark',
  selfie_bright: 'selfieBright',
  selfie_blurred: 'selfieBlurred',
  selfie_small: 'selfieSmall',
  selfie_unreadable: 'selfieUnreadable',
};

const reasonSentence = (text: Text, { code, sentence }: Reason): string => {
  const key = Object.hasOwn(keys, code) ? keys[code] : undefined;
  return key === undefined ? sentence : text.reason[key];
};

/** Why another photo would be better, in the person's language where we know the code; each sentence once. */
export const reasonSentences = (text: Text, reasons: readonly Reason[]): string[] => [
  ...new Set(reasons.map((reason) => reasonSentence(text, reason))),
];
