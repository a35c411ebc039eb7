import { isAtGlareEdge } from './glare-edge.ts';
import { type GreyImage, mapPlace, type PlaceMap } from './grey-image.ts';
import { createActivations, type NetworkWeights, nothing, runNetwork } from './network.ts';
import { cutPatch, patchSize, type Slot } from './patch.ts';
import { unpackWeights } from './weight-text.ts';
import { packedWeights } from './weights.ts';
import type { ZoneGrid } from './zone-grid.ts';

/** Reads slots of one grid, each once; `isFlipped` reads the zone as if the picture stood on its head. */
export interface SlotReader {
  read(row: number, column: number): Float32Array;
}

let loadedWeights: NetworkWeights | undefined;

function getWeights(): NetworkWeights {
  loadedWeights ??= unpackWeights(packedWeights);
  return loadedWeights;
}

/** Below this probability of the best letter, the slot is looked at again, slightly shifted and stretched. */
const sureLogProbability = Math.log(0.985);
const secondLooks = [
  { x: 0.05, y: 0.02, stretch: 1 },
  { x: -0.05, y: -0.02, stretch: 1 },
  { x: 0, y: 0.04, stretch: 1.06 },
  { x: 0, y: -0.04, stretch: 0.95 },
];

/** Patches are cut from `source`, in which `map` gives the place of what the grid found. */
export function createSlotReader(source: GreyImage, grid: ZoneGrid, map: PlaceMap, isFlipped: boolean): SlotReader {
  const weights = getWeights();
  const state = createActivations();
  const patch = new Float32Array(patchSize);
  const known = new Map<number, Float32Array>();

  const look = (slot: Slot): Float32Array => {
    cutPatch(source, slot, patch);
    runNetwork(weights, patch, state);
    return state.output.slice();
  };

  const lookAgain = (slot: Slot, first: Float32Array): Float32Array => {
    const sum = first.slice();
    for (const { x, y, stretch } of secondLooks) {
      const moved = {
        ...slot,
        x: slot.x + x * slot.alongX + y * slot.downX,
        y: slot.y + x * slot.alongY + y * slot.downY,
        downX: slot.downX * stretch,
        downY: slot.downY * stretch,
      };
      look(moved).forEach((value, i) => {
        sum[i] = (sum[i] ?? 0) + value;
      });
    }
    return normalise(sum.map((value) => value / (secondLooks.length + 1)));
  };

  const read = (row: number, column: number): Float32Array => {
    const key = row * 1000 + column;
    const before = known.get(key);
    if (before) return before;
    const slot = toSource(isFlipped ? flippedSlot(grid, row, column) : grid.slotAt(row, column), map);
    const first = look(slot);
    const seen = bestLetter(first) < sureLogProbability ? lookAgain(slot, first) : first;
    const reading = isAtGlareEdge(source, slot) ? doubt(seen) : seen;
    known.set(key, reading);
    return reading;
  };

  return { read };
}

function flippedSlot(grid: ZoneGrid, row: number, column: number): Slot {
  const slot = grid.slotAt(grid.rowCount - 1 - row, grid.firstColumn + grid.lastColumn - column);
  return { ...slot, alongX: -slot.alongX, alongY: -slot.alongY, downX: -slot.downX, downY: -slot.downY };
}

function toSource(slot: Slot, map: PlaceMap): Slot {
  const place = mapPlace(map, slot.x, slot.y);
  return {
    ...place,
    alongX: map.xx * slot.alongX + map.xy * slot.alongY,
    alongY: map.yx * slot.alongX + map.yy * slot.alongY,
    downX: map.xx * slot.downX + map.xy * slot.downY,
    downY: map.yx * slot.downX + map.yy * slot.downY,
  };
}

/** Half of what the network says and half of knowing nothing. */
function doubt(reading: Float32Array): Float32Array {
  return reading.map((value) => Math.log(0.5 * Math.exp(value) + 0.5 / reading.length));
}

function normalise(logProbabilities: Float32Array): Float32Array {
  const total = Math.log(logProbabilities.reduce((sum, value) => sum + Math.exp(value), 0));
  return logProbabilities.map((value) => value - total);
}

/** The logarithm of the likeliest letter's probability. */
export function bestLetter(reading: Float32Array): number {
  return Math.max(...reading.subarray(0, nothing));
}
