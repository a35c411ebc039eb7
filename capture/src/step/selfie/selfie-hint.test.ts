import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GreyFrame } from '../camera/grey-frame.ts';
import type { SelfieHint } from './selfie-hint.ts';
import { selfieHintFor } from './selfie-hint.ts';

/** Stripes of two shades; `shift` moves them. */
const stripes = (dark: number, light: number, shift = 0): GreyFrame => ({
  width: 40,
  height: 40,
  grey: Uint8Array.from({ length: 1600 }, (_, index) => (((index % 40) + shift) % 20 < 10 ? dark : light)),
});

const cases: readonly [string, GreyFrame, GreyFrame | null, SelfieHint][] = [
  ['a face in fair light', stripes(90, 170), stripes(90, 170), 'good'],
  ['a dark face in fair light', stripes(30, 80), stripes(30, 80), 'good'],
  ['a dark room', stripes(10, 40), null, 'too_dark'],
  ['light that washes the face away', stripes(235, 255), null, 'too_bright'],
  ['a hand that is not still', stripes(90, 170), stripes(90, 170, 5), 'hold_still'],
  ['a wall', stripes(120, 124), stripes(120, 124), 'fit'],
];

for (const [what, face, before, hint] of cases) {
  test(`${what}: ${hint}`, () => assert.equal(selfieHintFor(face, before), hint));
}
