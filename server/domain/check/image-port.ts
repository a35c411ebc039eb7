import type { GreyImage } from '@gatehouse/core/document/reader/grey-image.ts';
import type { Result } from '@gatehouse/core/result.ts';
import type { ImageError } from '../document/image-port.ts';

/** Turns the bytes of a picture file into grey pixels, upright as the camera held it. The format is told by the content, never by a name. */
export interface ImageDecoder {
  decodeGrey(bytes: Uint8Array): Promise<Result<GreyImage, ImageError>>;
}
