import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GreyFrame } from '../../camera/grey-frame.ts';
import type { FrameHint, Frames } from './frame-hint.ts';
import { hintFor, sharpness } from './frame-hint.ts';

const make = (width: number, height: number, grey: (x: number, y: number) => number): GreyFrame => ({
  width,
  height,
  grey: Uint8Array.from({ length: width * height }, (_, index) => grey(index % width, Math.floor(index / width))),
});

/** Strokes three pixels wide, the look of a line of letters. */
const letters = make(480, 120, (x, y) => (Math.floor(x / 3) % 3 === 0 && y % 40 > 15 ? 30 : 200));

const soften = ({ width, height, grey }: GreyFrame, radius: number): GreyFrame =>
  make(width, height, (x, y) => {
    let sum = 0;
    for (let offset = -radius; offset <= radius; offset += 1) {
      sum += grey[y * width + Math.min(Math.max(x + offset, 0), width - 1)] ?? 0;
    }
    return sum / (2 * radius + 1);
  });

const page = make(160, 112, (x, y) => 150 + ((x + y) % 7) * 5);
const good: Frames = { document: page, zone: letters, before: page };

const cases: readonly [string, Frames, FrameHint][] = [
  ['a sharp document that lies still', good, 'good'],
  ['the very first look', { ...good, before: null }, 'good'],
  ['a dark room', { ...good, document: make(160, 112, () => 25) }, 'too_dark'],
  [
    'light straight into the camera',
    { document: make(160, 112, () => 250), zone: make(480, 120, (x) => 240 + (x % 9)), before: null },
    'too_bright',
  ],
  ['print on white paper', { ...good, document: make(160, 112, (x) => (x % 20 < 2 ? 40 : 255)), before: null }, 'good'],
  ['a hand that moves', { ...good, before: make(160, 112, (x, y) => 150 + ((x + y + 3) % 7) * 5 + 20) }, 'hold_still'],
  [
    'a lamp in the laminate',
    { ...good, document: make(160, 112, (x, y) => (x > 64 && x < 96 && y > 40 && y < 72 ? 255 : 150)), before: null },
    'glare',
  ],
  ['an empty table', { ...good, zone: make(480, 120, () => 120) }, 'fit'],
  ['letters out of focus', { ...good, zone: soften(letters, 4) }, 'blurred'],
];

for (const [what, frames, hint] of cases) {
  test(`${what} is told as ${hint}`, () => assert.equal(hintFor(frames), hint));
}

test('sharpness falls with every step of blur', () => {
  const steps = [letters, soften(letters, 1), soften(letters, 2), soften(letters, 3)].map(sharpness);
  for (const [index, step] of steps.entries()) assert.ok(index === 0 || step < (steps[index - 1] ?? 0), String(steps));
});
