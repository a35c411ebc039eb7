import { isList, type Json } from '../json.ts';
import { MIN_REDACTED_SECRET } from '../secret-name.ts';
import { headerText } from './http-request.ts';

/** Writes `[secret NAME]` in the place of each value of a secret. */
export interface Redaction {
  text(text: string): string;
  /** Names of members too. A number that holds a value becomes a text. */
  json(value: Json): Json;
}

/**
 * For what a called service says, who may repeat what it was sent: as it was given, or as it was written into a header or
 * into JSON.
 * A value of fewer than eight characters is left alone, and so is one that was changed (shortened, hashed, encoded).
 */
export function redactSecrets(secrets: ReadonlyMap<string, string>): Redaction {
  const names = new Map<string, string>();
  for (const [name, value] of secrets)
    for (const form of new Set([value, headerText(value), JSON.stringify(value).slice(1, -1)]))
      if (form.length >= MIN_REDACTED_SECRET && !names.has(form)) names.set(form, name);
  if (names.size === 0) return { text: (text) => text, json: (value) => value };
  // The longest first: one value may begin as another one does.
  const forms = [...names.keys()].sort((left, right) => right.length - left.length).map(literally);
  const pattern = new RegExp(forms.join('|'), 'g');
  const text = (given: string): string => given.replace(pattern, (form) => `[secret ${names.get(form)}]`);
  return { text, json: (value) => redactJson(value, text) };
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

function redactJson(value: Json, text: (given: string) => string): Json {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') {
    const written = String(value);
    const redacted = text(written);
    return redacted === written ? value : redacted;
  }
  if (isList(value)) return value.map((item) => redactJson(item, text));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [text(name), redactJson(member, text)]));
}
