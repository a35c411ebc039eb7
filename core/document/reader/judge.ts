import { findAmbiguities, type ZoneSwap } from '../ambiguity.ts';
import { coveredPositions, freePositions, readDocumentNumber } from '../document-number.ts';
import { fieldAt, ZONE_LAYOUTS, type ZoneFormat } from '../zone-format.ts';
import { type DecodedCharacter, type DecodedZone, isNameWellFormed } from './decode.ts';

/** Why a zone was not accepted; the sentence tells the person what to do. */
export interface ReadingReason {
  code: 'zone_not_found' | 'zone_unsure' | 'zone_check_digits';
  sentence: string;
}

/** A character that the check digits cannot settle: read as one, but the others fit as well. Lines and columns count from 0. */
export interface AmbiguousCharacter {
  line: number;
  column: number;
  read: string;
  couldBe: string[];
}

export interface ZoneReading {
  /** Sure enough to rely on. What is in `ambiguous` is not settled even then. */
  accepted: boolean;
  format: ZoneFormat | null;
  /** As read, also when not accepted; empty when no zone was found. */
  lines: string[];
  /** Mean logarithm of the characters' probabilities (0 is certain), null when no zone was found. */
  confidence: number | null;
  characters: DecodedCharacter[][];
  reasons: ReadingReason[];
  ambiguous: AmbiguousCharacter[];
}

/** Limits of acceptance, measured with bench/documents. Raising one lets wrong names in: nothing but these protects them. */
export const acceptance = {
  /** Mean over all characters. Right reads of fair pictures lie above -0.01. */
  leastConfidence: -0.06,
  /** Sum over the characters that no check digit protects: the logarithm of the chance that all of them are right. */
  leastUnprotected: -0.35,
  /** The least likely of them. */
  leastUnprotectedCharacter: -0.22,
  /** A corrected character needs a neighbourhood that is read well: the sum over the protected ones. */
  leastProtectedWhenCorrected: -2.5,
} as const;

/** A look-alike that the check digits cannot rule out is named from this probability on, and refused from the other. O and 0 are always named. */
const namedFromLogProbability = Math.log(0.005);
const refusedFromLogProbability = Math.log(0.12);

const notFound: ReadingReason = {
  code: 'zone_not_found',
  sentence: 'No machine-readable lines were found: show the whole page with the lines of < signs, flat and well lit.',
};
const unsure: ReadingReason = {
  code: 'zone_unsure',
  sentence:
    'The machine-readable lines could not be read with certainty: take the picture again, sharp, straight and without reflections.',
};
const checkDigitsWrong: ReadingReason = {
  code: 'zone_check_digits',
  sentence:
    'The check digits of the machine-readable lines do not fit what was read: take the picture again, sharp and with all lines in view.',
};

/** Decides whether a decoded zone may be relied on, and says what stays open. */
export function judgeReading(zone: DecodedZone | null): ZoneReading {
  if (!zone || zone.confidence < -2.5)
    return {
      accepted: false,
      format: null,
      lines: [],
      confidence: null,
      characters: [],
      reasons: [notFound],
      ambiguous: [],
    };
  const ambiguous = zone.isConsistent ? ambiguousCharacters(zone) : [];
  const reasons = reasonsAgainst(zone, ambiguous);
  const { format, lines, confidence, characters } = zone;
  return { accepted: reasons.length === 0, format, lines, confidence, characters, reasons, ambiguous };
}

function reasonsAgainst(zone: DecodedZone, ambiguous: readonly AmbiguousCharacter[]): ReadingReason[] {
  if (!zone.isConsistent) return [checkDigitsWrong];
  return isSure(zone) && !ambiguous.some((one) => isOpen(zone, one)) ? [] : [unsure];
}

function isSure(zone: DecodedZone): boolean {
  const layout = ZONE_LAYOUTS[zone.format];
  const unprotected = unprotectedLogProbabilities(zone);
  const total = sum(unprotected);
  const wasCorrectionSafe =
    zone.corrected === null ||
    sum(zone.characters.flat().map(({ logProbabilityAllowed }) => logProbabilityAllowed)) >
      acceptance.leastProtectedWhenCorrected;
  return (
    zone.confidence >= acceptance.leastConfidence &&
    total >= acceptance.leastUnprotected &&
    Math.min(0, ...unprotected) >= acceptance.leastUnprotectedCharacter &&
    wasCorrectionSafe &&
    isNameWellFormed(layout, zone.lines)
  );
}

/** Names, states, nationality, sex and the optional data of a visa: what no check digit covers. */
export function unprotectedLogProbabilities(zone: DecodedZone): number[] {
  const layout = ZONE_LAYOUTS[zone.format];
  const covered = new Set<string>();
  for (const { at, over } of layout.checks) {
    covered.add(`${at.line}:${at.column}`);
    for (const { line, start, end } of over)
      for (let column = start; column < end; column++) covered.add(`${line}:${column}`);
  }
  return zone.characters.flatMap((row, line) =>
    row.flatMap(({ logProbabilityAllowed }, column) =>
      covered.has(`${line}:${column}`) ? [] : [logProbabilityAllowed],
    ),
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function ambiguousCharacters(zone: DecodedZone): AmbiguousCharacter[] {
  const layout = ZONE_LAYOUTS[zone.format];
  const number = readDocumentNumber(layout, zone.lines);
  const others = findAmbiguities(zone.lines, freePositions(layout, number), coveredPositions(layout, number));
  const named = others
    .filter(
      ({ shape, swaps }) =>
        shape === 'same' || swaps.every((swap) => probabilityOf(zone, swap) > namedFromLogProbability),
    )
    .flatMap(({ swaps }) => swaps);
  const byPlace = new Map<string, AmbiguousCharacter>();
  for (const { line, column, read, couldBe } of named) {
    const place = `${line}:${column}`;
    const known = byPlace.get(place)?.couldBe ?? [];
    byPlace.set(place, { line, column, read, couldBe: [...new Set([...known, couldBe])] });
  }
  return [...byPlace.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

function probabilityOf(zone: DecodedZone, { line, column, couldBe }: ZoneSwap): number {
  const read = zone.characters[line]?.[column];
  return read?.alternatives.find(({ character }) => character === couldBe)?.logProbability ?? -Infinity;
}

/** In the document number an open choice is never let through; in optional data it is only named. */
function isOpen(zone: DecodedZone, { line, column, couldBe, read }: AmbiguousCharacter): boolean {
  if (fieldAt(zone.format, line, column).kind === 'optional') return false;
  return couldBe.some(
    (other) => probabilityOf(zone, { line, column, read, couldBe: other }) > refusedFromLogProbability,
  );
}
