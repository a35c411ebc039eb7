import type { Text } from '../../../text/en.ts';

/** A photo that is ready to be sent. */
export interface Photo {
  readonly blob: Blob;
}

export type PhotoProblem = keyof Text['photo']['problem'];

/** Larger photos are made smaller before they are sent: the reader works on fewer pixels, and phones are often on a slow network. */
export const MAX_SIDE_PX = 3_000;
export const MAX_SIZE_BYTES = 4 * 1024 * 1024;

/** Tried one after the other until the photo is small enough; the first is as good as the eye can tell. */
export const JPEG_QUALITIES: readonly number[] = [0.92, 0.85, 0.75];

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size at which a picture is sent: its own, or scaled so that the longer side fits. */
export const sendSize = ({ width, height }: Size): Size => {
  const scale = Math.min(1, MAX_SIDE_PX / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
};
