import { centreX, centreY, couldBeCharacter, heightOf } from './chains.ts';
import type { InkBox } from './components.ts';

const binCount = 180;
/** Votes are counted together with those of the bins this near. */
const smoothing = 2;
/** Peaks nearer than this, in bins, are one direction. */
const apartBins = 8;

/**
 * The likely directions of text by its characters: the nearest box of like size is, as a rule, the neighbour in the same line.
 * Stripes of a table or a pattern, which mislead any measure of brightness, have no boxes of a character's size and have no vote.
 * Radians in (-pi/2, pi/2], the likeliest first.
 */
export function findBoxDirections(boxes: readonly InkBox[], count: number): number[] {
  const votes = new Float32Array(binCount);
  for (const angle of neighbourAngles(boxes.filter(isCharacterSized))) {
    const bin = ((Math.round((angle / Math.PI) * binCount) % binCount) + binCount) % binCount;
    votes[bin] = (votes[bin] ?? 0) + 1;
  }
  const smooth = votes.map((_, bin) => {
    let sum = 0;
    for (let near = -smoothing; near <= smoothing; near++) sum += votes[(bin + near + binCount) % binCount] ?? 0;
    return sum;
  });
  const peaks: number[] = [];
  const order = [...smooth.keys()].sort((a, b) => (smooth[b] ?? 0) - (smooth[a] ?? 0));
  for (const bin of order) {
    if (peaks.length === count || (smooth[bin] ?? 0) < 8) break;
    if (peaks.every((peak) => binDistance(peak, bin) >= apartBins)) peaks.push(bin);
  }
  return peaks.map((peak) => toAngle(peak, votes));
}

function isCharacterSized(box: InkBox): boolean {
  const width = box.right - box.left;
  const height = heightOf(box);
  const size = Math.max(width, height);
  return couldBeCharacter(box) && Math.min(width, height) > 0.15 * size;
}

/** Angles from each box to its nearest neighbour of like size, if it has one close by. */
function neighbourAngles(boxes: readonly InkBox[]): number[] {
  const cell = 48;
  const grid = new Map<number, InkBox[]>();
  const keyOf = (x: number, y: number) => Math.floor(y / cell) * 10_000 + Math.floor(x / cell);
  for (const box of boxes) {
    const key = keyOf(centreX(box), centreY(box));
    const members = grid.get(key);
    if (members) members.push(box);
    else grid.set(key, [box]);
  }
  const angles: number[] = [];
  for (const box of boxes) {
    const nearest = nearestOf(box, grid, keyOf, cell);
    if (nearest) angles.push(Math.atan2(centreY(nearest) - centreY(box), centreX(nearest) - centreX(box)));
  }
  return angles;
}

function nearestOf(
  box: InkBox,
  grid: ReadonlyMap<number, readonly InkBox[]>,
  keyOf: (x: number, y: number) => number,
  cell: number,
): InkBox | null {
  const size = sizeOf(box);
  const reach = Math.min(2, Math.ceil((2 * size) / cell));
  let nearest: InkBox | null = null;
  let least = 1.8 * size;
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      for (const other of grid.get(keyOf(centreX(box) + dx * cell, centreY(box) + dy * cell)) ?? []) {
        if (other === box || sizeOf(other) < 0.6 * size || sizeOf(other) > 1.67 * size) continue;
        const distance = Math.hypot(centreX(other) - centreX(box), centreY(other) - centreY(box));
        if (distance >= least || distance < 0.4 * size) continue;
        least = distance;
        nearest = other;
      }
    }
  }
  return nearest;
}

const sizeOf = (box: InkBox): number => Math.max(box.right - box.left, heightOf(box));

const binDistance = (a: number, b: number): number => {
  const distance = Math.abs(a - b) % binCount;
  return Math.min(distance, binCount - distance);
};

/** The mean of the votes around a peak, which is finer than a bin. */
function toAngle(peak: number, votes: Float32Array): number {
  let sum = 0;
  let weighted = 0;
  for (let near = -3; near <= 3; near++) {
    const count = votes[(peak + near + binCount) % binCount] ?? 0;
    sum += count;
    weighted += count * near;
  }
  const bin = peak + weighted / Math.max(1, sum);
  const angle = (bin / binCount) * Math.PI;
  return angle > Math.PI / 2 ? angle - Math.PI : angle;
}
