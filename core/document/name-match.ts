import { isSpelledAs, isSpelledFrom, recommended, type Spelling } from './transliterate.ts';

/** How far a part of a name agrees: in full, as far as a cut zone shows, or by no more than an initial. */
export type Agreement = 'full' | 'cut' | 'initial';

/** A cut word of fewer letters than this fits too many names to count as agreement. */
const LEAST_CUT_LETTERS = 3;

/** Words that one side joins and the other parts: at most this many make one. */
const MOST_JOINED_WORDS = 4;

/**
 * How a family name agrees with the zone's; null when it does not.
 * Joined and parted words are the same ("VAN DER BERG", "VANDERBERG"). In a zone that may be cut, later words may be cut, initials or missing;
 * the first word only when the family name alone fills the field, otherwise "SMITH" would agree with "SMITHSON".
 */
export function matchFamilyName(
  expected: readonly Spelling[],
  zone: readonly string[],
  cut: { mayBeCut: boolean; isAlone: boolean },
): Agreement | null {
  if (expected.length === 0 || zone.length === 0) return null;
  if (isSpelledAs(expected.flat(), zone.join(''))) return 'full';
  if (!cut.mayBeCut || zone.length > expected.length) return null;
  const parts = zone.map((word, index) => matchWord(expected[index] ?? [], word));
  if (parts.includes(null)) return null;
  if (parts[0] === 'full') return 'cut';
  return cut.isAlone ? (parts[0] ?? null) : null;
}

/** Which given names agree, and what is left over on each side. */
export type GivenNamesMatch = {
  agreement: Agreement | null;
  /** Every name of both sides found its partner in full. */
  isWhole: boolean;
  leftExpected: readonly string[];
  leftZone: readonly string[];
};

/**
 * Pairs given names off, in any order: first whole words, then words that one side joins ("JEAN PIERRE", "JEANPIERRE"), then words cut
 * short (only where the zone may be cut), then initials. The best pair gives the agreement.
 */
export function matchGivenNames(
  expected: readonly Spelling[],
  zone: readonly string[],
  mayBeCut: boolean,
): GivenNamesMatch {
  const left: Left = { expected: [...expected], zone: [...zone] };
  const whole = pairSingles(left, (spelling, word) => word.length > 1 && isSpelledAs(spelling, word));
  const joined = pairJoined(left);
  const isWhole = [...left.expected, ...left.zone].every((word) => word === null);
  const cut = mayBeCut && pairSingles(left, (spelling, word) => matchWord(spelling, word) === 'cut');
  const initial = pairSingles(left, (spelling, word) => isInitial(spelling, word, mayBeCut));
  return {
    agreement: whole || joined ? 'full' : cut ? 'cut' : initial ? 'initial' : null,
    isWhole,
    leftExpected: left.expected.filter((spelling) => spelling !== null).map(recommended),
    leftZone: left.zone.filter((word) => word !== null),
  };
}

/** What is not paired yet; a paired word leaves a hole, so that only real neighbours are joined. */
type Left = { expected: (Spelling | null)[]; zone: (string | null)[] };

/** Takes off every pair of single words that agree; true when there was one. */
function pairSingles(left: Left, doAgree: (spelling: Spelling, word: string) => boolean): boolean {
  let found = false;
  left.zone.forEach((word, index) => {
    if (word === null) return;
    const partner = left.expected.findIndex((spelling) => spelling !== null && doAgree(spelling, word));
    if (partner < 0) return;
    left.expected[partner] = null;
    left.zone[index] = null;
    found = true;
  });
  return found;
}

/** Takes off words of one side that together are one word of the other; true when there were any. */
function pairJoined(left: Left): boolean {
  let found = false;
  for (let count = 2; count <= MOST_JOINED_WORDS; count += 1) {
    for (const [index, word] of left.zone.entries()) {
      const start = findRun(left.expected, count, (run) => word !== null && isSpelledAs(run.flat(), word));
      if (start < 0) continue;
      left.expected.fill(null, start, start + count);
      left.zone[index] = null;
      found = true;
    }
    for (const [index, spelling] of left.expected.entries()) {
      const start = findRun(left.zone, count, (run) => spelling !== null && isSpelledAs(spelling, run.join('')));
      if (start < 0) continue;
      left.zone.fill(null, start, start + count);
      left.expected[index] = null;
      found = true;
    }
  }
  return found;
}

/** Where `count` neighbours that are all left satisfy the condition; -1 when nowhere. */
function findRun<Item>(
  items: readonly (Item | null)[],
  count: number,
  isWanted: (run: readonly Item[]) => boolean,
): number {
  return items.findIndex((_, start) => {
    const run = items.slice(start, start + count).filter((item) => item !== null);
    return run.length === count && isWanted(run);
  });
}

function matchWord(spelling: Spelling, word: string): Agreement | null {
  if (isSpelledAs(spelling, word)) return 'full';
  if (!isSpelledFrom(spelling, word)) return null;
  return word.length >= LEAST_CUT_LETTERS ? 'cut' : 'initial';
}

/** One letter for a name, on either side; in a zone that may be cut, two letters say no more. */
function isInitial(spelling: Spelling, word: string, mayBeCut: boolean): boolean {
  if (word.length === 1 || (mayBeCut && word.length < LEAST_CUT_LETTERS)) return isSpelledFrom(spelling, word);
  return spelling.length === 1 && (spelling[0] ?? []).some((form) => form.length === 1 && word.startsWith(form));
}
