import type { ZoneCheckName, ZoneFieldName } from './zone-format.ts';

/** Where in the zone a finding lies; lines and columns count from 0. */
export type ZonePlace = { line: number; column: number };

/** Why a text is not a machine-readable zone, or why a zone cannot be relied on. The sentence never quotes the document. */
export type ZoneError =
  | { code: 'zone_shape'; sentence: string }
  | { code: 'character_not_allowed'; sentence: string; at: ZonePlace; field: ZoneFieldName }
  | { code: 'document_number_missing'; sentence: string }
  | { code: 'birth_date_impossible'; sentence: string }
  | { code: 'expiry_date_impossible'; sentence: string }
  | { code: 'expiry_before_birth'; sentence: string }
  | { code: 'check_digit_wrong'; sentence: string; check: ZoneCheckName }
  | { code: 'issuing_state_unknown'; sentence: string; value: string }
  | { code: 'nationality_unknown'; sentence: string; value: string }
  | { code: 'name_malformed'; sentence: string };

const FIELD_LABELS: Readonly<Record<ZoneFieldName, string>> = {
  documentCode: 'document code',
  issuingState: 'issuing state',
  name: 'name',
  documentNumber: 'document number',
  nationality: 'nationality',
  birthDate: 'birth date',
  sex: 'sex',
  expiryDate: 'expiry date',
  optional: 'optional data',
  optional2: 'second optional data',
  documentNumberCheck: 'check digit of the document number',
  birthDateCheck: 'check digit of the birth date',
  expiryDateCheck: 'check digit of the expiry date',
  optionalCheck: 'check digit of the optional data',
  compositeCheck: 'composite check digit',
};

export function shapeError(lineLengths: readonly number[]): ZoneError {
  const read = lineLengths.length === 0 ? 'no lines' : `lines of ${lineLengths.join(', ')} characters`;
  return {
    code: 'zone_shape',
    sentence: `A machine-readable zone has 3 lines of 30, 2 lines of 36 or 2 lines of 44 characters; this text has ${read}.`,
  };
}

export function characterError(at: ZonePlace, field: ZoneFieldName): ZoneError {
  return {
    code: 'character_not_allowed',
    sentence: `Line ${at.line + 1}, column ${at.column + 1} (${FIELD_LABELS[field]}) holds a character that cannot stand there.`,
    at,
    field,
  };
}

export function checkDigitError(check: ZoneCheckName): ZoneError {
  return {
    code: 'check_digit_wrong',
    sentence: `The ${FIELD_LABELS[`${check}Check`]} does not fit: the zone was misread or altered.`,
    check,
  };
}

export const documentNumberMissing: ZoneError = {
  code: 'document_number_missing',
  sentence: 'The zone holds no document number.',
};

export const birthDateImpossible: ZoneError = {
  code: 'birth_date_impossible',
  sentence: 'The birth date of the zone is not a day of the calendar.',
};

export const expiryDateImpossible: ZoneError = {
  code: 'expiry_date_impossible',
  sentence: 'The expiry date of the zone is not a day of the calendar.',
};

export const expiryBeforeBirth: ZoneError = {
  code: 'expiry_before_birth',
  sentence: 'The document expires before its holder was born.',
};

export const nameMalformed: ZoneError = {
  code: 'name_malformed',
  sentence: 'The name of the zone has text where only fillers can stand: it was misread.',
};

export function issuingStateUnknown(value: string): ZoneError {
  return { code: 'issuing_state_unknown', sentence: `No state or organization issues documents as "${value}".`, value };
}

export function nationalityUnknown(value: string): ZoneError {
  return { code: 'nationality_unknown', sentence: `There is no nationality "${value}".`, value };
}
