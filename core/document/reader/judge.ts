import { findAmbiguities, type ZonePosition } from '../ambiguity.ts';
import { coveredPositions, freePositions, readDocumentNumber } from '../document-number.ts';
import { findIssuingState } from '../issuing-state.ts';
import { fieldAt, trimFillers, ZONE_LAYOUTS, type ZoneField, type ZoneFormat } from '../zone-format.ts';
import { type DecodedCharacter, type DecodedZone, isNameWellFormed } from './decode.ts';
import { findRivals, protectedPlaces, type Rival } from './rivals.ts';
import { findSuspicions } from './suspicion.ts';

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

/**
 * Limits of acceptance, measured with bench/documents. Loosening one lets wrong names in: nothing but these protects them.
 * All are natural logarithms of probabilities.
 */
export const acceptance = {
  /** Mean over all characters. Right reads of fair pictures lie above -0.01; what is no zone lies below -0.5. */
  leastConfidence: -0.1,
  /** Sum over the characters that no check digit protects: the chance that all of them are right. */
  leastUnprotected: -0.06,
  /** The least likely of them. */
  leastUnprotectedCharacter: -0.025,
  /** Chance of this reading among all that fit the check digits; rivals that differ in optional data alone are named instead. */
  leastProtected: -0.03,
  /** Between O and 0 the network is surer than it should be: outside optional data such a rival has to be less likely by this factor. */
  leastRoundDeficit: 5,
  /** Sum over the letters of a state's code that is in no list. */
  leastUnknownState: -0.002,
  /** What may speak for damage to a character that no check digit protects, as a logarithm of odds; a damaged letter looks like another one. */
  mostSuspicion: -1.5,
  /** The same in a state's code that is in no list. */
  mostUnknownStateSuspicion: -2.5,
  /** The same where a check digit would notice nine of ten wrong characters. */
  mostProtectedSuspicion: 1.5,
  /** A rival is named as ambiguous when it is less likely by no more than this factor (1 : 200). O and 0 are always named. */
  mostNamedDeficit: 5.3,
} as const;

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
  if (!zone || zone.confidence < leastZoneLike) return { ...nothingRead, reasons: [notFound] };
  const { format, lines, confidence, characters } = zone;
  const read = { format, lines, confidence, characters };
  if (!zone.isConsistent) return { ...read, accepted: false, reasons: [checkDigitsWrong], ambiguous: [] };
  const rivals = findRivals(zone);
  const ambiguous = ambiguousCharacters(zone, rivals ?? []);
  const accepted = rivals !== null && isSure(zone, rivals);
  return { ...read, accepted, reasons: accepted ? [] : [unsure], ambiguous };
}

/** Below this mean logarithm the characters are not those of a zone. */
const leastZoneLike = -2.5;

const nothingRead = { accepted: false, format: null, lines: [], confidence: null, characters: [], ambiguous: [] };

function isSure(zone: DecodedZone, rivals: readonly Rival[]): boolean {
  const unprotected = unprotectedLogProbabilities(zone);
  return (
    zone.confidence >= acceptance.leastConfidence &&
    sum(unprotected) >= acceptance.leastUnprotected &&
    Math.min(0, ...unprotected) >= acceptance.leastUnprotectedCharacter &&
    protectedLogProbability(zone, rivals) >= acceptance.leastProtected &&
    !rivals.some((rival) => isRoundRival(zone, rival) && rival.deficit < acceptance.leastRoundDeficit) &&
    isNameWellFormed(ZONE_LAYOUTS[zone.format], zone.lines) &&
    areStatesPlausible(zone) &&
    isUndamaged(zone)
  );
}

/** Whether every character is whole. */
function isUndamaged(zone: DecodedZone): boolean {
  const limitAt = suspicionLimits(zone);
  return findSuspicions(zone.characters).every((row, line) =>
    row.every((suspicion, column) => suspicion <= limitAt(line, column)),
  );
}

