import { patchHeight, patchSize, patchWidth } from './patch.ts';

/** The letters in the order of the network's outputs: 0-9 and A-Z at the values that ICAO 9303-3, 4.9 gives them, then the filler. */
export const readerAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<';

/**
 * Sizes of the network: two layers of 3 x 3 filters, each halved by its maxima, then two full layers.
 * Small enough to run a hundred times in a tenth of a second without any library.
 */
export const networkShape = { first: 12, second: 32, hidden: 160, outputs: 2 * (readerAlphabet.length + 1) } as const;

/** No letter stands here, but blank paper or the gap between two letters. */
export const nothing = readerAlphabet.length;

/** From here on the outputs stand for the same again, each damaged: blotted, rubbed off, scratched. */
export const firstDamaged = nothing + 1;

const { first, second, hidden, outputs } = networkShape;
const firstWidth = patchWidth / 2;
const firstHeight = patchHeight / 2;
const secondWidth = firstWidth / 2;
const secondHeight = firstHeight / 2;
export const featureCount = second * secondWidth * secondHeight;

export interface NetworkWeights {
  firstFilters: Float32Array;
  firstBias: Float32Array;
  secondFilters: Float32Array;
  secondBias: Float32Array;
  hiddenMatrix: Float32Array;
  hiddenBias: Float32Array;
  outputMatrix: Float32Array;
  outputBias: Float32Array;
}

/** The layers in the order in which they are stored, with the number of their values. */
export const layerSizes: Record<keyof NetworkWeights, number> = {
  firstFilters: first * 9,
  firstBias: first,
  secondFilters: second * first * 9,
  secondBias: second,
  hiddenMatrix: hidden * featureCount,
  hiddenBias: hidden,
  outputMatrix: outputs * hidden,
  outputBias: outputs,
};

/** What one run leaves behind; training reads it, reading only needs `output`. */
export interface Activations {
  firstColumns: Float32Array;
  firstPooled: Float32Array;
  firstWinners: Int32Array;
  secondColumns: Float32Array;
  secondPooled: Float32Array;
  secondWinners: Int32Array;
  hidden: Float32Array;
  output: Float32Array;
}

export function createActivations(): Activations {
  return {
    firstColumns: new Float32Array(patchSize * 9),
    firstPooled: new Float32Array(first * firstWidth * firstHeight),
    firstWinners: new Int32Array(first * firstWidth * firstHeight),
    secondColumns: new Float32Array(firstWidth * firstHeight * first * 9),
    secondPooled: new Float32Array(featureCount),
    secondWinners: new Int32Array(featureCount),
    hidden: new Float32Array(hidden),
    output: new Float32Array(outputs),
  };
}

/** Runs the network on one patch (560 values); afterwards `state.output` holds the logarithm of each output's probability. */
export function runNetwork(weights: NetworkWeights, patch: Float32Array, state: Activations): void {
  collectColumns(patch, 1, patchWidth, patchHeight, state.firstColumns);
  filterAndPool(
    { columns: state.firstColumns, depth: 9, width: patchWidth, height: patchHeight },
    weights.firstFilters,
    weights.firstBias,
    state.firstPooled,
    state.firstWinners,
  );
  collectColumns(state.firstPooled, first, firstWidth, firstHeight, state.secondColumns);
  filterAndPool(
    { columns: state.secondColumns, depth: first * 9, width: firstWidth, height: firstHeight },
    weights.secondFilters,
    weights.secondBias,
    state.secondPooled,
    state.secondWinners,
  );
  multiply(weights.hiddenMatrix, weights.hiddenBias, state.secondPooled, state.hidden);
  for (let i = 0; i < hidden; i++) if ((state.hidden[i] ?? 0) < 0) state.hidden[i] = 0;
  multiply(weights.outputMatrix, weights.outputBias, state.hidden, state.output);
  toLogProbabilities(state.output);
}

/** For each place its 3 x 3 surroundings in every channel, side by side; beyond the edge lies 0. */
function collectColumns(
  input: Float32Array,
  channels: number,
  width: number,
  height: number,
  columns: Float32Array,
): void {
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++) {
        const base = channel * width * height;
        for (let dy = -1; dy <= 1; dy++) {
          const row = y + dy;
          const inside = row >= 0 && row < height;
          for (let dx = -1; dx <= 1; dx++) {
            const column = x + dx;
            columns[at++] = inside && column >= 0 && column < width ? (input[base + row * width + column] ?? 0) : 0;
          }
        }
      }
    }
  }
}

