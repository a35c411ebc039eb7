import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { layerSizes, type NetworkWeights, nothing, readerAlphabet } from '../core/document/reader/network.ts';
import { cutPatch, patchSize } from '../core/document/reader/patch.ts';
import { loadFontFields } from './train-reader/glyph-field.ts';
import { createTrainer, createWeights } from './train-reader/network-training.ts';
import { createRandom } from './train-reader/random.ts';
import { drawTrainingPage, jitterSlot, misplaceSlot } from './train-reader/training-page.ts';

/*
 * Trains the network of the zone reader and writes core/document/reader/weights.ts.
 * Needs the OCR-B font where fontconfig finds it (Debian: apt-get install fonts-ocr-b); the font is in the public domain and is not part of this repository.
 */
const { values: options } = parseArgs({
  options: {
    samples: { type: 'string', default: '450000' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: new URL('../core/document/reader/weights.ts', import.meta.url).pathname },
  },
});

const sampleCount = Number(options.samples);
const batchSize = 64;
const highestRate = 0.0016;
const samplesPerReport = 20_000;

const random = createRandom(Number(options.seed));
const fonts = [await loadFontFields('OCR B', readerAlphabet), await loadFontFields('OCR B S', readerAlphabet)];
const weights = createWeights(random);
const startedAt = performance.now();
const accuracy = await train(weights);
const seconds = Math.round((performance.now() - startedAt) / 1000);
await writeFile(options.out, weightsFile(weights));
console.log(
  `Wrote ${options.out}: ${sampleCount} samples in ${seconds} s, the last ${samplesPerReport} read ${(accuracy * 100).toFixed(2)} % right.`,
);

async function train(network: NetworkWeights): Promise<number> {
  const trainer = createTrainer(network);
  let seen = 0;
  let loss = 0;
  let right = 0;
  let lastAccuracy = 0;
  for await (const { patch, letter } of examples()) {
    const result = trainer.learn(patch, letter);
    loss += result.loss;
    right += result.right ? 1 : 0;
    seen++;
    if (seen % batchSize === 0) trainer.step(rateAt(seen / sampleCount));
    if (seen % samplesPerReport === 0) {
      lastAccuracy = right / samplesPerReport;
      const elapsed = Math.round((performance.now() - startedAt) / 1000);
      console.log(
        `${seen} samples, ${elapsed} s: loss ${(loss / samplesPerReport).toFixed(4)}, right ${(lastAccuracy * 100).toFixed(2)} %`,
      );
      loss = 0;
      right = 0;
    }
    if (seen >= sampleCount) break;
  }
  return lastAccuracy;
}

/** A short climb, then a half cosine down to nothing. */
function rateAt(progress: number): number {
  const climb = Math.min(1, progress / 0.01);
  return climb * highestRate * (0.5 + 0.5 * Math.cos(Math.PI * progress)) + 1e-6;
}

/** Patches from eight pages at a time, mixed, because characters of one page are too alike to learn from in a row. */
async function* examples(): AsyncGenerator<{ patch: Float32Array; letter: number }> {
  for (;;) {
    const batch: { patch: Float32Array; letter: number; order: number }[] = [];
    for (let page = 0; page < 8; page++) {
      const { image, characters } = await drawTrainingPage(random, fonts);
      for (const { slot, letter } of [...characters, ...characters]) {
        const isMisplaced = random.chance(0.03);
        const patch = new Float32Array(patchSize);
        cutPatch(image, jitterSlot(isMisplaced ? misplaceSlot(slot, random) : slot, random), patch);
        batch.push({ patch, letter: isMisplaced ? nothing : letter, order: random.next() });
      }
    }
    yield* batch.sort((a, b) => a.order - b.order);
  }
}

function weightsFile(network: NetworkWeights): string {
  const layers = (Object.keys(layerSizes) as (keyof NetworkWeights)[]).map((layer) => {
    const highest = network[layer].reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
    const scale = highest / 127;
    const bytes = Buffer.from(Int8Array.from(network[layer], (value) => Math.round(value / scale)).buffer);
    return `  ${layer}: {\n    scale: ${Number(scale.toPrecision(6))},\n    bytes: '${bytes.toString('base64')}',\n  },\n`;
  });
  const command = `npm run train:reader -- --samples ${options.samples} --seed ${options.seed}`;
  return `import type { PackedWeights } from './weight-text.ts';

/** Weights of the zone reader's network, trained on characters of the public-domain OCR-B font. Written by: ${command} */
export const packedWeights: PackedWeights = {
${layers.join('')}};
`;
}
