import type { DocumentVerdict } from '../document/verdict.ts';
import type { Zone } from '../document/zone.ts';
import type { JsonObject } from '../json.ts';
import type { ReadDocument } from './document-reading.ts';
import type { FieldDeclaration } from './node-type.ts';

const field = (name: string, type: FieldDeclaration['type'], description: string): FieldDeclaration => ({
  name,
  type,
  description,
});

/** What a document node publishes. A comparison is empty where nothing was expected or nothing can be said. */
export const documentFields: readonly FieldDeclaration[] = [
  field('nameMatches', 'boolean', 'Whether the name can be the expected one.'),
  field('birthDateMatches', 'boolean', 'Whether the date of birth is the expected one.'),
  field('numberMatches', 'boolean', 'Whether the document number is the expected one.'),
  field('expired', 'boolean', 'Whether the last day of validity is over.'),
  field('documentType', 'string', 'passport, identity_card, visa or other.'),
  field('documentCode', 'string', 'The letters that the zone begins with, such as P or ID.'),
  field('documentNumber', 'string', 'The document number.'),
  field('issuingState', 'string', 'The issuing state as the zone writes it (ICAO 9303-3, section 5).'),
  field('issuingCountry', 'string', 'The issuing state as a two-letter code (ISO 3166-1), where it has one.'),
  field('nationality', 'string', 'The nationality as the zone writes it (ICAO 9303-3, section 5).'),
  field('nationalityCountry', 'string', 'The nationality as a two-letter code (ISO 3166-1), where it has one.'),
  field('familyName', 'string', 'The family name in the spelling of the zone.'),
  field('givenNames', 'string', 'The given names in the spelling of the zone; may be cut short.'),
  field('birthDate', 'date', 'The date of birth; empty where the document knows only a part of it.'),
  field('sex', 'string', 'M or F; empty where it is not stated.'),
  field('expiryDate', 'date', 'The last day of validity.'),
  field('format', 'string', 'TD1, TD2, TD3, MRV-A or MRV-B.'),
  field('lines', 'array', 'The lines of the machine-readable zone.'),
  field('confidence', 'number', 'How sure the reader was, 0 to 1.'),
  field('ambiguous', 'boolean', 'Whether a character is left open that nothing on the document can settle.'),
];

export function fieldsOf(zone: Zone, judged: DocumentVerdict, read: ReadDocument): JsonObject {
  return {
    nameMatches: judged.nameMatches,
    birthDateMatches: judged.birthDateMatches,
    numberMatches: judged.numberMatches,
    expired: judged.expired,
    documentType: zone.kind,
    documentCode: zone.documentCode,
    documentNumber: zone.documentNumber,
    issuingState: zone.issuingState.code,
    issuingCountry: zone.issuingState.alpha2,
    nationality: zone.nationality.code,
    nationalityCountry: zone.nationality.alpha2,
    familyName: zone.familyName,
    givenNames: zone.givenNames,
    birthDate: zone.birthDate.iso,
    sex: zone.sex,
    expiryDate: zone.expiryDate.iso,
    format: zone.format,
    lines: zone.lines,
    confidence: read.confidence,
    ambiguous: read.isAmbiguous,
  };
}
