import type { Comparison } from './comparison.ts';
import { type Agreement, type GivenNamesMatch, matchFamilyName, matchGivenNames } from './name-match.ts';
import { type NameWords, readNameWords, readZoneWords } from './name-words.ts';
import type { Spelling } from './transliterate.ts';
import type { Zone } from './zone.ts';

/** A name that somebody gave: in one piece, when it is not known where the family name stands, or in two. */
export type ExpectedName = { name: string } | { familyName: string; givenNames: string };

/**
 * Whether the name of a zone can be the expected one.
 *
 * It compares as a zone writes names: transliterated in any allowed way, without titles, with hyphenated and joined words in any form,
 * cut short where the field is full (ICAO 9303-3, 4.6 and section 6). True when
 * - all of the family name agrees, and
 * - at least one given name agrees in full (or as far as a cut zone shows, three letters at least), and
 * - other given names agree, are initials, or are missing, all on the same side. "Anna Maria" agrees with "ANNA" and with
 *   "ANNA M", not with "ANNA SOFIA".
 *
 * Of a name in one piece the family name may be the first words or the last; the rest are given names. Of a name in two pieces a part
 * of the family name may stand among the given names (and the other way round) when not a word is missing. A person with a single
 * name agrees when all words do.
 *
 * False when a name differs. Null when nothing can be said: no name expected, a script without transliteration, a zone cut so short that
 * no given name is left to compare.
 *
 * Limits. Namesakes agree: the birth date has to be compared too. "James Thomas" in one piece agrees with a James Thomas and with a Thomas
 * James. Other spellings of a name are other names ("Aleksandr" and "Alexander", "Mueller" and "MULLER"): the answer is
 * false although it may be the same person, for a person to settle.
 */
export function compareName(expected: ExpectedName, zone: ZoneName): Comparison {
  if (lengthOf(expected) > MOST_CHARACTERS) return answer(null, 'name_too_long', expected, zone);
  const words = readExpected(expected);
  if (words === undefined) return answer(null, 'name_script_unknown', expected, zone);
  if (words.all.length === 0) return answer(null, 'name_not_expected', expected, zone);
  if (words.all.length > MOST_WORDS) return answer(null, 'name_too_long', expected, zone);
  const best = judgeReadings(words.readings, readZoneName(zone));
  return answer(best.matches, best.code, expected, zone, best.given);
}

/** What of a zone the comparison uses. */
export type ZoneName = Pick<Zone, 'familyName' | 'givenNames' | 'mayNameBeCut'>;

/** The expected words with titles and suffix taken off, or as they stand. */
type ExpectedReading = {
  family: readonly Spelling[];
  given: readonly Spelling[];
  isSplit: boolean;
  suffixes: readonly string[];
};

/** The words of a zone, read in the same way. */
type ZoneReading = {
  family: readonly string[];
  given: readonly string[];
  mayBeCut: boolean;
  suffixes: readonly string[];
};

/** One way to read the expected words: this is the family name, the rest are given names. */
type Split = {
  family: readonly Spelling[];
  given: readonly Spelling[];
  /** Only right when no word is left over on either side. */
  mustBeComplete: boolean;
};

type Judgement = { matches: boolean | null; code: NameCode; given: GivenNamesMatch | null };

const SENTENCES = {
  name_matches: 'The name on the document is the expected one.',
  name_matches_in_part:
    'The name on the document is the expected one, with given names missing, shortened or cut on one side.',
  family_name_differs: 'The family name on the document differs from the expected one.',
  given_names_differ: 'The given names on the document differ from the expected ones.',
  name_cut_short: 'The document cuts the name so short that the given names cannot be compared.',
  name_script_unknown: 'The expected name is in a script that cannot be compared with a machine-readable zone.',
  name_too_long: 'The expected name is too long to be compared.',
  name_not_expected: 'There is no expected name to compare with.',
} as const;

/** A zone holds 39 characters of a name. */
const MOST_CHARACTERS = 500;

/** A zone holds 20 words at most; the work grows with the third power of this. */
const MOST_WORDS = 24;

type NameCode = keyof typeof SENTENCES;

const NO_FAMILY_NAME: Judgement = { matches: false, code: 'family_name_differs', given: null };

const DIFFERENT_SUFFIX: Judgement = { matches: false, code: 'given_names_differ', given: null };

const NO_WORDS: NameWords<Spelling> = { all: [], bare: [], suffix: null };

/** Undefined when a letter cannot be transliterated. */
function readExpected(
  expected: ExpectedName,
): { all: readonly Spelling[]; readings: readonly ExpectedReading[] } | undefined {
  const family = 'name' in expected ? NO_WORDS : readNameWords(expected.familyName);
  const given = readNameWords('name' in expected ? expected.name : expected.givenNames);
  if (family === undefined || given === undefined) return undefined;
  return {
    all: [...family.all, ...given.all],
    readings: [toReading(family.bare, given.bare, suffixesOf(family, given)), toReading(family.all, given.all, [])],
  };
}

function toReading(family: readonly Spelling[], given: readonly Spelling[], suffixes: string[]): ExpectedReading {
  return { family, given, isSplit: family.length > 0 && given.length > 0, suffixes };
}

