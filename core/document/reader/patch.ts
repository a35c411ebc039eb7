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

/** What cutting a patch takes away: its mean brightness and deviation in grey levels. */
export interface PatchLight {
  brightness: number;
  deviation: number;
}

/**
 * Cuts the slot out of the picture as 20 x 28 values with mean 0 and deviation 1, dark ink positive.
 * Where the picture is finer than the patch, each value is an average over its area, else thin strokes would fall between the samples.
 */
export function cutPatch(image: GreyImage, slot: Slot, into: Float32Array, offset = 0): PatchLight {
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
  return normalise(into, offset, sum / patchSize, squares / patchSize);
}

function samplesFor(pixels: number): number {
  return Math.max(1, Math.min(4, Math.round(pixels)));
}

function normalise(values: Float32Array, offset: number, mean: number, meanSquare: number): PatchLight {
  const deviation = Math.sqrt(Math.max(0, meanSquare - mean * mean)) + 3;
  const scale = 1 / deviation;
  for (let i = offset; i < offset + patchSize; i++) values[i] = ((values[i] ?? 0) - mean) * scale;
  return { brightness: -mean, deviation };
}

/** Columns at the sides that show the neighbours. */
const neighbourColumns = 2;
/** Rows above and below the character. */
const marginRows = 3;
/**
 * The share of light that the character takes from the paper, on average over its slot. Paper is measured above and below each column, for
 * the edge of a shadow may run through the slot.
 */
export function inkOf(patch: Float32Array, { brightness, deviation }: PatchLight): number {
  const lightAt = (row: number, column: number) => brightness - deviation * (patch[row * patchWidth + column] ?? 0);
  // The brightest row, for a line of the paper's pattern darkens the others.
  const paperAround = (column: number, firstRow: number) => {
    let brightest = 1;
    for (let row = firstRow; row < firstRow + marginRows; row++) {
      let light = 0;
      for (let beside = column - 2; beside <= column + 2; beside++) light += lightAt(row, beside);
      brightest = Math.max(brightest, light / 5);
    }
    return brightest;
  };
  let sum = 0;
  for (let column = neighbourColumns; column < patchWidth - neighbourColumns; column++) {
    const above = paperAround(column, 0);
    const below = paperAround(column, patchHeight - marginRows);
    for (let row = marginRows; row < patchHeight - marginRows; row++) {
      const paper = above + ((below - above) * row) / (patchHeight - 1);
      sum += Math.max(0, 1 - lightAt(row, column) / paper);
    }
  }
  return sum / ((patchWidth - 2 * neighbourColumns) * (patchHeight - 2 * marginRows));
}
