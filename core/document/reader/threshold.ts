import type { GreyImage } from './grey-image.ts';

/** What counts as ink: darker than the surroundings (a square of `windowPx`) by `share` of their brightness, and by 6 levels at least. */
export interface InkRule {
  windowPx: number;
  share: number;
}

/**
 * Sums of all pixels above and left of each place, so that the mean of any square costs four look-ups.
 * 32 bits hold them for pictures of up to 8 million pixels, which is more than the reader works on.
 */
export type IntegralImage = Int32Array;

export function integrate({ width, height, grey }: GreyImage): IntegralImage {
  const stride = width + 1;
  const sums = new Int32Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    const from = y * width;
    const at = (y + 1) * stride + 1;
    for (let x = 0; x < width; x++) {
      row += grey[from + x] ?? 0;
      sums[at + x] = (sums[at + x - stride] ?? 0) + row;
    }
  }
  return sums;
}

/** Levels by which ink is darker than its paper at least; less is noise of the sensor. */
const leastDifference = 6;

/** 1 where there is ink. The pixel itself is averaged with its neighbours first, else noise would be ink. */
export function findInk({ width, height }: GreyImage, sums: IntegralImage, rule: InkRule): Uint8Array {
  const ink = new Uint8Array(width * height);
  const reach = rule.windowPx >> 1;
  const stride = width + 1;
  const share = 1 - rule.share;
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - reach);
    const foot = Math.min(height, y + reach + 1);
    const nearTop = Math.max(0, y - 1);
    const nearFoot = Math.min(height, y + 2);
    const above = top * stride;
    const below = foot * stride;
    const nearAbove = nearTop * stride;
    const nearBelow = nearFoot * stride;
    for (let x = 0; x < width; x++) {
      const left = x > reach ? x - reach : 0;
      const right = x + reach + 1 < width ? x + reach + 1 : width;
      const nearLeft = x > 1 ? x - 1 : 0;
      const nearRight = x + 2 < width ? x + 2 : width;
      const sum =
        (sums[below + right] ?? 0) - (sums[above + right] ?? 0) - (sums[below + left] ?? 0) + (sums[above + left] ?? 0);
      const nearSum =
        (sums[nearBelow + nearRight] ?? 0) -
        (sums[nearAbove + nearRight] ?? 0) -
        (sums[nearBelow + nearLeft] ?? 0) +
        (sums[nearAbove + nearLeft] ?? 0);
      const around = sum / ((right - left) * (foot - top));
      const here = nearSum / ((nearRight - nearLeft) * (nearFoot - nearTop));
      if (here < around * share && here < around - leastDifference) ink[y * width + x] = 1;
    }
  }
  return ink;
}
