import { brightnessAt, type GreyImage } from './grey-image.ts';

/** Where one character stands: its centre, the step to the next character and the step from its top to its foot, in pixels. */
export interface Slot {
  x: number;
  y: number;
  alongX: number;
  alongY: number;
  downX: number;
  downY: number;
}

export const patchWidth = 20;
export const patchHeight = 28;
export const patchSize = patchWidth * patchHeight;

/** A patch shows a little of both neighbours and some paper above and below, so that a slot that is slightly off still holds its character. */
const widthInSteps = 1.2;
const heightInLetters = 1.4;

/**
 * Cuts the slot out of the picture as 20 x 28 values with mean 0 and deviation 1, dark ink positive.
 * Where the picture is finer than the patch, each value is an average over its area, else thin strokes would fall between the samples.
 */
export function cutPatch(image: GreyImage, slot: Slot, into: Float32Array, offset = 0): void {
  const stepX = widthInSteps / patchWidth;
  const stepY = heightInLetters / patchHeight;
  const across = samplesFor(Math.hypot(slot.alongX, slot.alongY) * stepX);
  const down = samplesFor(Math.hypot(slot.downX, slot.downY) * stepY);
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < patchHeight; row++) {
    for (let column = 0; column < patchWidth; column++) {
      let total = 0;
      for (let i = 0; i < down; i++) {
        const v = (row + (i + 0.5) / down) * stepY - heightInLetters / 2;
        for (let j = 0; j < across; j++) {
          const u = (column + (j + 0.5) / across) * stepX - widthInSteps / 2;
          total += brightnessAt(
            image,
            slot.x + u * slot.alongX + v * slot.downX,
            slot.y + u * slot.alongY + v * slot.downY,
          );
        }
      }
      const value = -total / (across * down);
      into[offset + row * patchWidth + column] = value;
      sum += value;
      squares += value * value;
    }
  }
  normalise(into, offset, sum / patchSize, squares / patchSize);
}

function samplesFor(pixels: number): number {
  return Math.max(1, Math.min(4, Math.round(pixels)));
}

function normalise(values: Float32Array, offset: number, mean: number, meanSquare: number): void {
  const scale = 1 / (Math.sqrt(Math.max(0, meanSquare - mean * mean)) + 3);
  for (let i = offset; i < offset + patchSize; i++) values[i] = ((values[i] ?? 0) - mean) * scale;
}
