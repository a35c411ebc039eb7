import { FILLER } from './check-digit.ts';
import { CYRILLIC, GREEK, LATIN, type TransliterationTable } from './transliteration-table.ts';

/** A word, letter by letter: the forms that a zone may write each in, the recommended one first. A form may be empty. */
export type Spelling = readonly (readonly string[])[];

const TABLE: TransliterationTable = { ...LATIN, ...CYRILLIC, ...GREEK };

/**
 * The words of a name as a zone may spell them (ICAO 9303-3, 4.6 and section 6): hyphens, spaces, commas and full stops part
 * words, apostrophes and other signs are dropped. Undefined when a letter has no known transliteration (Arabic, Chinese, ...).
 */
export function spellWords(text: string): Spelling[] | undefined {
  const words: Spelling[] = [];
  for (const part of simplify(text).split(/[\s\p{Pd},.;/<_]+/u)) {
    const spelling = spellWord(part);
    if (spelling === undefined) return undefined;
    if (spelling.length > 0) words.push(spelling);
  }
  return words;
}

/** The text as a zone should write it, words parted by one filler; undefined when a letter has no known transliteration. */
export function transliterate(text: string): string | undefined {
  return spellWords(text)?.map(recommended).join(FILLER);
}

/** The recommended spelling of a word. */
export function recommended(spelling: Spelling): string {
  return spelling.map((forms) => forms[0] ?? '').join('');
}

/** Whether the word of a zone is one of the spellings, from its first letter to its last. */
export function isSpelledAs(spelling: Spelling, word: string): boolean {
  return reach(spelling, word).ends.has(word.length);
}

/** Whether the word of a zone is the beginning of one of the spellings, or all of it. */
export function isSpelledFrom(spelling: Spelling, word: string): boolean {
  return reach(spelling, word).isCovered;
}

/**
 * Walks through the letters of the spelling with the set of places in the word where each can begin, so that many forms per letter
 * cost no more than one. `ends`: where the last letter can end; `isCovered`: the word ended at or inside some letter on the way.
 */
function reach(spelling: Spelling, word: string): { ends: Set<number>; isCovered: boolean } {
  let places = new Set([0]);
  let isCovered = word === '';
  for (const forms of spelling) {
    const next = new Set<number>();
    for (const place of places) {
      for (const form of forms) {
        if (word.startsWith(form, place)) next.add(place + form.length);
        isCovered ||= form.startsWith(word.slice(place));
      }
    }
    places = next;
  }
  return { ends: places, isCovered };
}

/** Capitals, and every letter that no table lists reduced to its base letter. */
function simplify(text: string): string {
  return [...text.normalize('NFC').toUpperCase().normalize('NFC')]
    .map((character) => (character in TABLE ? character : withoutMarks(character)))
    .join('');
}

function withoutMarks(character: string): string {
  return character.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
}

function spellWord(word: string): Spelling | undefined {
  const letters: string[][] = [];
  let rest = word;
  while (rest !== '') {
    const length = takeLength(rest);
    const forms = formsOf(rest.slice(0, length));
    if (forms === undefined) return undefined;
    if (forms.length > 0) letters.push([...forms]);
    rest = rest.slice(length);
  }
  return letters;
}

/** Two letters where a table lists them together, otherwise one character. */
function takeLength(text: string): number {
  const pair = text.slice(0, 2);
  if (pair.length === 2 && pair in TABLE) return 2;
  return String.fromCodePoint(text.codePointAt(0) ?? 0).length;
}

/** The forms of a letter; none for a sign that is dropped; undefined for a letter that no table knows. */
function formsOf(letter: string): readonly string[] | undefined {
  if (/^[A-Z0-9]$/.test(letter)) return [letter];
  const forms = Object.hasOwn(TABLE, letter) ? TABLE[letter] : undefined;
  if (forms !== undefined) return forms;
  // Modifier letters are apostrophes in disguise (the Hawaiian okina).
  return /^[\p{Lu}\p{Ll}\p{Lt}\p{Lo}]$/u.test(letter) ? undefined : [];
}
