import type { GreyImage } from './grey-image.ts';

/** What counts as ink: darker than the surroundings (a square of `windowPx`) by `share` of their brightness, and by 6 levels at least. */
export interface InkRule {
  windowPx: number;
  share: number;
}

/** Sums of all pixels above and left of each place, so that the mean of any square costs four look-ups. */
export type IntegralImage = Float64Array;

export function integrate({ width, height, grey }: GreyImage): IntegralImage {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += grey[y * width + x] ?? 0;
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  return sums;
}

/** 1 where there is ink. The pixel itself is averaged with its neighbours first, else noise would be ink. */
export function findInk({ width, height }: GreyImage, sums: IntegralImage, rule: InkRule): Uint8Array {
  const ink = new Uint8Array(width * height);
  const reach = rule.windowPx >> 1;
  const meanOf = (left: number, top: number, right: number, foot: number) =>
    ((sums[foot * (width + 1) + right] ?? 0) -
      (sums[top * (width + 1) + right] ?? 0) -
      (sums[foot * (width + 1) + left] ?? 0) +
      (sums[top * (width + 1) + left] ?? 0)) /
    ((right - left) * (foot - top));
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - reach);
    const foot = Math.min(height, y + reach + 1);
    const nearTop = Math.max(0, y - 1);
    const nearFoot = Math.min(height, y + 2);
    for (let x = 0; x < width; x++) {
      const around = meanOf(Math.max(0, x - reach), top, Math.min(width, x + reach + 1), foot);
      const here = meanOf(Math.max(0, x - 1), nearTop, Math.min(width, x + 2), nearFoot);
      if (here < around - Math.max(6, around * rule.share)) ink[y * width + x] = 1;
    }
  }
  return ink;
}
