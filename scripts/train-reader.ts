import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  firstDamaged,
  layerSizes,
  type NetworkWeights,
  networkShape,
  nothing,
  readerAlphabet,
} from '../core/document/reader/network.ts';
import { cutPatch, patchSize } from '../core/document/reader/patch.ts';
import { type FontFields, loadFontFields, measureInk } from './train-reader/glyph-field.ts';
import { createTrainer, createWeights, type Outputs } from './train-reader/network-training.ts';
import { createRandom } from './train-reader/random.ts';
import { drawTrainingPage, jitterSlot, misplaceSlot } from './train-reader/training-page.ts';

/*
 * Trains the network of the zone reader and writes core/document/reader/weights.ts, and letter-ink.ts with what the font says of each letter's ink.
 * Needs the OCR-B font where fontconfig finds it (Debian: apt-get install fonts-ocr-b); the font is in the public domain and is not part of this repository.
 */
const { values: options } = parseArgs({
  options: {
    samples: { type: 'string', default: '400000' },
    seed: { type: 'string', default: '1' },
    'ink-out': {
      type: 'string',
      default: new URL('../core/document/reader/letter-ink.ts', import.meta.url).pathname,
    },
    out: { type: 'string', default: new URL('../core/document/reader/weights.ts', import.meta.url).pathname },
  },
});

const sampleCount = Number(options.samples);
const batchSize = 64;
const highestRate = 0.0016;
const samplesPerReport = 20_000;

/** A character that has lost or gained less than this share of its ink is whole, beyond the second it is damaged; between them nobody can say. */
const leastDamage = 0.05;
const plainDamage = 0.13;
/** With more damage than this nobody can say which letter it was, so the network is not asked. */
const unrecognisable = 0.5;

const random = createRandom(Number(options.seed));
const fonts = [await loadFontFields('OCR B', readerAlphabet), await loadFontFields('OCR B S', readerAlphabet)];
if (fonts[0]) await writeFile(options['ink-out'], letterInkFile(fonts[0]));
const weights = createWeights(random);
const startedAt = performance.now();
await train(weights);
const seconds = Math.round((performance.now() - startedAt) / 1000);
await writeFile(options.out, weightsFile(weights));
console.log(`Wrote ${options.out}: ${sampleCount} samples in ${seconds} s.`);

async function train(network: NetworkWeights): Promise<void> {
  const trainer = createTrainer(network);
  let loss = 0;
  let seen = 0;
  for await (const { patch, right } of examples()) {
    loss += trainer.learn(patch, right);
    seen++;
    if (seen % batchSize === 0) trainer.step(rateAt(seen / sampleCount));
    if (seen % samplesPerReport === 0) {
      const elapsed = Math.round((performance.now() - startedAt) / 1000);
      console.log(`${seen} samples, ${elapsed} s: loss ${(loss / samplesPerReport).toFixed(4)}`);
      loss = 0;
    }
    if (seen >= sampleCount) break;
  }
}

/** A short climb, then a half cosine down to nothing. */
function rateAt(progress: number): number {
  const climb = Math.min(1, progress / 0.01);
  return climb * highestRate * (0.5 + 0.5 * Math.cos(Math.PI * progress)) + 1e-6;
}

/** Patches from eight pages at a time, mixed, because characters of one page are too alike to learn from in a row. */
async function* examples(): AsyncGenerator<{ patch: Float32Array; right: Outputs }> {
  for (;;) {
    const batch: { patch: Float32Array; right: Outputs; order: number }[] = [];
    for (let page = 0; page < 8; page++) {
      const { image, characters } = await drawTrainingPage(random, fonts);
      for (const { slot, letter, damage } of [...characters, ...characters]) {
        const isMisplaced = damage < leastDamage && random.chance(0.03);
        const right = isMisplaced ? { first: nothing, last: nothing } : outputsFor(letter, damage);
        if (!right) continue;
        const patch = new Float32Array(patchSize);
        cutPatch(image, jitterSlot(isMisplaced ? misplaceSlot(slot, random) : slot, random), patch);
        batch.push({ patch, right, order: random.next() });
      }
    }
    yield* batch.sort((a, b) => a.order - b.order);
  }
}

function outputsFor(letter: number, damage: number): Outputs | null {
  if (damage < leastDamage) return { first: letter, last: letter };
  if (damage < plainDamage) return null;
  if (damage < unrecognisable) return { first: firstDamaged + letter, last: firstDamaged + letter };
  return { first: firstDamaged, last: networkShape.outputs - 1 };
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

function letterInkFile({ glyphs }: FontFields): string {
  const entries = glyphs.map((glyph, i) => {
    const { area, outline } = measureInk(glyph);
    const letter = readerAlphabet.charAt(i);
    const key = /[A-Z]/.test(letter) ? letter : `'${letter}'`;
    return `  ${key}: { area: ${Number((100 * area).toFixed(2))}, outline: ${Number((100 * outline).toFixed(1))} },\n`;
  });
  return `/**
 * The ink of each letter in hundredths of a square of the step, and by how much it grows when every outline moves out by one step.
 * Measured from the public-domain OCR-B font. Written by: npm run train:reader
 */
export const letterInk: Record<string, { area: number; outline: number }> = {
${entries.join('')}};
`;
}
