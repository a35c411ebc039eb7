import { recommended, type Spelling, spellWords } from './transliterate.ts';

/** What is said before or after a name and is no part of it. FNU and LNU stand for an unknown given or family name. */
const TITLES: ReadonlySet<string> = new Set('DR PROF PHD MR MRS MS MISS MX SIR HERR FRAU MME MLLE FNU LNU'.split(' '));

/** Tells father from son: ignored when one side does not write it, a difference when both write another. */
const SUFFIXES: ReadonlySet<string> = new Set(['JR', 'SR', 'II', 'III', 'IV']);

/**
 * The words of a name, as they stand and without titles and suffix. Both are needed, because a title may be a name ("Miss" is one
 * somewhere) and a name that consists of a title only may stand for none (FNU).
 */
export type NameWords<Word> = { all: readonly Word[]; bare: readonly Word[]; suffix: string | null };

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

/** Only the last of at least two words can be a suffix. */
function strip<Word>(all: readonly Word[], textOf: (word: Word) => string): NameWords<Word> {
  const untitled = all.filter((word) => !TITLES.has(textOf(word)));
  const last = untitled.at(-1);
  if (untitled.length < 2 || last === undefined || !SUFFIXES.has(textOf(last))) {
    return { all, bare: untitled, suffix: null };
  }
  return { all, bare: untitled.slice(0, -1), suffix: textOf(last) };
}
