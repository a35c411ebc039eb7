/**
 * Work done on one picture, so that a picture without a zone is given up in time. It is counted and not clocked: the same picture
 * has the same reading on every machine. One unit is one look of the network at one character, about 0.6 ms.
 */
export interface Effort {
  spend(units: number): void;
  isSpent(): boolean;
}

/** Pixels that are turned, compared with their surroundings and gathered into boxes in the time of one unit. */
const pixelsPerUnit = 24_000;

export function createEffort(limit: number): Effort {
  let left = limit;
  return {
    spend: (units) => {
      left -= units;
    },
    isSpent: () => left <= 0,
  };
}

/** The effort of going over a picture once, character by character aside. */
export const unitsOf = ({ width, height }: { width: number; height: number }): number =>
  (width * height) / pixelsPerUnit;
