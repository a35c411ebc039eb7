import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findTextDirections } from './angle.ts';
import { findBoxDirections } from './box-direction.ts';
import { findChains } from './chains.ts';
import { findInkBoxes } from './components.ts';
import type { GreyImage } from './grey-image.ts';
import { type Bar, barLines, drawBars } from './test-drawing.ts';
import { findInk, integrate } from './threshold.ts';
import { findZoneCandidates } from './zone-candidates.ts';
import { fitZoneGrid } from './zone-grid.ts';

const size = { width: 640, height: 420 };
const rule = { windowPx: 41, share: 0.12 };
const boxesOf = (image: GreyImage) => findInkBoxes(findInk(image, integrate(image), rule), image.width, image.height);
const boxOf = ({ x, y, width, height }: Bar) => ({
  left: x - width / 2,
  right: x + width / 2,
  top: y - height / 2,
  foot: y + height / 2,
  area: width * height,
});
const degrees = (angle: number) => (angle * 180) / Math.PI;

describe('direction of the text', () => {
  for (const angle of [0, 3, -8, 15, -24, 40, 88]) {
    const image = drawBars({ width: 640, height: 640 }, barLines(36, 6), (angle * Math.PI) / 180);
    test(`is found by the stripes of the rows at ${angle} degrees`, () => {
      const [found] = findTextDirections(image, 1);
      assert.ok(found && Math.abs(degrees(found.angle) - angle) < 0.6, `${found && degrees(found.angle)}`);
    });
    test(`is found by the neighbours of the characters at ${angle} degrees`, () => {
      const [found] = findBoxDirections(boxesOf(image), 1);
      assert.ok(found !== undefined && Math.abs(degrees(found) - angle) < 1.5, `${found && degrees(found)}`);
    });
  }

  test('of an empty picture is not made up from boxes', () => {
    assert.deepEqual(findBoxDirections(boxesOf(drawBars(size, [])), 2), []);
  });
});

describe('ink', () => {
  test('is what is darker than its surroundings, also under a shadow that is darker than the ink elsewhere', () => {
    const image = drawBars(size, barLines(36, 2));
    image.grey.forEach((value, at) => {
      if (at % size.width < size.width / 2) image.grey[at] = value * 0.13;
    });
    const characters = boxesOf(image).filter(({ foot, top }) => foot - top > 12 && foot - top < 20);
    // The few that the edge of the shadow cuts may be lost.
    assert.ok(characters.length >= 66, `${characters.length}`);
  });

  test('boxes hold connected ink, corners included, and count its pixels', () => {
    const rows = ['#..#', '.#.#', '....', '##.#'];
    const ink = Uint8Array.from([...rows.join('')], (mark) => (mark === '#' ? 1 : 0));
    const boxes = findInkBoxes(ink, 4, 4).map(({ left, top, right, foot, area }) => [left, top, right, foot, area]);
    assert.deepEqual(boxes, [
      [0, 0, 2, 2, 2],
      [3, 0, 4, 2, 2],
      [0, 3, 2, 4, 2],
      [3, 3, 4, 4, 1],
    ]);
  });

  test('boxes of shapes that part and meet again are one', () => {
    const rows = ['#.#.#', '#.#.#', '#####'];
    const ink = Uint8Array.from([...rows.join('')], (mark) => (mark === '#' ? 1 : 0));
    assert.deepEqual(findInkBoxes(ink, 5, 3), [{ left: 0, top: 0, right: 5, foot: 3, area: 11 }]);
  });
});

