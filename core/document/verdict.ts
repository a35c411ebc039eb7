import { type CalendarDate, compareCalendarDates } from './calendar-date.ts';
import { compareBirthDate, compareDocumentNumber, compareName, type ExpectedName } from './compare.ts';
import type { Comparison } from './comparison.ts';
import type { DocumentKind, Zone } from './zone.ts';

/** What the document is expected to say; null for what nobody told. */
export type ExpectedFields = {
  name: ExpectedName | null;
  /** YYYY-MM-DD. */
  birthDate: string | null;
  documentNumber: string | null;
};

/** A stable code and a sentence for a reviewer, which quotes nothing of the document. */
export type DocumentReason = { code: string; sentence: string };

/**
 * What a document check says. The outcome tells only whether the right kind of document was read surely; whether it belongs to the
 * expected person and is still good is published for a condition to decide upon, null where nothing can be said.
 */
export type DocumentVerdict = {
  outcome: 'success' | 'fail' | 'unresolved';
  nameMatches: boolean | null;
  birthDateMatches: boolean | null;
  numberMatches: boolean | null;
  expired: boolean;
  reasons: readonly DocumentReason[];
  evidence: readonly { name: string; values: Readonly<Record<string, string>> }[];
};

/**
 * Judges a zone that was read.
 *
 * - `unresolved`: the zone contradicts itself (a check digit, an unknown state, a malformed name), or the document number equals the
 *   expected one but for O and 0, which nothing on the document can settle.
 * - `fail`: it is not one of the accepted kinds of document.
 * - `success` otherwise. O and 0 that cannot be told apart elsewhere are a reason, not an obstacle: no comparison rests on them.
 */
export function judgeDocument(input: {
  zone: Zone;
  expected: ExpectedFields;
  accepts: readonly DocumentKind[];
  today: CalendarDate;
}): DocumentVerdict {
  const { zone, expected, accepts, today } = input;
  const comparisons = compareAll(zone, expected);
  const expired = compareCalendarDates(zone.expiryDate, today) < 0;
  const reasons = [
    ...zone.findings.map(({ code, sentence }) => ({ code, sentence })),
    ...(accepts.includes(zone.kind) ? [] : [kindNotAccepted(zone.kind, accepts)]),
    ...comparisons.map(({ comparison }) => ({ code: comparison.code, sentence: comparison.reason })),
    ...(expired ? [EXPIRED] : []),
    ...(zone.ambiguous.length > 0 ? [AMBIGUOUS] : []),
  ];
  const matches = (name: ComparedField) => comparisons.find((one) => one.name === name)?.comparison.matches ?? null;
  return {
    outcome: outcomeOf(zone, accepts, comparisons),
    nameMatches: matches('name'),
    birthDateMatches: matches('birthDate'),
    numberMatches: matches('documentNumber'),
    expired,
    reasons,
    evidence: [
      ...comparisons.map(({ name, comparison }) => ({ name, values: comparison.evidence })),
      { name: 'expiryDate', values: { document: zone.expiryDate.iso } },
    ],
  };
}

type ComparedField = keyof ExpectedFields;

type Compared = { name: ComparedField; comparison: Comparison };

const KIND_LABELS: Readonly<Record<DocumentKind, string>> = {
  passport: 'a passport',
  identity_card: 'an identity card',
  visa: 'a visa',
  other: 'another document',
};

const EXPIRED: DocumentReason = { code: 'document_expired', sentence: 'The document has expired.' };

const AMBIGUOUS: DocumentReason = {
  code: 'zone_ambiguous',
  sentence: 'The letter O and the digit 0 cannot be told apart in the document number or the optional data.',
};

function kindNotAccepted(kind: DocumentKind, accepts: readonly DocumentKind[]): DocumentReason {
  const wanted = accepts.map((one) => KIND_LABELS[one]).join(' or ');
  return { code: 'document_kind_not_accepted', sentence: `This is ${KIND_LABELS[kind]}; ${wanted} is asked for.` };
}

function compareAll(zone: Zone, { name, birthDate, documentNumber }: ExpectedFields): Compared[] {
  return [
    ...(name === null ? [] : [{ name: 'name' as const, comparison: compareName(name, zone) }]),
    ...(birthDate === null
      ? []
      : [{ name: 'birthDate' as const, comparison: compareBirthDate(birthDate, zone.birthDate) }]),
    ...(documentNumber === null
      ? []
      : [{ name: 'documentNumber' as const, comparison: compareDocumentNumber(documentNumber, zone) }]),
  ];
}

function outcomeOf(
  zone: Zone,
  accepts: readonly DocumentKind[],
  comparisons: readonly Compared[],
): DocumentVerdict['outcome'] {
  if (!zone.valid) return 'unresolved';
  if (!accepts.includes(zone.kind)) return 'fail';
  const isUnsettled = comparisons.some(({ comparison }) => comparison.code === 'document_number_ambiguous');
  return isUnsettled ? 'unresolved' : 'success';
}
