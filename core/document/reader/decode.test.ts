import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ZoneFormat } from '../zone-format.ts';
import { decodeZone } from './decode.ts';
import { judgeReading } from './judge.ts';
import { letterInk } from './letter-ink.ts';
import { readerAlphabet } from './network.ts';

/** ICAO 9303-4, appendix B; 9303-6 and 9303-5, the specimens of each size; 9303-7 for the visa. */
const specimens: readonly [ZoneFormat, string[]][] = [
  ['TD3', ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10']],
  ['TD2', ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6']],
  ['TD1', ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<']],
  ['MRV-A', ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L8988901C4XXX4009078F96121096ZE184226B<<<<<<']],
];

type Doubts = Record<string, Record<string, number>>;

/**
 * What is seen in a zone that is sure in every place, but for those in `doubts`: other characters and their probabilities. The ink is
 * what each letter needs, times what `inkAt` says.
 */
function readingsOf(
  lines: readonly string[],
  doubts: Doubts = {},
  damaged: string[] = [],
  inkAt = (_place: string) => 2,
) {
  return lines.map((line, row) =>
    [...line].map((character, column) => {
      const chances = doubts[`${row}:${column}`] ?? { [character]: 0.9999 };
      const letters = Float32Array.from([...readerAlphabet], (letter) => Math.log(chances[letter] ?? 1e-6));
      const isDamaged = damaged.includes(`${row}:${column}`);
      return {
        letters,
        damage: isDamaged ? 3 : -5,
        ink: inkAt(`${row}:${column}`) * (letterInk[character]?.area ?? 0),
      };
    }),
  );
}

const passport = specimens[0]?.[1] ?? [];
const judge = (lines: readonly string[], doubts = {}, format: ZoneFormat = 'TD3') =>
  judgeReading(decodeZone(format, readingsOf(lines, doubts)));
const changed = (lines: readonly string[], row: number, column: number, to: string) =>
  lines.map((line, i) => (i === row ? line.slice(0, column) + to + line.slice(column + 1) : line));

describe('a zone read with certainty', () => {
  for (const [format, lines] of specimens) {
    test(`is accepted as it stands: ${format}`, () => {
      const reading = judge(lines, {}, format);
      assert.deepEqual([reading.accepted, reading.lines, reading.reasons], [true, lines, []]);
      assert.ok(reading.confidence !== null && reading.confidence > -0.001);
    });
  }
});

describe('masks and check digits', () => {
  test('a letter is never read where ICAO 9303 has a digit', () => {
    const reading = judge(passport, { '1:13': { I: 0.7, '7': 0.29 } });
    assert.equal(reading.lines[1]?.charAt(13), '7');
  });

  test('one wrong choice that a check digit shows is corrected if the right one was likely', () => {
    const reading = judge(passport, { '1:1': { '3': 0.55, '8': 0.45 } });
    assert.deepEqual([reading.accepted, reading.lines], [true, passport]);
  });

  test('a check digit that fits nothing likely ends in a retake, never in a guess', () => {
    const reading = judge(changed(passport, 1, 2, '4'));
    assert.deepEqual([reading.accepted, reading.reasons[0]?.code], [false, 'zone_check_digits']);
  });

  test('two wrong characters in two fields are not corrected', () => {
    const doubts = { '1:1': { '3': 0.6, '8': 0.4 }, '1:14': { '1': 0.6, '4': 0.4 } };
    assert.equal(judge(passport, doubts).accepted, false);
  });
});

describe('what no check digit protects', () => {
  const cases: readonly [string, string, Record<string, number>][] = [
    ['a letter of the name', '0:7', { I: 0.7, L: 0.3 }],
    ['a filler that may be a letter', '0:15', { '<': 0.8, K: 0.2 }],
    ['the issuing state', '0:3', { T: 0.75, I: 0.25 }],
    ['the sex', '1:20', { F: 0.6, '<': 0.4 }],
  ];
  for (const [name, place, chances] of cases) {
    test(`doubt about ${name} asks for a retake`, () => {
      const reading = judge(passport, { [place]: chances });
      assert.deepEqual([reading.accepted, reading.reasons[0]?.code], [false, 'zone_unsure']);
    });
  }

  test('a little doubt in many letters adds up to a retake', () => {
    const letters = [5, 6, 8, 9, 10, 11, 12].map((column) => [
      `0:${column}`,
      { [passport[0]?.charAt(column) ?? '']: 0.96, B: 0.03 },
    ]);
    assert.equal(judge(passport, Object.fromEntries(letters)).accepted, false);
  });

  test('a name that goes on after its fillers was misread', () => {
    const reading = judge(changed(passport, 0, 40, 'K'));
    assert.deepEqual([reading.accepted, reading.reasons[0]?.code], [false, 'zone_unsure']);
  });
});

describe('a damaged character', () => {
  const judgeSeen = (damaged: string[], inkAt?: (place: string) => number) =>
    judgeReading(decodeZone('TD3', readingsOf(passport, {}, damaged, inkAt)));

  for (const [name, place] of [
    ['of a name', '0:7'],
    ['of the issuing state', '0:3'],
    ['of the document code', '0:0'],
    ['of the document number', '1:3'],
  ] as const) {
    test(`${name} asks for a retake, however clear the letter is that is left`, () => {
      const reading = judgeSeen([place]);
      assert.deepEqual([reading.accepted, reading.lines, reading.reasons[0]?.code], [false, passport, 'zone_unsure']);
    });
  }

  test('a letter with much more or less ink than it needs is not believed', () => {
    for (const share of [2, 0.5])
      assert.equal(judgeSeen([], (place) => (place === '0:7' ? 2 * share : 2)).accepted, false);
  });

  test('bold print, print that fades along the line, and one line darker than the other are believed', () => {
    assert.ok(judgeSeen([], () => 5).accepted);
    assert.ok(judgeSeen([], (place) => 2 - 0.02 * Number(place.slice(2))).accepted);
    assert.ok(judgeSeen([], (place) => (place.startsWith('0') ? 2 : 3)).accepted);
  });
});

describe('O and 0', () => {
  // 'OO' and '00' under the weights 7 and 3 change the sum by 240, which no check digit sees.
  const lines = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F120415900<<<<<<<<<<<<08'];

  test('a pair that the check digits cannot settle is named, however sure the network was', () => {
    const reading = judge(lines);
    assert.deepEqual(
      reading.ambiguous.map(({ line, column, read, couldBe }) => [line, column, read, couldBe]),
      [
        [1, 28, '0', ['O']],
        [1, 29, '0', ['O']],
      ],
    );
  });

  test('a single one in a protected field is settled and not named', () => {
    assert.deepEqual(judge(passport).ambiguous, []);
  });

  test('in a visa, whose optional data nothing protects, each is named', () => {
    const visa = changed(specimens[3]?.[1] ?? [], 1, 30, '0');
    assert.deepEqual(
      judge(visa, {}, 'MRV-A').ambiguous.map(({ column }) => column),
      [30],
    );
  });
});

test('no zone at all is a reading that says so', () => {
  const reading = judgeReading(null);
  assert.deepEqual([reading.accepted, reading.lines, reading.reasons[0]?.code], [false, [], 'zone_not_found']);
});

describe('readings that fit every check digit', () => {
  test('ask for a retake when two doubts together would pass them too', () => {
    // Both places have the weight 3: an 8 for the 9 and a 9 for the 8 leave the sum as it was.
    const reading = judge(passport, { '1:1': { '8': 0.7, '9': 0.3 }, '1:4': { '9': 0.7, '8': 0.3 } });
    assert.deepEqual(reading.lines, passport);
    assert.deepEqual([reading.accepted, reading.reasons[0]?.code], [false, 'zone_unsure']);
  });

  test('three O for three 0 in a number are read as digits, which issuers use', () => {
    const lines = ['PDGRCPAPADOPOULOU<<EVANGELIA<<<<<<<<<<<<<<<<', '0390565602GRC6009038<3405123<<<<<<<<<<<<<<<8'];
    const round = { O: 0.8, '0': 0.2 };
    const reading = judge(lines, { '1:0': round, '1:3': round, '1:8': round });
    assert.equal(reading.lines[1], lines[1]);
  });

  test('a state that nobody knows is not believed unless it is very clear', () => {
    const lines = changed(passport, 1, 11, 'P');
    assert.equal(judge(lines, { '1:11': { P: 0.99, T: 0.01 } }).accepted, false);
  });
});
