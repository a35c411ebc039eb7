import { recommended, type Spelling, spellWords } from './transliterate.ts';

/** What is said before or after a name and is no part of it. FNU and LNU stand for an unknown given or family name. */
const TITLES: ReadonlySet<string> = new Set('DR PROF PHD MR MRS MS MISS MX SIR HERR FRAU MME MLLE FNU LNU'.split(' '));

/** Tells father from son: ignored when one side does not write it, a difference when both write another. */
const SUFFIXES: ReadonlySet<string> = new Set(['JR', 'SR', 'II', 'III', 'IV']);

/** The words of a name with titles and the suffix taken off. */
export type NameWords<Word> = { words: readonly Word[]; suffix: string | null };

/** Undefined when the text holds a letter that cannot be transliterated. */
export function readNameWords(text: string): NameWords<Spelling> | undefined {
  const words = spellWords(text);
  return words === undefined ? undefined : strip(words, recommended);
}

/** The words of a name as a zone writes it, parted by spaces. */
export function readZoneWords(text: string): NameWords<string> {
  return strip(
    text.split(' ').filter((word) => word !== ''),
    (word) => word,
  );
}

/** A title that is all there is stays a name, and so does a suffix that is not the last of at least two words. */
function strip<Word>(all: readonly Word[], textOf: (word: Word) => string): NameWords<Word> {
  const untitled = all.filter((word) => !TITLES.has(textOf(word)));
  const words = untitled.length === 0 ? all : untitled;
  const last = words.at(-1);
  if (words.length < 2 || last === undefined || !SUFFIXES.has(textOf(last))) return { words, suffix: null };
  return { words: words.slice(0, -1), suffix: textOf(last) };
}
