import { ZONE_LAYOUTS } from '../zone-format.ts';
import { areChecksRight, type DecodedZone } from './decode.ts';

export interface Swap {
  line: number;
  column: number;
  read: string;
  couldBe: string;
}

/** Another reading of the protected characters that fits every check digit too. */
export interface Rival {
  swaps: Swap[];
  /** How much less likely it is, as a difference of logarithms; negative when it is even likelier. */
  deficit: number;
}

/** Readings less likely than this by the factor e^9 are not rivals. */
const mostDeficit = 9;
/** A zone with more combinations of doubtful characters than this is not worth weighing: it is unreadable. */
const mostCombinations = 4000;

/**
 * All other readings that no check digit can rule out and that the network holds possible: one check digit lets every tenth
 * combination of changes pass, so two doubtful characters are enough to be consistently wrong. Null when there are too many doubts.
 */
export function findRivals(zone: DecodedZone): Rival[] | null {
  const layout = ZONE_LAYOUTS[zone.format];
  const doubts = findDoubts(zone);
  const rivals: Rival[] = [];
  let combinations = 0;

  const visit = (next: number, swaps: Swap[], deficit: number, lines: readonly string[]): void => {
    if (++combinations > mostCombinations) return;
    if (swaps.length > 0 && areChecksRight(layout, lines)) rivals.push({ swaps, deficit });
    for (let i = next; i < doubts.length; i++) {
      for (const { swap, cost } of doubts[i] ?? []) {
        if (deficit + cost > mostDeficit) continue;
        visit(i + 1, [...swaps, swap], deficit + cost, applySwap(lines, swap));
      }
    }
  };
  visit(0, [], 0, zone.lines);
  return combinations > mostCombinations ? null : rivals.sort((a, b) => a.deficit - b.deficit);
}

interface Doubt {
  swap: Swap;
  cost: number;
}

/** For each protected character with alternatives: what it could be and what that costs. */
function findDoubts(zone: DecodedZone): Doubt[][] {
  const places = protectedPlaces(zone);
  return zone.characters.flatMap((row, line) =>
    row.flatMap(({ character, logProbabilityAllowed, alternatives }, column) => {
      if (!places.has(`${line}:${column}`)) return [];
      const options = alternatives
        .map((other) => ({
          swap: { line, column, read: character, couldBe: other.character },
          cost: logProbabilityAllowed - other.logProbability,
        }))
        .filter(({ cost }) => cost <= mostDeficit);
      return options.length > 0 ? [options] : [];
    }),
  );
}

/** The places that some check digit covers, and the check digits themselves, as `line:column`. */
export function protectedPlaces({ format }: DecodedZone): Set<string> {
  const places = new Set<string>();
  for (const { at, over } of ZONE_LAYOUTS[format].checks) {
    places.add(`${at.line}:${at.column}`);
    for (const { line, start, end } of over)
      for (let column = start; column < end; column++) places.add(`${line}:${column}`);
  }
  return places;
}

function applySwap(lines: readonly string[], { line, column, couldBe }: Swap): string[] {
  return lines.map((text, i) => (i === line ? text.slice(0, column) + couldBe + text.slice(column + 1) : text));
}
