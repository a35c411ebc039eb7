import { parseCalendarDate } from '../document/calendar-date.ts';
import { isCountryCode } from './country.ts';
import type { FieldView } from './view.ts';

/*
 * What an answer has to be. Free of zod, so that the page and the server run the same code. There are no patterns of an
 * author's own: a regular expression from outside can be made to run for hours. Masks do their work.
 */

/** An answer as it is recorded; null where none was given. */
export type Answer = string | number | boolean | null;

/** Why an answer is refused. */
export type FieldProblemCode =
  | 'required'
  | 'too_short'
  | 'too_long'
  | 'mask'
  | 'not_a_text'
  | 'not_an_email'
  | 'not_a_phone'
  | 'not_an_ssn'
  | 'not_a_date'
  | 'too_early'
  | 'too_late'
  | 'not_a_country'
  | 'not_an_option'
  | 'not_a_choice'
  | 'not_a_number'
  | 'too_small'
  | 'too_big';

export interface FieldProblem {
  readonly code: FieldProblemCode;
  /** What the sentence needs: `minLength`, `maxLength`, `mask`, `earliest`, `latest`, `minimum`, `maximum`. */
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** The part of a field that decides about its answer. */
export type FieldRules = Pick<
  FieldView,
  'type' | 'required' | 'minLength' | 'maxLength' | 'mask' | 'minimum' | 'maximum' | 'earliest' | 'latest'
> & { readonly options: readonly { readonly value: string }[] };

/** Lengths count UTF-16 units, as the `maxlength` of HTML does. */
export const MAX_TEXT_LENGTH = 1000;
/** RFC 5321, 4.5.3.1.3: a path holds 256 octets, two of them the angle brackets. */
export const MAX_EMAIL_LENGTH = 254;

/** Whether the answer fits its field; null where it does. The answer is brought into its normal form first. */
export function checkField(field: FieldRules, value: unknown): FieldProblem | null {
  const answer = normalizeAnswer(field, value);
  if (answer === undefined) return problem(wrongKind[field.type]);
  if (answer === null || (field.type === 'checkbox' && answer === false)) {
    return field.required ? problem('required') : null;
  }
  if (typeof answer === 'boolean') return null;
  return typeof answer === 'number' ? checkNumber(field, answer) : checkText(field, answer);
}

/**
 * An answer in the form in which it is recorded: text in NFC, without control characters and outer blanks; a telephone
 * number as `+` and digits (E.164), a social security number as digits, a date as YYYY-MM-DD (ISO 8601, also given as YYYYMMDD); the domain of an e-mail address and a country in one case. Null where nothing was
 * answered, undefined where the value is of another kind than the field.
 */
export function normalizeAnswer({ type }: Pick<FieldRules, 'type'>, value: unknown): Answer | undefined {
  if (value === null || value === undefined) return type === 'checkbox' ? false : null;
  if (type === 'checkbox') return typeof value === 'boolean' ? value : undefined;
  if (type === 'number' && typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const text = plainText(value);
  if (text === '') return null;
  if (type === 'number') return DECIMAL.test(text) ? Number(text) : undefined;
  return normalForms[type]?.(text) ?? text;
}

const DECIMAL = /^[+-]?\d{1,15}(\.\d{1,15})?$/;

const plainText = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();

const normalForms: Readonly<Partial<Record<FieldView['type'], (text: string) => string>>> = {
  email: normalizeEmail,
  phone: normalizePhone,
  date: (text) => text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'),
  country: (text) => text.toUpperCase(),
  ssn: (text) => text.replace(/[\s-]+/g, ''),
};

function normalizeEmail(text: string): string {
  const at = text.lastIndexOf('@');
  return text.slice(0, at + 1) + text.slice(at + 1).toLowerCase();
}

/** `+49 (0)30 / 12-34` and `0049301234` become `+49301234`. */
function normalizePhone(text: string): string {
  return text
    .replace(/^00/, '+')
    .replace('(0)', '')
    .replace(/[\s()./-]+/g, '');
}

const wrongKind: Readonly<Record<FieldView['type'], FieldProblemCode>> = {
  text: 'not_a_text',
  email: 'not_an_email',
  phone: 'not_a_phone',
  date: 'not_a_date',
  country: 'not_a_country',
  select: 'not_an_option',
  checkbox: 'not_a_choice',
  number: 'not_a_number',
  ssn: 'not_an_ssn',
  html: 'not_a_text',
};

function checkNumber({ minimum, maximum }: FieldRules, value: number): FieldProblem | null {
  if (minimum !== null && value < minimum) return problem('too_small', { minimum });
  if (maximum !== null && value > maximum) return problem('too_big', { maximum });
  return null;
}

function checkText(field: FieldRules, text: string): FieldProblem | null {
  const { minLength, mask } = field;
  const maxLength = field.maxLength ?? MAX_TEXT_LENGTH;
  if (minLength !== null && text.length < minLength) return problem('too_short', { minLength });
  if (text.length > maxLength) return problem('too_long', { maxLength });
  if (mask !== null && !fitsMask(mask, text)) return problem('mask', { mask });
  return formChecks[field.type]?.(text, field) ?? null;
}

const formChecks: Readonly<
  Partial<Record<FieldView['type'], (text: string, field: FieldRules) => FieldProblem | null>>
> = {
  email: (text) => (isEmail(text) ? null : problem('not_an_email')),
  phone: (text) => (isPhone(text) ? null : problem('not_a_phone')),
  date: checkDate,
  ssn: (text) => (/^\d{9}$/.test(text) ? null : problem('not_an_ssn')),
  country: (text) => (isCountryCode(text) ? null : problem('not_a_country')),
  select: (text, { options }) => (options.some(({ value }) => value === text) ? null : problem('not_an_option')),
};

/** ITU-T E.164: a country code and at most 15 digits in all. */
const PHONE = /^\+[1-9]\d{6,14}$/;

export const isPhone = (text: string): boolean => PHONE.test(text);

/** The part before the @: what mail systems take unquoted (RFC 5321 `Dot-string`), and letters of any language (RFC 6531). */
const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const DOMAIN_LABEL = /^[\p{L}\p{M}\p{N}]([\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;

export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const labels = text.slice(at + 1).split('.');
  if (text.length > MAX_EMAIL_LENGTH || local.length > 64 || labels.length < 2) return false;
  return LOCAL_PART.test(local) && labels.every((label) => label.length <= 63 && DOMAIN_LABEL.test(label));
}

/** ISO 8601 dates compare as text. */
function checkDate(text: string, { earliest, latest }: FieldRules): FieldProblem | null {
  if (parseCalendarDate(text) === undefined) return problem('not_a_date');
  if (earliest !== null && text < earliest) return problem('too_early', { earliest });
  if (latest !== null && text > latest) return problem('too_late', { latest });
  return null;
}

/** In a mask `A` stands for a letter, `9` for a digit, `*` for either, anything else for itself. */
export function fitsMask(mask: string, text: string): boolean {
  const characters = [...text];
  const places = [...mask];
  return (
    characters.length === places.length && places.every((place, index) => fitsPlace(place, characters[index] ?? ''))
  );
}

function fitsPlace(place: string, character: string): boolean {
  if (place === 'A') return /^\p{L}$/u.test(character);
  if (place === '9') return /^[0-9]$/.test(character);
  return place === '*' ? /^[\p{L}0-9]$/u.test(character) : place === character;
}

function problem(code: FieldProblemCode, parameters: FieldProblem['parameters'] = {}): FieldProblem {
  return { code, parameters };
}
