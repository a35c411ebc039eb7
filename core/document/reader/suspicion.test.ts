import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letterInk } from './letter-ink.ts';
import { findInkSurplus, findSuspicions } from './suspicion.ts';

const lines = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];

/** Characters that the network holds whole, printed with a stroke that is `weight` steps bolder than the font's. */
function printed(weight: number, contrastAt: (line: number, column: number) => number) {
  return lines.map((text, line) =>
    [...text].map((character, column) => {
      const { area = 0, outline = 0 } = letterInk[character] ?? {};
      return {
        character,
        logProbability: -0.001,
        logProbabilityAllowed: -0.001,
        alternatives: [],
        damage: -6,
        ink: 0.002 * contrastAt(line, column) * (area + weight * outline),
      };
    }),
  );
}

test('ink is weighed against print of any weight and any light', () => {
  for (const weight of [-0.03, 0, 0.05]) {
    const surplus = findInkSurplus(printed(weight, (line, column) => (line === 0 ? 3 : 2) * 0.99 ** column));
    const most = Math.max(...surplus.flat().map(Math.abs));
    assert.ok(most < 0.05, `${most} at ${weight}`);
  }
});

test('the one character whose ink does not fit is found, by how much it does not', () => {
  const surplus = findInkSurplus(printed(0.02, (line, column) => (line === 0 && column === 8 ? 4 : 2)));
  assert.ok(Math.abs((surplus[0]?.[8] ?? 0) - Math.log(2)) < 0.05, `${surplus[0]?.[8]}`);
  assert.ok(Math.abs(surplus[0]?.[9] ?? 1) < 0.05);
});

test('a blot that makes a clean O is suspected by its ink alone, and its neighbours are not', () => {
  const suspicions = findSuspicions(printed(0, (line, column) => (line === 0 && column === 8 ? 4.4 : 2)));
  const highest = Math.max(...suspicions.flat());
  assert.equal(suspicions[0]?.[8], highest);
  assert.ok(highest > 0 && suspicions.flat().filter((value) => value > -4).length === 1, `${highest}`);
});