interface Columns {
  columns: Float32Array;
  depth: number;
  width: number;
  height: number;
}

/** Filters, keeps the largest of each 2 x 2 block and cuts at 0; `winners` notes which place won (-1: cut). */
function filterAndPool(
  { columns, depth, width, height }: Columns,
  filters: Float32Array,
  bias: Float32Array,
  pooled: Float32Array,
  winners: Int32Array,
): void {
  const halfWidth = width / 2;
  const area = halfWidth * (height / 2);
  const count = bias.length;
  pooled.fill(0);
  winners.fill(-1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = y * width + x;
      const start = place * depth;
      const target = (y >> 1) * halfWidth + (x >> 1);
      for (let filter = 0; filter < count; filter += 4) {
        const f0 = filter * depth;
        const f1 = f0 + depth;
        const f2 = f1 + depth;
        const f3 = f2 + depth;
        let s0 = bias[filter] ?? 0;
        let s1 = bias[filter + 1] ?? 0;
        let s2 = bias[filter + 2] ?? 0;
        let s3 = bias[filter + 3] ?? 0;
        for (let i = 0; i < depth; i++) {
          const value = columns[start + i] ?? 0;
          s0 += value * (filters[f0 + i] ?? 0);
          s1 += value * (filters[f1 + i] ?? 0);
          s2 += value * (filters[f2 + i] ?? 0);
          s3 += value * (filters[f3 + i] ?? 0);
        }
        keepLargest(pooled, winners, filter * area + target, s0, place);
        keepLargest(pooled, winners, (filter + 1) * area + target, s1, place);
        keepLargest(pooled, winners, (filter + 2) * area + target, s2, place);
        keepLargest(pooled, winners, (filter + 3) * area + target, s3, place);
      }
    }
  }
}

function keepLargest(pooled: Float32Array, winners: Int32Array, at: number, value: number, place: number): void {
  if (value <= (pooled[at] ?? 0)) return;
  pooled[at] = value;
  winners[at] = place;
}

/** Four rows at a time, so that each input is fetched once for them; the layers' sizes are multiples of four. */
function multiply(matrix: Float32Array, bias: Float32Array, input: Float32Array, output: Float32Array): void {
  const width = input.length;
  for (let row = 0; row < output.length; row += 4) {
    const r0 = row * width;
    const r1 = r0 + width;
    const r2 = r1 + width;
    const r3 = r2 + width;
    let s0 = bias[row] ?? 0;
    let s1 = bias[row + 1] ?? 0;
    let s2 = bias[row + 2] ?? 0;
    let s3 = bias[row + 3] ?? 0;
    for (let i = 0; i < width; i++) {
      const value = input[i] ?? 0;
      s0 += value * (matrix[r0 + i] ?? 0);
      s1 += value * (matrix[r1 + i] ?? 0);
      s2 += value * (matrix[r2 + i] ?? 0);
      s3 += value * (matrix[r3 + i] ?? 0);
    }
    output[row] = s0;
    output[row + 1] = s1;
    output[row + 2] = s2;
    output[row + 3] = s3;
  }
}

function toLogProbabilities(values: Float32Array): void {
  let highest = -Infinity;
  for (const value of values) highest = Math.max(highest, value);
  let total = 0;
  for (const value of values) total += Math.exp(value - highest);
  const shift = highest + Math.log(total);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) - shift;
}

/** What the outputs say in the terms of a reader. */
export interface Verdict {
  /** Logarithm of the probability of each letter of `readerAlphabet` and, last, of `nothing`, damaged or not. */
  letters: Float32Array;
  /** Logarithm of the odds that what stands here is damaged: blotted, rubbed off, scratched. */
  damage: number;
}

export function foldOutput(output: Float32Array): Verdict {
  const letters = new Float32Array(firstDamaged);
  let damaged = 0;
  let whole = 0;
  for (let letter = 0; letter < firstDamaged; letter++) {
    const asWhole = Math.exp(output[letter] ?? -Infinity);
    const asDamaged = Math.exp(output[firstDamaged + letter] ?? -Infinity);
    letters[letter] = Math.log(asWhole + asDamaged + 1e-30);
    whole += asWhole;
    damaged += asDamaged;
  }
  return { letters, damage: Math.log((damaged + 1e-9) / (whole + 1e-9)) };
}