function readZoneName(zone: ZoneName): ZoneReading[] {
  const family = readZoneWords(zone.familyName);
  const given = readZoneWords(zone.givenNames);
  const mayBeCut = zone.mayNameBeCut;
  return [
    { family: family.bare, given: given.bare, mayBeCut, suffixes: suffixesOf(family, given) },
    { family: family.all, given: given.all, mayBeCut, suffixes: [] },
  ];
}

/** The best of: without titles on both sides, as it stands on both sides. */
function judgeReadings(expected: readonly ExpectedReading[], zone: readonly ZoneReading[]): Judgement {
  const judgements = expected.flatMap((words, index) => {
    const zoneWords = zone[index];
    if (zoneWords === undefined) return [];
    if (doSuffixesDiffer(words.suffixes, zoneWords.suffixes)) return [DIFFERENT_SUFFIX];
    return splits(words, zoneWords).map((split) => judgeSplit(split, zoneWords));
  });
  return judgements.reduce((one, other) => (rank(other) > rank(one) ? other : one), NO_FAMILY_NAME);
}

function suffixesOf(...names: readonly Pick<NameWords<unknown>, 'suffix'>[]): string[] {
  return names.flatMap(({ suffix }) => (suffix === null ? [] : [suffix]));
}

function doSuffixesDiffer(one: readonly string[], other: readonly string[]): boolean {
  return one.length > 0 && other.length > 0 && !one.some((suffix) => other.includes(suffix));
}

/** Every way to read the expected words that the rule allows. */
function splits({ family, given, isSplit }: ExpectedReading, zone: ZoneReading): Split[] {
  if (!isSplit) return runs([...family, ...given], zone.mayBeCut);
  const shifted = [
    [...given, ...family],
    [...family, ...given],
  ].flatMap((all) =>
    runs(all, true).filter((split) => isPartOf(split.family, family) || isPartOf(family, split.family)),
  );
  return [{ family, given, mustBeComplete: false }, ...shifted.map((split) => ({ ...split, mustBeComplete: true }))];
}

/** Every run of words as the family name: at the beginning or the end, or anywhere. */
function runs(words: readonly Spelling[], anywhere: boolean): Split[] {
  const found: Split[] = [];
  for (let start = 0; start < words.length; start += 1) {
    for (let end = start + 1; end <= words.length; end += 1) {
      if (!anywhere && start > 0 && end < words.length) continue;
      const family = words.slice(start, end);
      found.push({ family, given: [...words.slice(0, start), ...words.slice(end)], mustBeComplete: false });
    }
  }
  return found;
}

function isPartOf(one: readonly Spelling[], other: readonly Spelling[]): boolean {
  return one.every((spelling) => other.includes(spelling));
}

function judgeSplit(split: Split, zone: ZoneReading): Judgement {
  const family = matchFamilyName(split.family, zone.family, {
    mayBeCut: zone.mayBeCut,
    isAlone: zone.given.join('').length <= zone.family.join('').length / 2,
  });
  if (zone.given.length === 0) return judgeSingleName(split, family, zone);
  if (family === null) return NO_FAMILY_NAME;
  const given = matchGivenNames(split.given, zone.given, zone.mayBeCut);
  if (split.mustBeComplete && given.leftExpected.length + given.leftZone.length > 0) return NO_FAMILY_NAME;
  return judgeGivenNames(family, given, zone.mayBeCut);
}

function judgeGivenNames(family: Agreement, given: GivenNamesMatch, mayBeCut: boolean): Judgement {
  const isLeftOnBothSides = given.leftExpected.length > 0 && given.leftZone.length > 0;
  if (isLeftOnBothSides || given.agreement === null) return { matches: false, code: 'given_names_differ', given };
  if (given.agreement === 'initial' || family === 'initial') {
    return mayBeCut
      ? { matches: null, code: 'name_cut_short', given }
      : { matches: false, code: 'given_names_differ', given };
  }
  const isWhole = family === 'full' && given.isWhole;
  return { matches: true, code: isWhole ? 'name_matches' : 'name_matches_in_part', given };
}

/** A zone with one identifier only: every word has to agree, in any order. */
function judgeSingleName(split: Split, family: Agreement | null, zone: ZoneReading): Judgement {
  const all = matchGivenNames([...split.given, ...split.family], zone.family, false);
  if (all.isWhole) return { matches: true, code: 'name_matches', given: all };
  if (family === null) return NO_FAMILY_NAME;
  return zone.mayBeCut
    ? { matches: null, code: 'name_cut_short', given: null }
    : { matches: false, code: 'given_names_differ', given: null };
}

function rank({ matches, code }: Judgement): number {
  if (matches === true) return code === 'name_matches' ? 4 : 3;
  if (matches === null) return 2;
  return code === 'given_names_differ' ? 1 : 0;
}

function lengthOf(expected: ExpectedName): number {
  return 'name' in expected ? expected.name.length : expected.familyName.length + expected.givenNames.length;
}

function answer(
  matches: boolean | null,
  code: NameCode,
  expected: ExpectedName,
  zone: ZoneName,
  given: GivenNamesMatch | null = null,
): Comparison {
  return {
    matches,
    code,
    reason: SENTENCES[code],
    evidence: {
      expected: 'name' in expected ? expected.name : `${expected.familyName}, ${expected.givenNames}`,
      document: [zone.familyName, zone.givenNames].filter((part) => part !== '').join(', '),
      missingOnDocument: given?.leftExpected.join(' ') ?? '',
      onlyOnDocument: given?.leftZone.join(' ') ?? '',
    },
  };
}
