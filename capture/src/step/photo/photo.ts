import type { Resolution } from '@gatehouse/core/node/is-below.ts';
import type { Text } from '../../text/en.ts';

/** A photo that is ready to be sent. */
export interface Photo {
  readonly blob: Blob;
}

export type PhotoProblem = keyof Text['photo']['problem'];

/** Larger photos are made smaller before they are sent: the reader works on fewer pixels, and phones are often on a slow network. */
const MAX_SIDE_PX = 3_000;
export const MAX_SIZE_BYTES = 4 * 1024 * 1024;

/** Tried one after the other until the photo is small enough; the first is as good as the eye can tell. */
export const JPEG_QUALITIES: readonly number[] = [0.92, 0.85, 0.75];

/** The longer side to which photos are made smaller: what the step asks for stays possible. */
export const maxSideOf = (least: Resolution | null): number =>
  Math.max(MAX_SIDE_PX, least?.width ?? 0, least?.height ?? 0);

/** The size at which a picture is sent: its own, or scaled so that the longer side fits. */
export const sendSize = ({ width, height }: Resolution, maxSidePx: number): Resolution => {
  const scale = Math.min(1, maxSidePx / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
};
