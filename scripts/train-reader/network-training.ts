import {
  type Activations,
  createActivations,
  layerSizes,
  type NetworkWeights,
  networkShape,
  runNetwork,
} from '../../core/document/reader/network.ts';
import { patchHeight, patchWidth } from '../../core/document/reader/patch.ts';
import type { Random } from './random.ts';

const layers = Object.keys(layerSizes) as (keyof NetworkWeights)[];

/** Random weights of the size that keeps the signal alive through layers cut at 0 (He et al., 2015). */
export function createWeights(random: Random): NetworkWeights {
  const inputs: Record<keyof NetworkWeights, number> = {
    firstFilters: 9,
    firstBias: 0,
    secondFilters: networkShape.first * 9,
    secondBias: 0,
    hiddenMatrix: layerSizes.hiddenMatrix / networkShape.hidden,
    hiddenBias: 0,
    outputMatrix: networkShape.hidden,
    outputBias: 0,
  };
  const weights = emptyWeights();
  for (const layer of layers) {
    const spread = inputs[layer] === 0 ? 0 : Math.sqrt(2 / inputs[layer]);
    weights[layer].forEach((_, i) => {
      weights[layer][i] = random.normal() * spread;
    });
  }
  return weights;
}

function emptyWeights(): NetworkWeights {
  const empty = {} as NetworkWeights;
  for (const layer of layers) empty[layer] = new Float32Array(layerSizes[layer]);
  return empty;
}

/** Neighbouring outputs. */
export interface Outputs {
  first: number;
  last: number;
}

/** A network in training: `learn` takes one example, `step` applies what a batch has gathered (Adam, Kingma and Ba, 2015). */
export function createTrainer(weights: NetworkWeights) {
  const state = createActivations();
  const gradient = emptyWeights();
  const mean = emptyWeights();
  const square = emptyWeights();
  const scratch = createScratch();
  let steps = 0;
  let gathered = 0;

  /** Learns one example, of which any output from `first` to `last` is right; gives the loss before it was learnt. */
  const learn = (patch: Float32Array, right: Outputs): number => {
    runNetwork(weights, patch, state);
    const chance = state.output
      .subarray(right.first, right.last + 1)
      .reduce((sum, value) => sum + Math.exp(value), 1e-30);
    gatherGradient(weights, state, right, chance, gradient, scratch);
    gathered++;
    return -Math.log(chance);
  };

  const step = (rate: number): void => {
    steps++;
    const unbiasMean = 1 / (1 - 0.9 ** steps);
    const unbiasSquare = 1 / (1 - 0.999 ** steps);
    for (const layer of layers) {
      const w = weights[layer];
      const g = gradient[layer];
      const m = mean[layer];
      const s = square[layer];
      for (let i = 0; i < w.length; i++) {
        const slope = (g[i] ?? 0) / gathered;
        const nextMean = 0.9 * (m[i] ?? 0) + 0.1 * slope;
        const nextSquare = 0.999 * (s[i] ?? 0) + 0.001 * slope * slope;
        m[i] = nextMean;
        s[i] = nextSquare;
        w[i] = (w[i] ?? 0) - (rate * nextMean * unbiasMean) / (Math.sqrt(nextSquare * unbiasSquare) + 1e-7);
      }
      g.fill(0);
    }
    gathered = 0;
  };

  return { learn, step };
}

interface Scratch {
  hidden: Float32Array;
  features: Float32Array;
  firstPooled: Float32Array;
}

function createScratch(): Scratch {
  const { hidden, secondPooled, firstPooled } = createActivations();
  return { hidden, features: secondPooled, firstPooled };
}

