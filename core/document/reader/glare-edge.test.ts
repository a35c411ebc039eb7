import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAtGlareEdge } from './glare-edge.ts';
import type { GreyImage } from './grey-image.ts';
import { drawBars } from './test-drawing.ts';

const slot = { x: 40, y: 40, alongX: 24, alongY: 0, downX: 0, downY: 24 };
const letter = drawBars({ width: 80, height: 80 }, [{ x: 40, y: 40, width: 16, height: 24 }]);
const with255 = (isBurnt: (x: number, y: number) => boolean): GreyImage => ({
  ...letter,
  grey: letter.grey.map((value, at) => (isBurnt(at % 80, Math.floor(at / 80)) ? 255 : value)),
});

test('a reflection that ends within a slot is seen from every direction', () => {
  assert.ok(
    isAtGlareEdge(
      with255((x) => x < 40),
      slot,
    ),
  );
  assert.ok(
    isAtGlareEdge(
      with255((x) => x > 44),
      slot,
    ),
  );
  assert.ok(
    isAtGlareEdge(
      with255((_, y) => y < 38),
      slot,
    ),
  );
});

test('a bold letter on even paper, white paper, or a shadow without a reflection is none', () => {
  assert.ok(!isAtGlareEdge(letter, slot));
  assert.ok(!isAtGlareEdge({ ...letter, grey: letter.grey.map((value) => (value > 100 ? 255 : value)) }, slot));
  assert.ok(
    !isAtGlareEdge({ ...letter, grey: letter.grey.map((value, at) => (at % 80 < 40 ? value * 0.6 : value)) }, slot),
  );
});
