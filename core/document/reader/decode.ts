import { isCheckDigitRight } from '../check-digit.ts';
import { readDocumentNumber } from '../document-number.ts';
import {
  allowedCharacters,
  fieldText,
  textOf,
  trimFillers,
  ZONE_LAYOUTS,
  type ZoneFormat,
  type ZoneLayout,
} from '../zone-format.ts';
import { readerAlphabet } from './network.ts';
import type { SlotReading } from './slot-reader.ts';

/** For each row and column what is seen there. */
export type SlotReadings = readonly (readonly SlotReading[])[];

export interface DecodedCharacter {
  character: string;
  /** Of this character among all that the network knows. */
  logProbability: number;
  /** Of this character among those that ICAO 9303 allows here. */
  logProbabilityAllowed: number;
  /** Other characters allowed here with a probability of 1 % or more, the likeliest first. */
  alternatives: { character: string; logProbability: number }[];
  /** Logarithm of the odds that it is damaged, so that what is seen may be a part of another character. */
  damage: number;
  /** The share of light that it takes from the paper, on average over its slot. */
  ink: number;
}

export interface DecodedZone {
  format: ZoneFormat;
  lines: string[];
  characters: DecodedCharacter[][];
  /** All check digits fit. */
  isConsistent: boolean;
  /** The one character that was chosen against the network because the check digits demand it. */
  corrected: { line: number; column: number } | null;
  /** Mean of the characters' `logProbability`. */
  confidence: number;
}

/** Below this a character is no candidate for a correction. */
const leastLogProbability = -9;
/** A correction must be this much likelier than the next one, else nothing tells which of the two was printed. */
const correctionLead = 1.5;

/** The likeliest zone of a format: for each slot the best allowed character, and at most one other choice if the check digits demand it. */
export function decodeZone(format: ZoneFormat, readings: SlotReadings): DecodedZone {
  const layout = ZONE_LAYOUTS[format];
  const characters = readings.map((row, line) =>
    row.map((slot, column) => decodeCharacter(slot, allowedCharacters(format, line, column))),
  );
  const lines = characters.map((row) => row.map(({ character }) => character).join(''));
  if (areChecksRight(layout, lines)) return toZone(format, characters, true, null);
  const correction = findCorrection(layout, lines, characters);
  if (!correction) return toZone(format, characters, false, null);
  return toZone(format, applyCorrection(characters, correction), true, {
    line: correction.line,
    column: correction.column,
  });
}

/**
 * Issuers avoid the letter O in numbers, because people confuse it with 0 too; where both may stand it has to be this much likelier
 * by its shape, as a logarithm.
 */
const letterOHandicap = 2.5;

function decodeCharacter({ letters, damage, ink }: SlotReading, allowed: string): DecodedCharacter {
  const handicap = allowed.includes('0') ? letterOHandicap : 0;
  const shapeOf = (character: string) => letters[readerAlphabet.indexOf(character)] ?? -Infinity;
  const weighed = [...allowed]
    .map((character) => ({ character, weight: shapeOf(character) - (character === 'O' ? handicap : 0) }))
    .sort((a, b) => b.weight - a.weight);
  const total = Math.log(weighed.reduce((sum, { weight }) => sum + Math.exp(weight), 1e-30));
  const [best, ...others] = weighed.map(({ character, weight }) => ({ character, logProbability: weight - total }));
  if (!best) throw new Error('ICAO 9303 allows at least one character at every position.');
  return {
    character: best.character,
    logProbability: shapeOf(best.character),
    logProbabilityAllowed: best.logProbability,
    alternatives: others.filter(({ logProbability }) => logProbability > leastLogProbability),
    damage,
    ink,
  };
}

function toZone(
  format: ZoneFormat,
  characters: DecodedCharacter[][],
  isConsistent: boolean,
  corrected: DecodedZone['corrected'],
): DecodedZone {
  const all = characters.flat();
  return {
    format,
    lines: characters.map((row) => row.map(({ character }) => character).join('')),
    characters,
    isConsistent,
    corrected,
    confidence: all.reduce((sum, { logProbability }) => sum + logProbability, 0) / all.length,
  };
}

/** Whether every check digit of the zone fits, a long document number read in full. */
export function areChecksRight(layout: ZoneLayout, lines: readonly string[]): boolean {
  return layout.checks.every(({ name, at, over, mayBeFiller }) => {
    if (name !== 'documentNumber')
      return isCheckDigitRight(textOf(lines, over), lines[at.line]?.charAt(at.column) ?? '', mayBeFiller);
    const number = readDocumentNumber(layout, lines);
    return isCheckDigitRight(textOf(lines, number.spans), number.checkCharacter, false);
  });
}

interface Correction {
  line: number;
  column: number;
  character: string;
  cost: number;
}

/** The cheapest single substitution after which every check digit fits, or null if there is none or two are equally good. Never two characters: that would be guessing. */
function findCorrection(
  layout: ZoneLayout,
  lines: readonly string[],
  characters: DecodedCharacter[][],
): Correction | null {
  const found: Correction[] = [];
  characters.forEach((row, line) => {
    row.forEach((read, column) => {
      for (const { character, logProbability } of read.alternatives) {
        const changed = lines.map((text, i) =>
          i === line ? text.slice(0, column) + character + text.slice(column + 1) : text,
        );
        if (!areChecksRight(layout, changed)) continue;
        found.push({ line, column, character, cost: read.logProbabilityAllowed - logProbability });
      }
    });
  });
  const [best, next] = found.sort((a, b) => a.cost - b.cost);
  return best && (!next || next.cost - best.cost >= correctionLead) ? best : null;
}

function applyCorrection(
  characters: DecodedCharacter[][],
  { line, column, character }: Correction,
): DecodedCharacter[][] {
  return characters.map((row, i) =>
    row.map((read, j) => {
      const chosen =
        i === line && j === column ? read.alternatives.find((other) => other.character === character) : undefined;
      if (!chosen) return read;
      const shift = read.logProbability - read.logProbabilityAllowed;
      return {
        character,
        logProbability: chosen.logProbability + shift,
        logProbabilityAllowed: chosen.logProbability,
        alternatives: [{ character: read.character, logProbability: read.logProbabilityAllowed }],
        damage: read.damage,
        ink: read.ink,
      };
    }),
  );
}

/** Names end in fillers only, and two fillers part them once (ICAO 9303-3, 4.6). */
export function isNameWellFormed(layout: ZoneLayout, lines: readonly string[]): boolean {
  const parts = trimFillers(fieldText(layout, lines, 'name')).split('<<');
  return parts.length <= 2 && parts.every((part) => part !== '' && !part.startsWith('<'));
}
