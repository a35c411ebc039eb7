/** Digits of a US social security number. */
const MAX_DIGITS = 9;
/** Before which digits a dash stands: 123-45-6789. */
const DASHES: readonly number[] = [3, 5];
const DOT = '•';

/** Digits, or the dots that stand for them, in groups; a dash comes with the digit behind it. */
const group = (characters: string): string =>
  [...characters].map((character, index) => (DASHES.includes(index) ? `-${character}` : character)).join('');

/** The number as the control shows it. */
export const showSsn = (digits: string, isShown: boolean): string =>
  group(isShown ? digits : DOT.repeat(digits.length));

/** Where the caret stands behind so many digits: before a dash, so that deleting takes the digit. */
const caretBehind = (count: number): number => group(DOT.repeat(count)).length;

const only = (text: string, kind: RegExp): string => text.replaceAll(kind, '');

export interface SsnEdit {
  readonly digits: string;
  /** Where the caret belongs in what `showSsn` makes of them. */
  readonly caret: number;
}

/**
 * What became of the digits when the person changed the control's text. Dots stand for digits that were there before: those
 * in front of the caret are the first ones, those behind it the last; what was typed or pasted lies between, before the caret.
 */
export const editSsn = (before: string, text: string, caret: number): SsnEdit => {
  const front = text.slice(0, caret);
  const back = only(text.slice(caret), /[^\d•]/g);
  const head = before.slice(0, only(front, /[^•]/g).length);
  const typed = only(front, /\D/g);
  const tail = back.includes(DOT) ? before.slice(Math.max(0, before.length - back.length)) : back;
  const digits = (head + typed + tail).slice(0, MAX_DIGITS);
  return { digits, caret: caretBehind(Math.min(head.length + typed.length, digits.length)) };
};
