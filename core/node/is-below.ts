/** Width and height in pixels; which of them is which does not matter, because a phone may be held either way. */
export interface Resolution {
  readonly width: number;
  readonly height: number;
}

/** Whether a picture has fewer pixels than it should along its longer or its shorter side. */
export const isBelow = (given: Resolution, least: Resolution): boolean =>
  Math.max(given.width, given.height) < Math.max(least.width, least.height) ||
  Math.min(given.width, given.height) < Math.min(least.width, least.height);
