import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { GreyImage } from './grey-image.ts';
import { acceptance } from './judge.ts';
import { nothing, readerAlphabet } from './network.ts';
import { createSlotReader } from './slot-reader.ts';
import { type Bar, drawBars } from './test-drawing.ts';
import type { ZoneGrid } from './zone-grid.ts';

/** One slot of 40 by 40 pixels in the middle of a drawing; letters of straight strokes need no font. */
const size = { width: 120, height: 120 };
const grid: ZoneGrid = {
  rowCount: 1,
  firstColumn: 0,
  lastColumn: 0,
  slotAt: () => ({ x: 60, y: 60, alongX: 40, alongY: 0, downX: 0, downY: 40 }),
};
const here = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };
const upright = (x: number, top = 40, foot = 80): Bar => ({ x, y: (top + foot) / 2, width: 5, height: foot - top });
const flat = (y: number, left = 46, right = 74): Bar => ({ x: (left + right) / 2, y, width: right - left, height: 5 });

function read(image: GreyImage) {
  const { letters, damage } = createSlotReader(image, grid, here, false).read(0, 0);
  return { letter: readerAlphabet[letters.indexOf(Math.max(...letters.subarray(0, nothing)))], damage };
}

const whole: Record<string, Bar[]> = {
  H: [upright(47), upright(73), flat(60)],
  L: [upright(48), flat(78)],
  T: [upright(60), flat(42, 43, 77)],
  E: [upright(48), flat(42), flat(60, 46, 70), flat(78)],
};

describe('a slot', () => {
  for (const [letter, bars] of Object.entries(whole)) {
    test(`with a whole ${letter} is read and called whole`, () => {
      const { letter: seen, damage } = read(drawBars(size, bars));
      assert.equal(seen, letter);
      assert.ok(damage < -1, `${damage}`);
    });
  }

  const blot = (x: number, y: number, radius: number): GreyImage => {
    const image = drawBars(size, whole.H ?? []);
    image.grey.forEach((_, at) => {
      if (Math.hypot((at % size.width) - x, Math.floor(at / size.width) - y) < radius) image.grey[at] = 40;
    });
    return image;
  };
  const spoilt: Record<string, GreyImage> = {
    'a blot over all of it': blot(60, 60, 21),
    'a blot over a half of it': blot(66, 54, 15),
    'a T that has lost half its bar': drawBars(size, [upright(60), flat(42, 60, 77)]),
    'an H that has lost half a leg': drawBars(size, [upright(47), upright(73, 40, 62), flat(60)]),
    'an E whose lowest bar is half gone': drawBars(size, [upright(48), flat(42), flat(60, 46, 70), flat(78, 46, 58)]),
    'a stroke across an L': drawBars(size, [...(whole.L ?? []), flat(50, 44, 76)]),
  };
  for (const [name, image] of Object.entries(spoilt)) {
    test(`with ${name} is called damaged`, () => {
      const { letter, damage } = read(image);
      assert.ok(damage > acceptance.mostSuspicion, `read as ${letter}, damage ${damage}`);
    });
  }
});
