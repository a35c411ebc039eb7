import { isAtGlareEdge } from './glare-edge.ts';
import { type GreyImage, mapPlace, type PlaceMap } from './grey-image.ts';
import { createActivations, foldOutput, type NetworkWeights, nothing, runNetwork, type Verdict } from './network.ts';
import { cutPatch, inkOf, patchSize, type Slot } from './patch.ts';
import { unpackWeights } from './weight-text.ts';
import { packedWeights } from './weights.ts';
import type { ZoneGrid } from './zone-grid.ts';

/** What is seen in one slot. */
export interface SlotReading extends Verdict {
  /** The share of light that the character takes from the paper, on average over the slot. */
  ink: number;
}

/** Reads slots of one grid, each once. */
export interface SlotReader {
  read(row: number, column: number): SlotReading;
}

let loadedWeights: NetworkWeights | undefined;

function getWeights(): NetworkWeights {
  loadedWeights ??= unpackWeights(packedWeights);
  return loadedWeights;
}

/** Below this probability of the best letter, the slot is looked at again, slightly shifted and stretched. */
const sureLogProbability = Math.log(0.985);
/** So it is where damage is likelier than this; a logarithm of odds. */
const wholeDamage = -2;
const secondLooks = [
  { x: 0.05, y: 0.02, stretch: 1 },
  { x: -0.05, y: -0.02, stretch: 1 },
  { x: 0, y: 0.04, stretch: 1.06 },
  { x: 0, y: -0.04, stretch: 0.95 },
];

/** `isFlipped` reads the zone as if the picture stood on its head. Patches are cut from `source`, in which `map` gives the place of what the grid found. */
export function createSlotReader(source: GreyImage, grid: ZoneGrid, map: PlaceMap, isFlipped: boolean): SlotReader {
  const weights = getWeights();
  const state = createActivations();
  const patch = new Float32Array(patchSize);
  const known = new Map<number, SlotReading>();

  const look = (slot: Slot): SlotReading => {
    const light = cutPatch(source, slot, patch);
    runNetwork(weights, patch, state);
    return { ...foldOutput(state.output), ink: inkOf(patch, light) };
  };

  const lookAgain = (slot: Slot, first: SlotReading): SlotReading => {
    const looks = [first, ...secondLooks.map((change) => look(moveSlot(slot, change)))];
    const letters = first.letters.map((_, i) => mean(looks.map((seen) => seen.letters[i] ?? -Infinity)));
    return { ...first, letters: normalise(letters), damage: mean(looks.map(({ damage }) => damage)) };
  };

  const read = (row: number, column: number): SlotReading => {
    const key = row * 1000 + column;
    const before = known.get(key);
    if (before) return before;
    const slot = toSource(isFlipped ? flippedSlot(grid, row, column) : grid.slotAt(row, column), map);
    const first = look(slot);
    const isSure = bestLetter(first) >= sureLogProbability && first.damage < wholeDamage;
    const seen = isSure ? first : lookAgain(slot, first);
    const reading = isAtGlareEdge(source, slot) ? { ...seen, letters: doubt(seen.letters) } : seen;
    known.set(key, reading);
    return reading;
  };

  return { read };
}

/** The slot a little further along and down its own axes, and taller. */
function moveSlot(slot: Slot, { x, y, stretch }: (typeof secondLooks)[number]): Slot {
  return {
    ...slot,
    x: slot.x + x * slot.alongX + y * slot.downX,
    y: slot.y + x * slot.alongY + y * slot.downY,
    downX: slot.downX * stretch,
    downY: slot.downY * stretch,
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

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
function doubt(letters: Float32Array): Float32Array {
  return letters.map((value) => Math.log(0.5 * Math.exp(value) + 0.5 / letters.length));
}

function normalise(logProbabilities: Float32Array): Float32Array {
  const total = Math.log(logProbabilities.reduce((sum, value) => sum + Math.exp(value), 0));
  return logProbabilities.map((value) => value - total);
}

/** The logarithm of the likeliest letter's probability, damaged or not. */
export function bestLetter({ letters }: SlotReading): number {
  return Math.max(...letters.subarray(0, nothing));
}

/** The same as a whole letter: what is no print at all looks like damaged letters. */
export function wholeLetter(reading: SlotReading): number {
  return bestLetter(reading) - Math.log1p(Math.exp(reading.damage));
}
