import type { GreyImage } from '@gatehouse/core/document/reader/grey-image.ts';
import type { Result } from '@gatehouse/core/result.ts';

/** Why bytes did not become a picture. The sentence tells the person what to do. */
export interface ImageError {
  code: 'image_heic' | 'image_pdf' | 'image_unknown_format' | 'image_broken' | 'image_too_large';
  sentence: string;
}

/**
 * The port `image`: turns the bytes of a picture file into grey pixels, upright as the camera held it.
 * The format is told by the content, never by a name.
 */
export interface ImagePort {
  decodeGrey(bytes: Uint8Array): Promise<Result<GreyImage, ImageError>>;
}
