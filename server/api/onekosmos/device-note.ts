import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '@gatehouse/core/json.ts';

/** In UTF-16 units: longer texts, pictures above all, are kept as what tells them again. */
const MAX_TEXT = 1_000;

/** In characters of JSON: below what one note may take. */
const MAX_MEMBERS_NOTE = 7_500;

/**
 * Members that no node knows, as they are noted: what is too long stands as its length and SHA-256, and where the whole is
 * too much, so does the whole.
 */
export const toNote = (unknown: JsonObject): JsonObject => {
  const short = Object.fromEntries(Object.entries(unknown).map(([name, value]) => [name, shorten(value)]));
  const text = JSON.stringify(short);
  return text.length <= MAX_MEMBERS_NOTE ? short : digestOf(text);
};

const shorten = (value: Json): Json => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= MAX_TEXT ? value : digestOf(text);
};

const digestOf = (text: string): JsonObject => ({
  length: text.length,
  sha256: createHash('sha256').update(text, 'utf8').digest('hex'),
});
