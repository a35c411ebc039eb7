import type { DecodedCharacter } from './decode.ts';
import { quantile } from './least-squares.ts';
import { letterInk } from './letter-ink.ts';

/** The network's certainty that a character is whole counts up to here: it judges by the shape alone. */
const leastDamage = -4.5;
/** How much a surplus or lack of ink counts beside what the network says of damage, and how much less where a zone is uneven anyway. */
const inkWeight = 8;
const unevenness = 10;

/**
 * For each character of a zone how much speaks for damage, as a logarithm of odds: what the network sees in the slot alone, and
 * whether its ink is what the letter needs. The second sees what the first cannot: a ring that is drawn over a letter makes a clean O,
 * but a bolder one than the O beside it.
 */
export function findSuspicions(characters: readonly (readonly DecodedCharacter[])[]): number[][] {
  const surplus = findInkSurplus(characters);
  const spread = quantile(
    surplus.flat().map((value) => Math.abs(value)),
    0.5,
  );
  return characters.map((row, line) =>
    row.map(
      ({ damage }, column) =>
        Math.max(leastDamage, damage) +
        (inkWeight * Math.abs(surplus[line]?.[column] ?? 0)) / (1 + unevenness * spread),
    ),
  );
}

/** Added to every outline, in steps of the line: from print that is thinner than the font to bold print. */
const strokeWeights = Array.from({ length: 14 }, (_, i) => -0.05 + 0.01 * i);

/**
 * The logarithm of the ink that each character has over the ink that its letter needs in this zone: in print of its weight, in its
 * line, whose contrast may change from one end to the other.
 */
export function findInkSurplus(characters: readonly (readonly DecodedCharacter[])[]): number[][] {
  let best: { surplus: number[][]; spread: number } | null = null;
  for (const weight of strokeWeights) {
    const surplus = characters.map((row) => withoutTrend(row.map((read) => surplusAt(read, weight))));
    const spread = quantile(
      surplus.flat().map((value) => Math.abs(value)),
      0.5,
    );
    if (!best || spread < best.spread) best = { surplus, spread };
  }
  return best?.surplus ?? [];
}

const leastInk = 0.002;
const leastArea = 2;

function surplusAt({ character, ink }: DecodedCharacter, weight: number): number {
  const { area, outline } = letterInk[character] ?? { area: leastArea, outline: 0 };
  return Math.log(Math.max(leastInk, ink)) - Math.log(Math.max(leastArea, area + weight * outline));
}

/** Takes away the straight line through the values that half of them lie above; a few wild ones do not turn it. */
function withoutTrend(values: readonly number[]): number[] {
  const half = Math.floor(values.length / 2);
  const apart = values.length - half;
  const slopes = values.slice(apart).map((value, i) => (value - (values[i] ?? 0)) / apart);
  const slope = slopes.length > 0 ? quantile(slopes, 0.5) : 0;
  const level = values.map((value, i) => value - slope * i);
  const middle = quantile(level, 0.5);
  return level.map((value) => value - middle);
}