describe('lines', () => {
  test('each row of characters is one chain, and a row with a broken character stays one', () => {
    const bars = barLines(36, 2).filter((_, i) => i !== 17 && i !== 50 && i !== 51);
    const chains = findChains(boxesOf(drawBars(size, bars)));
    assert.deepEqual(chains.map(({ boxes }) => boxes.length).sort(), [34, 35]);
  });

  test('too few characters are no line', () => {
    assert.deepEqual(findChains(boxesOf(drawBars(size, barLines(8, 2)))), []);
  });

  test('print that continues the lines of a zone on both sides does not hide them, nor a page full of it', () => {
    const steps = [9, 13, 16, 8, 12, 19, 10, 14, 25, 11, 17, 12, 22, 9, 15, 8, 13, 20];
    const print = (from: number, to: number, y: number) => {
      const bars: Bar[] = [];
      for (let x = from, i = Math.round(y); x < to; x += steps[i++ % steps.length] ?? 14)
        bars.push({ x, y, width: 6, height: 14 });
      return bars;
    };
    const page = Array.from({ length: 20 }, (_, row) => print(30, 1170, 60 + row * 26));
    const zone = barLines(36, 2, 14, 36).map((bar) => ({ ...bar, x: bar.x + 260, y: bar.y + 520 }));
    const beside = [640, 676].flatMap((y) => [...print(60, 290, y), ...print(840, 1170, y)]);
    const boxes = [...page.flat(), ...beside, ...zone].map(boxOf);
    const [best] = findZoneCandidates(findChains(boxes));
    for (const chain of best?.chains ?? []) {
      const inside = chain.boxes.filter(({ left, right, top }) => left > 310 && right < 820 && top > 600).length;
      assert.ok(inside >= 32 && chain.boxes.length <= inside + 4, `${inside} of ${chain.boxes.length}`);
    }
    assert.equal(best?.chains.length, 2);
  });

  test('full lines below each other come before lines with spaces between words', () => {
    const text = barLines(40, 3, 14, 30).filter((_, i) => i % 6 !== 5);
    const zone = barLines(36, 2).map((bar) => ({ ...bar, y: bar.y + 150 }));
    const [best] = findZoneCandidates(findChains(boxesOf(drawBars(size, [...text, ...zone]))));
    assert.deepEqual(
      best?.chains.map(({ boxes }) => boxes.length),
      [36, 36],
    );
  });
});

describe('the grid', () => {
  const gridOf = (bars: ReturnType<typeof barLines>) => {
    const boxes = boxesOf(drawBars(size, bars));
    const [candidate] = findZoneCandidates(findChains(boxes));
    return candidate ? fitZoneGrid(candidate, boxes) : null;
  };

  test('gives every column its place, also where the character is missing', () => {
    const bars = barLines(36, 2);
    const grid = gridOf(bars.filter((_, i) => i !== 20 && i !== 44));
    assert.ok(grid);
    assert.equal(grid.lastColumn - grid.firstColumn, 35);
    for (const [i, bar] of bars.entries()) {
      const slot = grid.slotAt(Math.floor(i / 36), grid.firstColumn + (i % 36));
      assert.ok(Math.hypot(slot.x - bar.x, slot.y - bar.y) < 1.5, `${i}: ${slot.x}, ${slot.y}`);
    }
  });

  test('follows steps that shrink and lines that lean, as on a page seen from the side', () => {
    const bars = barLines(36, 2).map((bar, i) => {
      const column = i % 36;
      return { ...bar, x: 60 + column * 15 - column * column * 0.06, y: bar.y + column * 0.5 };
    });
    const grid = gridOf(bars);
    assert.ok(grid);
    for (const [i, bar] of bars.entries()) {
      const slot = grid.slotAt(Math.floor(i / 36), grid.firstColumn + (i % 36));
      assert.ok(Math.hypot(slot.x - bar.x, slot.y - bar.y) < 2, `${i}: ${slot.x}, ${slot.y}`);
    }
  });

  test('counts the columns of characters that touch', () => {
    const bars = barLines(36, 2);
    const [one, other] = [bars[14], bars[15]];
    assert.ok(one && other);
    const bridge = { x: (one.x + other.x) / 2, y: one.y, width: 10, height: 4 };
    const grid = gridOf([...bars, bridge]);
    assert.equal(grid && grid.lastColumn - grid.firstColumn, 35);
    const last = grid?.slotAt(0, grid.lastColumn);
    assert.ok(last && Math.abs(last.x - (bars[35]?.x ?? 0)) < 1.5, `${last?.x}`);
  });
});
