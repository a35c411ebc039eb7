import type { Result } from '@gatehouse/core/result.ts';
import { encodePhoto } from './encode-photo.ts';
import type { FileFormat } from './file-format.ts';
import { detectFormat, SIGNATURE_BYTES } from './file-format.ts';
import type { Photo, PhotoProblem } from './photo.ts';
import { MAX_SIZE_BYTES } from './photo.ts';

/** Formats that the server reads; anything else is made a JPEG first, where this browser can open it. */
const sendable: Partial<Record<FileFormat, string>> = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' };

/** The sentence for a file that this browser cannot open. */
const problemOf = (format: FileFormat): PhotoProblem => {
  if (format === 'heic' || format === 'pdf' || format === 'empty') return format;
  return format === 'unknown' ? 'no_image' : 'too_large';
};

const decode = async (file: Blob): Promise<ImageBitmap | null> => {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return null;
  }
};

const readStart = async (file: Blob): Promise<Uint8Array> => {
  try {
    return new Uint8Array(await file.slice(0, SIGNATURE_BYTES).arrayBuffer());
  } catch {
    // The file was moved, or lies on a drive that is gone.
    return new Uint8Array();
  }
};

/**
 * Makes a chosen file ready to be sent: the original where it is small, else a smaller JPEG the right way up. A small
 * file that this browser cannot open goes to the server, which can read more and else says what is wrong.
 */
export const preparePhoto = async (file: Blob, maxSidePx: number): Promise<Result<Photo, PhotoProblem>> => {
  const format = detectFormat(await readStart(file));
  if (format === 'pdf' || format === 'empty') return { ok: false, error: format };
  const type = sendable[format];
  const isSmall = file.size <= MAX_SIZE_BYTES;
  const original = { blob: file.slice(0, file.size, type) };
  const picture = await decode(file);
  if (picture === null) {
    return type !== undefined && isSmall ? { ok: true, value: original } : { ok: false, error: problemOf(format) };
  }
  const { width, height } = picture;
  const photo =
    type !== undefined && isSmall && Math.max(width, height) <= maxSidePx
      ? original
      : await encodePhoto(picture, { width, height }, maxSidePx);
  picture.close();
  return photo === null ? { ok: false, error: 'too_large' } : { ok: true, value: photo };
};