/** Where a check digit made the reader choose against what it saw, its protection is used up. */
function suspicionLimits(zone: DecodedZone): (line: number, column: number) => number {
  const covered = zone.corrected ? new Set<string>() : protectedPlaces(zone);
  const states = unknownStates(zone);
  return (line, column) => {
    if (covered.has(`${line}:${column}`)) return acceptance.mostProtectedSuspicion;
    const isUnknown = states.some((state) => state.line === line && column >= state.start && column < state.end);
    return isUnknown ? acceptance.mostUnknownStateSuspicion : acceptance.mostSuspicion;
  };
}

/** Codes of states and nationalities that nobody has assigned are misread as a rule; the very sure ones are taken as printed. */
function areStatesPlausible(zone: DecodedZone): boolean {
  return unknownStates(zone).every(({ line, start, end }) => {
    const characters = (zone.characters[line] ?? []).slice(start, end);
    return sum(characters.map(({ logProbabilityAllowed }) => logProbabilityAllowed)) >= acceptance.leastUnknownState;
  });
}

function unknownStates(zone: DecodedZone): ZoneField[] {
  return ZONE_LAYOUTS[zone.format].fields.filter(({ name, line, start, end }) => {
    const code = trimFillers((zone.lines[line] ?? '').slice(start, end));
    return (name === 'issuingState' || name === 'nationality') && findIssuingState(code) === undefined;
  });
}

/** Names, states, nationality, sex and the optional data of a visa: what no check digit covers. */
export function unprotectedLogProbabilities(zone: DecodedZone): number[] {
  const covered = protectedPlaces(zone);
  return zone.characters.flatMap((row, line) =>
    row.flatMap((read, column) => {
      if (covered.has(`${line}:${column}`)) return [];
      return [isOptional(zone, { line, column }) ? apartFromRound(read) : read.logProbabilityAllowed];
    }),
  );
}

/** The chance that the character is right if O and 0 count as one: in optional data their choice is named and not refused. */
function apartFromRound({ character, logProbabilityAllowed, alternatives }: DecodedCharacter): number {
  const twin = character === 'O' ? '0' : character === '0' ? 'O' : undefined;
  const other = alternatives.find((alternative) => alternative.character === twin)?.logProbability ?? -Infinity;
  return Math.log(Math.exp(logProbabilityAllowed) + Math.exp(other));
}

/** The logarithm of the chance that of all readings that fit the check digits this is the right one, optional data aside. */
export function protectedLogProbability(zone: DecodedZone, rivals: readonly Rival[]): number {
  const others = rivals.filter(({ swaps }) => swaps.some((swap) => !isOptional(zone, swap)));
  return -Math.log(1 + sum(others.map(({ deficit }) => Math.exp(-deficit))));
}

/** Whether a rival differs in choices between O and 0 alone, and not only in optional data. */
function isRoundRival(zone: DecodedZone, { swaps }: Rival): boolean {
  const isRound = swaps.every(({ read, couldBe }) => 'O0'.includes(read) && 'O0'.includes(couldBe));
  return isRound && swaps.some((swap) => !isOptional(zone, swap));
}

function isOptional(zone: DecodedZone, { line, column }: ZonePosition): boolean {
  return fieldAt(zone.format, line, column).kind === 'optional';
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function ambiguousCharacters(zone: DecodedZone, rivals: readonly Rival[]): AmbiguousCharacter[] {
  const layout = ZONE_LAYOUTS[zone.format];
  const number = readDocumentNumber(layout, zone.lines);
  const blind = findAmbiguities(zone.lines, freePositions(layout, number), coveredPositions(layout, number));
  const named = [
    ...blind.filter(({ shape }) => shape === 'same'),
    ...rivals.filter(({ deficit }) => deficit <= acceptance.mostNamedDeficit),
  ].flatMap(({ swaps }) => swaps);
  const byPlace = new Map<string, AmbiguousCharacter>();
  for (const { line, column, read, couldBe } of named) {
    const place = `${line}:${column}`;
    const known = byPlace.get(place)?.couldBe ?? [];
    byPlace.set(place, { line, column, read, couldBe: [...new Set([...known, couldBe])] });
  }
  return [...byPlace.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}
