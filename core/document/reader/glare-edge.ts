import { brightnessAt, type GreyImage } from './grey-image.ts';
import { quantile } from './least-squares.ts';
import type { Slot } from './patch.ts';

/** Brightness from which paper is burnt out. */
const burntOut = 250;
/** Paper that is darker than the burnt-out part by this much was not white to begin with. */
const leastFall = 30;

/** The paper above and below the four corners of a slot, in steps and letter heights from its middle: no stroke reaches there. */
const corners = [
  { left: -0.6, right: -0.15, top: -0.86, foot: -0.66 },
  { left: 0.15, right: 0.6, top: -0.86, foot: -0.66 },
  { left: -0.6, right: -0.15, top: 0.66, foot: 0.86 },
  { left: 0.15, right: 0.6, top: 0.66, foot: 0.86 },
] as const;

/**
 * Whether a reflection ends within the slot. It swallows strokes and leaves no trace of them: a K without its stem is a filler in
 * every respect but this one.
 */
export function isAtGlareEdge(image: GreyImage, slot: Slot): boolean {
  const [upperLeft = [], upperRight = [], lowerLeft = [], lowerRight = []] = corners.map((corner) =>
    brightnessOf(image, slot, corner),
  );
  // Halves and not corners are compared: a line of the paper's pattern darkens a corner, hardly ever a half.
  return (
    isEdge([...upperLeft, ...lowerLeft], [...upperRight, ...lowerRight]) ||
    isEdge([...upperLeft, ...upperRight], [...lowerLeft, ...lowerRight])
  );
}

/** A reflection burns out a whole half; bright paper with noise or a pattern has darker spots in it. */
function isEdge(one: readonly number[], other: readonly number[]): boolean {
  const fall = quantile(one, 0.8) - quantile(other, 0.8);
  return Math.abs(fall) >= leastFall && quantile(fall > 0 ? one : other, 0.25) >= burntOut;
}

const samples = 6;

function brightnessOf(image: GreyImage, slot: Slot, corner: (typeof corners)[number]): number[] {
  const values: number[] = [];
  for (let i = 0; i < samples; i++) {
    for (let j = 0; j < samples; j++) {
      const u = corner.left + ((i + 0.5) / samples) * (corner.right - corner.left);
      const v = corner.top + ((j + 0.5) / samples) * (corner.foot - corner.top);
      values.push(
        brightnessAt(image, slot.x + u * slot.alongX + v * slot.downX, slot.y + u * slot.alongY + v * slot.downY),
      );
    }
  }
  return values;
}
