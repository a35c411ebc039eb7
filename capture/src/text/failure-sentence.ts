import type { Failure } from '../api/failure.ts';
import type { Text } from './en.ts';

type PhotoProblem = keyof Text['photo']['problem'];

const photoProblems: Readonly<Record<string, PhotoProblem>> = {
  image_heic: 'heic',
  image_pdf: 'pdf',
  image_unknown_format: 'no_image',
  image_broken: 'broken',
};

/** One plain sentence for whatever went wrong with a call, with what to do. */
export const failureSentence = (text: Text, failure: Failure): string => {
  if (failure.kind !== 'refused') return text.failure.network;
  const photoProblem = Object.hasOwn(photoProblems, failure.code) ? photoProblems[failure.code] : undefined;
  if (photoProblem !== undefined) return text.photo.problem[photoProblem];
  if (failure.code === 'image_too_large' || failure.status === 413) return text.failure.uploadTooLarge;
  if (failure.status === 415) return text.photo.problem.no_image;
  if (failure.status === 429) return text.failure.rateLimited(failure.retryAfterSeconds);
  return failure.status >= 500 ? text.failure.server : text.failure.rejected;
};
