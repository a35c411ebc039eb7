import { describePartialDate } from './compare.ts';
import type { Zone } from './zone.ts';

/** A value that two zones of one document state differently. */
export interface Contradiction {
  name: keyof typeof labels;
  /** In the words of a sentence. */
  label: string;
  /** What the first and the second zone say. */
  values: readonly [string, string];
}

const labels = {
  documentType: 'kind of document',
  issuingState: 'issuing state',
  documentNumber: 'document number',
  name: 'name',
  birthDate: 'date of birth',
  sex: 'sex',
  nationality: 'nationality',
  expiryDate: 'date of expiry',
} as const;

interface Statement {
  name: keyof typeof labels;
  read: (zone: Zone) => string;
  /** Whether both values can stand on one document although they differ. */
  agrees?: (one: Zone, other: Zone) => boolean;
}

/** Optional data is left out: each side may hold its own. */
const statements: readonly Statement[] = [
  { name: 'documentType', read: ({ kind }) => kind },
  { name: 'issuingState', read: ({ issuingState }) => issuingState.code },
  { name: 'documentNumber', read: ({ documentNumber }) => documentNumber, agrees: isSameButForRound },
  { name: 'name', read: fullName, agrees: isSameAsFarAsWritten },
  { name: 'birthDate', read: ({ birthDate }) => describePartialDate(birthDate) },
  { name: 'sex', read: ({ sex }) => sex ?? 'X' },
  { name: 'nationality', read: ({ nationality }) => nationality.code },
  { name: 'expiryDate', read: ({ expiryDate }) => expiryDate.iso },
];

/** What two zones, read from both sides of one document, say differently; empty for zones that can stand on one document. */
export function findContradictions(one: Zone, other: Zone): Contradiction[] {
  return statements
    .map(({ name, read, agrees }) => ({ name, values: [read(one), read(other)] as const, agrees }))
    .filter(({ values: [first, second], agrees }) => first !== second && agrees?.(one, other) !== true)
    .map(({ name, values }) => ({ name, label: labels[name], values }));
}

function fullName({ familyName, givenNames }: Zone): string {
  return givenNames === '' ? familyName : `${familyName}, ${givenNames}`;
}

/** O and 0 look alike and are not always told apart by check digits, so that they do not make two numbers. */
function isSameButForRound(one: Zone, other: Zone): boolean {
  return one.documentNumber.replaceAll('O', '0') === other.documentNumber.replaceAll('O', '0');
}

/** The formats have room for names of different length, and an issuer may cut any word of a name that does not fit. */
function isSameAsFarAsWritten(one: Zone, other: Zone): boolean {
  const mayBeCut = one.mayNameBeCut || other.mayNameBeCut;
  return mayBeCut && beginAlike(one.familyName, other.familyName) && beginAlike(one.givenNames, other.givenNames);
}

/** Whether the words of two texts, in their order, begin as each other do; the longer text's last words have none beside them. */
function beginAlike(one: string, other: string): boolean {
  const others = other.split(' ');
  return one.split(' ').every((word, i) => {
    const beside = others[i] ?? '';
    return word.startsWith(beside) || beside.startsWith(word);
  });
}
