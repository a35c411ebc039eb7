import type { Resolution } from '@gatehouse/core/node/is-below.ts';
import type { Photo } from './photo.ts';
import { JPEG_QUALITIES, MAX_SIZE_BYTES, sendSize } from './photo.ts';

const toJpeg = (canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));

/** Draws a picture or the camera's present frame and makes a JPEG of it; null where the browser has no memory for it. */
export const encodePhoto = async (
  source: CanvasImageSource,
  size: Resolution,
  maxSidePx: number,
): Promise<Photo | null> => {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, sendSize(size, maxSidePx));
  const context = canvas.getContext('2d');
  if (context === null) return null;
  // JPEG has no transparency: what shines through a PNG becomes white, not black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  let blob: Blob | null = null;
  for (const quality of JPEG_QUALITIES) {
    blob = await toJpeg(canvas, quality);
    if (blob === null || blob.size <= MAX_SIZE_BYTES) break;
  }
  return blob === null ? null : { blob };
};
