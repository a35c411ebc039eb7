import type { UploadResponse } from '@gatehouse/core/contract/capture.ts';
import type { Text } from './en.ts';

/** Why another photo would be better, in the person's language where we know the code. */
export const reasonSentence = (text: Text, reason: UploadResponse['hints'][number]): string => {
  const known: Readonly<Record<string, string>> = text.reason;
  return (Object.hasOwn(known, reason.code) ? known[reason.code] : undefined) ?? reason.sentence;
};
