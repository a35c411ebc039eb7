/** Every character a machine-readable zone may hold (ICAO 9303-3, 4.3), in the order of its value: digits, letters, filler. */
export const ZONE_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<';

export const FILLER = '<';

/** The weights repeat along the checked characters (ICAO 9303-3, 4.9). All three have an inverse modulo 10. */
const WEIGHTS = [7, 3, 1] as const;

/** Whether the text holds only what a machine-readable zone may hold. The empty text does. */
export function isZoneText(text: string): boolean {
  return /^[0-9A-Z<]*$/.test(text);
}

/** The weight of the character at this position of the checked text, counted from 0. */
export function weightAt(position: number): number {
  return WEIGHTS[position % WEIGHTS.length] ?? 0;
}

/**
 * The value of a character for check digits: digits 0-9, A-Z 10-35, filler 0 (ICAO 9303-3, 4.9).
 * Throws a RangeError on anything else: callers parse the alphabet first.
 */
export function characterValue(character: string): number {
  if (character === FILLER) return 0;
  const value = ZONE_ALPHABET.indexOf(character);
  if (value < 0 || character.length !== 1)
    throw new RangeError(`"${character}" cannot stand in a machine-readable zone`);
  return value;
}

/** The check digit 0-9 of a text: the sum of value times weight, modulo 10 (ICAO 9303-3, 4.9). */
export function checkDigit(text: string): number {
  let sum = 0;
  for (let position = 0; position < text.length; position += 1) {
    sum += characterValue(text.charAt(position)) * weightAt(position);
  }
  return sum % 10;
}

/**
 * Whether the printed check character is right for the text. A filler is right only where the standard allows one
 * (`mayBeFiller`) and the text it would protect is empty.
 */
export function isCheckDigitRight(text: string, printed: string, mayBeFiller: boolean): boolean {
  if (printed === FILLER) return mayBeFiller && /^<*$/.test(text);
  return printed === String(checkDigit(text));
}

/** Whether a check digit cannot tell two characters apart at any position: their values differ by a multiple of 10. */
export function isBlindPair(one: string, other: string): boolean {
  return (characterValue(one) - characterValue(other)) % 10 === 0;
}
