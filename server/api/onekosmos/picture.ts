import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { type DomainError, domainError } from '../../errors.ts';

/** As large as a photo may be that a page uploads where nobody set another limit. */
const MAX_PICTURE_BYTES = 15_000_000;

const dataUrl = /^data:image\/[a-z0-9.+-]{1,40};base64,/i;

/** Whether a text can be a picture: a data: URL of an image, or base64 that is too long for anything else. */
export const isPicture = (value: unknown): value is string =>
  typeof value === 'string' && (dataUrl.test(value.slice(0, 80)) || (value.length > 200 && isBase64(value)));

/** Either alphabet, with line breaks as some encoders make them. */
const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/_\r\n-]+={0,2}\s*$/.test(text);

/** The bytes of a picture in base64. `name` is what the caller called it. */
export const readPicture = (name: string, value: string): Result<Uint8Array, DomainError> => {
  const text = value.replace(dataUrl, '');
  if (text.length > Math.ceil(MAX_PICTURE_BYTES / 3) * 4 + 1_000_000) return fail(tooLarge(name));
  const bytes = isBase64(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  if (bytes.length > MAX_PICTURE_BYTES) return fail(tooLarge(name));
  if (bytes.length > 0) return ok(bytes);
  return fail(domainError('request_invalid', `The member ${name} is no picture in base64.`));
};

const tooLarge = (name: string): DomainError =>
  domainError('upload_too_large', `The picture ${name} has more than ${MAX_PICTURE_BYTES} bytes.`);
