import type { ZonePosition } from './ambiguity.ts';
import { FILLER } from './check-digit.ts';
import { fieldText, textOf, trimFillers, type ZoneLayout, type ZoneSpan } from './zone-format.ts';

/** The document number of a zone, the spans it stands in, and the character printed as its check digit. */
export type DocumentNumber = { text: string; spans: readonly ZoneSpan[]; checkCharacter: string; isLong: boolean };

/**
 * Reads the document number. One of more than nine characters (TD1 and TD2 only) has a filler in its check position; its rest
 * stands at the beginning of the optional data, followed by the check digit over all of it and a filler (ICAO 9303-5, 4.2.2.1 and
 * 9303-6, 4.2.2.2).
 */
export function readDocumentNumber(layout: ZoneLayout, lines: readonly string[]): DocumentNumber {
  const own = layout.fields.filter(({ name }) => name === 'documentNumber');
  const checkCharacter = fieldText(layout, lines, 'documentNumberCheck');
  const tail = checkCharacter === FILLER ? continuation(layout, lines) : undefined;
  if (tail === undefined) return { text: trimFillers(textOf(lines, own)), spans: own, checkCharacter, isLong: false };
  const spans = [...own, { ...tail, end: tail.end - 1 }];
  return { text: textOf(lines, spans), spans, checkCharacter: textOf(lines, [tail]).slice(-1), isLong: true };
}

/** The rest of a long number with its check digit: two characters at least. */
function continuation(layout: ZoneLayout, lines: readonly string[]): ZoneSpan | undefined {
  const optional = layout.fields.find(({ name }) => name === 'optional');
  if (optional === undefined) return undefined;
  const length = /^[0-9A-Z]*/.exec(textOf(lines, [optional]))?.[0].length ?? 0;
  return length < 2 ? undefined : { line: optional.line, start: optional.start, end: optional.start + length };
}

/** The optional data in the order of the lines, without the tail of a long document number; empty parts are left out. */
export function readOptionalData(layout: ZoneLayout, lines: readonly string[], number: DocumentNumber): string[] {
  const first = fieldText(layout, lines, 'optional');
  const tail = number.spans[1];
  // The tail is followed by its check digit and a filler.
  const own = tail === undefined ? first : first.slice(tail.end - tail.start + 2);
  return [own, fieldText(layout, lines, 'optional2')].map(trimFillers).filter((text) => text !== '');
}

/** Where a letter and a digit are both possible: the document number and the optional data. */
export function freePositions(layout: ZoneLayout, number: DocumentNumber): ZonePosition[] {
  const tail = number.spans[1];
  return layout.fields
    .filter(({ kind }) => kind === 'alphanumeric' || kind === 'optional')
    .flatMap(positionsOf)
    .filter(({ line, column }) => tail === undefined || line !== tail.line || column !== tail.end);
}

/** What each check digit of the format covers, in order, with a long document number in full. */
export function coveredPositions(layout: ZoneLayout, number: DocumentNumber): ZonePosition[][] {
  return layout.checks.map(({ name, over }) => (name === 'documentNumber' ? number.spans : over).flatMap(positionsOf));
}

function positionsOf({ line, start, end }: ZoneSpan): ZonePosition[] {
  return Array.from({ length: end - start }, (_, index) => ({ line, column: start + index }));
}