function gatherGradient(
  weights: NetworkWeights,
  state: Activations,
  right: Outputs,
  chance: number,
  gradient: NetworkWeights,
  scratch: Scratch,
): void {
  scratch.hidden.fill(0);
  for (let row = 0; row < networkShape.outputs; row++) {
    const probability = Math.exp(state.output[row] ?? 0);
    const slope = probability - (row >= right.first && row <= right.last ? probability / chance : 0);
    if (Math.abs(slope) < 1e-7) continue;
    gradient.outputBias[row] = (gradient.outputBias[row] ?? 0) + slope;
    backRow(row, slope, weights.outputMatrix, gradient.outputMatrix, state.hidden, scratch.hidden);
  }
  scratch.features.fill(0);
  for (let row = 0; row < networkShape.hidden; row++) {
    const slope = (state.hidden[row] ?? 0) > 0 ? (scratch.hidden[row] ?? 0) : 0;
    if (slope === 0) continue;
    gradient.hiddenBias[row] = (gradient.hiddenBias[row] ?? 0) + slope;
    backRow(row, slope, weights.hiddenMatrix, gradient.hiddenMatrix, state.secondPooled, scratch.features);
  }
  backSecondFilters(weights, state, gradient, scratch);
  backFirstFilters(state, gradient, scratch);
}

function backRow(
  row: number,
  slope: number,
  matrix: Float32Array,
  gradient: Float32Array,
  input: Float32Array,
  back: Float32Array,
): void {
  const width = input.length;
  const start = row * width;
  for (let i = 0; i < width; i++) {
    gradient[start + i] = (gradient[start + i] ?? 0) + slope * (input[i] ?? 0);
    back[i] = (back[i] ?? 0) + slope * (matrix[start + i] ?? 0);
  }
}

/** Only the places that won their 2 x 2 block passed anything on, so only they are visited on the way back. */
function backSecondFilters(
  weights: NetworkWeights,
  state: Activations,
  gradient: NetworkWeights,
  scratch: Scratch,
): void {
  const width = patchWidth / 2;
  const height = patchHeight / 2;
  const area = (width / 2) * (height / 2);
  const depth = networkShape.first * 9;
  scratch.firstPooled.fill(0);
  for (let feature = 0; feature < scratch.features.length; feature++) {
    const place = state.secondWinners[feature] ?? -1;
    const slope = scratch.features[feature] ?? 0;
    if (place < 0 || slope === 0) continue;
    const filter = Math.floor(feature / area);
    gradient.secondBias[filter] = (gradient.secondBias[filter] ?? 0) + slope;
    const x = place % width;
    const y = Math.floor(place / width);
    for (let i = 0; i < depth; i++) {
      const at = filter * depth + i;
      gradient.secondFilters[at] =
        (gradient.secondFilters[at] ?? 0) + slope * (state.secondColumns[place * depth + i] ?? 0);
    }
    for (let channel = 0; channel < networkShape.first; channel++) {
      for (let k = 0; k < 9; k++) {
        const row = y + Math.floor(k / 3) - 1;
        const column = x + (k % 3) - 1;
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        const target = channel * width * height + row * width + column;
        const weight = weights.secondFilters[filter * depth + channel * 9 + k] ?? 0;
        scratch.firstPooled[target] = (scratch.firstPooled[target] ?? 0) + slope * weight;
      }
    }
  }
}

function backFirstFilters(state: Activations, gradient: NetworkWeights, scratch: Scratch): void {
  const area = (patchWidth / 2) * (patchHeight / 2);
  for (let feature = 0; feature < scratch.firstPooled.length; feature++) {
    const place = state.firstWinners[feature] ?? -1;
    const slope = scratch.firstPooled[feature] ?? 0;
    if (place < 0 || slope === 0) continue;
    const filter = Math.floor(feature / area);
    gradient.firstBias[filter] = (gradient.firstBias[filter] ?? 0) + slope;
    for (let k = 0; k < 9; k++) {
      const at = filter * 9 + k;
      gradient.firstFilters[at] = (gradient.firstFilters[at] ?? 0) + slope * (state.firstColumns[place * 9 + k] ?? 0);
    }
  }
}
