import { characterValue, weightAt } from './check-digit.ts';

/**
 * Characters that a camera can take for each other. `same`: in OCR-B the two differ only in how round they are, and a reader is
 * confidently wrong about them; `similar`: told apart on a fair picture.
 */
const LOOK_ALIKES: readonly { pair: readonly [string, string]; shape: 'same' | 'similar' }[] = [
  { pair: ['O', '0'], shape: 'same' },
  { pair: ['I', '1'], shape: 'similar' },
  { pair: ['L', '1'], shape: 'similar' },
  { pair: ['Z', '2'], shape: 'similar' },
  { pair: ['S', '5'], shape: 'similar' },
  { pair: ['G', '6'], shape: 'similar' },
  { pair: ['B', '8'], shape: 'similar' },
];

/** A character of a free field and what it could be instead. */
export type ZoneSwap = { line: number; column: number; read: string; couldBe: string };

/**
 * One other reading of the zone that every check digit would accept as well: one swap, or two that cancel each other.
 * `shape` is `same` when all swaps are between O and 0.
 */
export type ZoneAmbiguity = { swaps: readonly ZoneSwap[]; shape: 'same' | 'similar' };

export type ZonePosition = { line: number; column: number };

/**
 * The other readings that no check digit can rule out.
 *
 * A swap changes the sum of each check that covers it by (difference of values) times (weight), modulo 10. All changes are 0 for a
 * field that nothing protects and for G and 6 or L and 1, whose values differ by a multiple of 10; O and 0 (24 apart) under
 * the neighbouring weights 7 and 3 cancel in pairs. Three and more swaps at once are not looked for.
 *
 * `free` are the positions that may hold a letter or a digit alike; `checks` lists for each check digit the positions that it
 * covers, in order.
 */
export function findAmbiguities(
  lines: readonly string[],
  free: readonly ZonePosition[],
  checks: readonly (readonly ZonePosition[])[],
): ZoneAmbiguity[] {
  const candidates = free.flatMap((position) => candidatesAt(lines, position, checks));
  const blind = candidates.filter(({ changes }) => changes.every((change) => change === 0));
  const seen = candidates.filter((candidate) => !blind.includes(candidate));
  return [...blind.map((one) => toAmbiguity([one])), ...cancellingPairs(seen)];
}

type Candidate = { swap: ZoneSwap; shape: 'same' | 'similar'; changes: readonly number[] };

function candidatesAt(
  lines: readonly string[],
  { line, column }: ZonePosition,
  checks: readonly (readonly ZonePosition[])[],
): Candidate[] {
  const read = lines[line]?.charAt(column) ?? '';
  return LOOK_ALIKES.flatMap(({ pair, shape }) => {
    const couldBe = pair[0] === read ? pair[1] : pair[1] === read ? pair[0] : undefined;
    if (couldBe === undefined) return [];
    const difference = characterValue(couldBe) - characterValue(read);
    const changes = checks.map((positions) => {
      const place = positions.findIndex((position) => position.line === line && position.column === column);
      return place < 0 ? 0 : remainder(difference * weightAt(place));
    });
    return [{ swap: { line, column, read, couldBe }, shape, changes }];
  });
}

function cancellingPairs(candidates: readonly Candidate[]): ZoneAmbiguity[] {
  return candidates.flatMap((one, index) =>
    candidates
      .slice(index + 1)
      .filter((other) => !isSamePlace(one.swap, other.swap) && doCancel(one.changes, other.changes))
      .map((other) => toAmbiguity([one, other])),
  );
}

function doCancel(one: readonly number[], other: readonly number[]): boolean {
  return one.every((change, index) => remainder(change + (other[index] ?? 0)) === 0);
}

function isSamePlace(one: ZoneSwap, other: ZoneSwap): boolean {
  return one.line === other.line && one.column === other.column;
}

function toAmbiguity(candidates: readonly Candidate[]): ZoneAmbiguity {
  return {
    swaps: candidates.map(({ swap }) => swap),
    shape: candidates.every(({ shape }) => shape === 'same') ? 'same' : 'similar',
  };
}

function remainder(value: number): number {
  return ((value % 10) + 10) % 10;
}
