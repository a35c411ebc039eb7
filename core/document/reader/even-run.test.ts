import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InkBox } from './components.ts';
import { findEvenRun } from './even-run.ts';

/** Boxes 10 wide and 16 high with these distances from middle to middle. */
function chainOf(steps: readonly number[]) {
  let x = 100;
  const boxAt = (middle: number): InkBox => ({ left: middle - 5, right: middle + 5, top: 0, foot: 16, area: 100 });
  const boxes = [
    boxAt(x),
    ...steps.map((step) => {
      x += step;
      return boxAt(x);
    }),
  ];
  return { boxes, height: 16 };
}

const even = (count: number) => Array<number>(count).fill(14);
/** Distances as in print whose letters have each their width. */
const proportional = [9, 13, 16, 6, 12, 19, 8, 14, 25, 10, 7, 17, 12, 22, 9, 15, 6, 13, 20, 8];

const cases: readonly [guarantee: string, steps: readonly number[], first: number, end: number, score: number][] = [
  ['a line of one pitch is even as a whole', even(35), 0, 36, 35],
  ['a character that was not found is a step of two pitches', [...even(15), 28, ...even(15)], 0, 32, 31],
  ['a pitch that shrinks along the line is one', Array.from({ length: 35 }, (_, i) => 16 - i * 0.12), 0, 36, 35],
  ['print before and behind is cut off', [...proportional, 35, ...even(29), 35, ...proportional], 21, 51, 29],
  ['a broken character costs little', [...even(17), 7, 7, ...even(17)], 0, 37, 30],
  ['a single box has no step', [], 0, 0, 0],
];

for (const [guarantee, steps, first, end, score] of cases) {
  test(guarantee, () => assert.deepEqual(findEvenRun(chainOf(steps)), { first, end, score }));
}

test('characters that touch are left out, their middle being on no column', () => {
  const { boxes, height } = chainOf(even(35));
  const [one, other] = [boxes[10], boxes[11]];
  assert.ok(one && other);
  const joined = [...boxes.slice(0, 10), { ...one, right: other.right }, ...boxes.slice(12)];
  assert.deepEqual(findEvenRun({ boxes: joined, height }), { first: 0, end: 35, score: 33 });
});

test('proportional print has no long run', () => {
  assert.ok(findEvenRun(chainOf([...proportional, ...proportional])).score < 10);
});
