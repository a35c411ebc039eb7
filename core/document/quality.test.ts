import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ImageQuality, judgeQuality, measureQuality } from './quality.ts';
import type { GreyImage } from './reader/grey-image.ts';
import { barLines, drawBars } from './reader/test-drawing.ts';

const sharpPage = drawBars({ width: 1000, height: 700 }, barLines(44, 8));

/** Each pixel the mean of a square around it. */
function smear({ width, height, grey }: GreyImage, reach: number): GreyImage {
  const smeared = new Uint8Array(grey.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let dy = -reach; dy <= reach; dy++)
        for (let dx = -reach; dx <= reach; dx++)
          sum +=
            grey[Math.min(height - 1, Math.max(0, y + dy)) * width + Math.min(width - 1, Math.max(0, x + dx))] ?? 0;
      smeared[y * width + x] = sum / (2 * reach + 1) ** 2;
    }
  }
  return { width, height, grey: smeared };
}

const codesOf = (image: GreyImage) => judgeQuality(measureQuality(image)).map(({ code }) => code);
const withGrey = (change: (value: number, at: number) => number): GreyImage => ({
  ...sharpPage,
  grey: sharpPage.grey.map((value, at) => Math.max(0, Math.min(255, change(value, at)))),
});

/** A reflection over the print: burnt out in its middle, fading outwards. */
const veil = (at: number) =>
  3000 * Math.exp(-((((at % 1000) - 450) / 110) ** 4) - ((Math.floor(at / 1000) - 300) / 70) ** 4);

test('a good picture has nothing against it', () => {
  assert.deepEqual(codesOf(sharpPage), []);
});

test('darkness, blinding light, glare, blur and small size are each told by their code', () => {
  assert.deepEqual(codesOf(withGrey((value) => value * 0.2)), ['image_dark']);
  assert.deepEqual(codesOf(withGrey((value, at) => value + veil(at))), ['image_glare']);
  assert.deepEqual(codesOf(withGrey((value) => 225 + value * 0.13)), ['image_bright']);
  assert.deepEqual(codesOf(smear(sharpPage, 5)), ['image_blurred']);
  assert.deepEqual(codesOf(drawBars({ width: 600, height: 300 }, barLines(36, 3))), ['image_small']);
});

test('white paper is no glare, nor paper that is burnt out in a part and shaded in another, nor a burnt-out margin', () => {
  assert.deepEqual(codesOf(withGrey((value) => (value > 100 ? 255 : value))), []);
  assert.deepEqual(codesOf(withGrey((value, at) => (value > 100 ? value + 60 - (at % 1000) * 0.03 : value))), []);
  assert.deepEqual(codesOf(withGrey((value, at) => (at < 1000 * 60 ? 255 : value * 0.9))), []);
});

test('glare is measured by the part of the picture that it covers', () => {
  const { glareShare } = measureQuality(withGrey((value, at) => value + veil(at)));
  assert.ok(glareShare > 0.04 && glareShare < 0.15, `${glareShare}`);
});

test('a blurred edge is wider than a sharp one, and an empty picture has none', () => {
  const sharp = measureQuality(sharpPage).edgeWidthPx ?? 0;
  const blurred = measureQuality(smear(sharpPage, 3)).edgeWidthPx ?? 0;
  assert.ok(sharp > 0 && blurred > 1.5 * sharp, `${sharp} ${blurred}`);
  assert.equal(measureQuality(drawBars({ width: 600, height: 600 }, [])).edgeWidthPx, null);
});

test('each finding is one sentence that says what to do', () => {
  const worst: ImageQuality = { brightness: 0, contrast: 0, glareShare: 1, edgeWidthPx: 99, shortSidePx: 1 };
  for (const { sentence } of judgeQuality(worst)) assert.match(sentence, /^[A-Z][^:]+: [a-z][^.]+[.]$/);
});
