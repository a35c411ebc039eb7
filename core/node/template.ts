import { z } from 'zod';
import type { Json } from '../json.ts';
import { languageTag } from '../localized.ts';
import { canonicalize, pointerToken } from '../workflow/canonical.ts';
import { referencePath, resolveReference } from '../workflow/reference.ts';
import type { Run } from '../workflow/run.ts';
import type { Reference } from './node-type.ts';

/*
 * Texts with places for values: `Dear {{nodes.form.name}}`. A place holds a reference, or `session.id`.
 */

const PLACE = /\{\{([^{}]*)\}\}/g;

const SESSION_ID = 'session.id';

/** Where the values of places come from. */
export interface TemplateValues {
  readonly run: Pick<Run, 'results' | 'given'>;
  readonly sessionId: string;
}

/** A text with places for values, of that many characters at most. */
export const templateText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .superRefine((text, context) => {
      const problem = templateProblem(text);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    });

/** A template per language. */
export const localizedTemplate = (maxLength: number) =>
  z
    .record(languageTag, templateText(maxLength).min(1))
    .refine((texts) => Object.keys(texts).length > 0, 'Give the text in at least one language.');

/** What is wrong with the places of a text, in a sentence; null where they are right. */
export function templateProblem(text: string): string | null {
  if (/\{\{|\}\}/.test(text.replace(PLACE, ''))) return 'A place for a value is written {{nodes.form.name}}.';
  const wrong = placesOf(text).find((path) => path !== SESSION_ID && !referencePath.safeParse(path).success);
  if (wrong === undefined) return null;
  return wrong.startsWith('session.')
    ? `{{${wrong}}} is not there: of the session only {{session.id}} is, because its link is kept as a hash alone.`
    : `{{${wrong}}} is no reference: write nodes.<id>.<field>, entity.<member>, prefill.<member> or session.id.`;
}

const placesOf = (text: string): string[] => [...text.matchAll(PLACE)].map(([, path = '']) => path.trim());

/** The references of a template; `pointer` is its own place in the config. */
export const templateReferences = (text: string, pointer: string): Reference[] =>
  [...new Set(placesOf(text))].filter((path) => path !== SESSION_ID).map((path) => ({ path, pointer }));

/** The references of a template per language. */
export const localizedReferences = (texts: Readonly<Record<string, string>>, pointer: string): Reference[] =>
  Object.entries(texts).flatMap(([language, text]) => templateReferences(text, `${pointer}/${pointerToken(language)}`));

/** A text with its places filled. `write` makes of each value what may stand there; undefined is a value that is missing. */
export const fillTemplate = (
  text: string,
  values: TemplateValues,
  write: (value: Json | undefined, path: string) => string,
): string => text.replace(PLACE, (_, place: string) => write(readPlace(place.trim(), values), place.trim()));

/** The value of a text that is one place and nothing else; `null` for any other text. */
export function readOnlyPlace(text: string, values: TemplateValues): { readonly value: Json | undefined } | null {
  const path = /^\{\{([^{}]*)\}\}$/.exec(text)?.[1];
  return path === undefined ? null : { value: readPlace(path.trim(), values) };
}

const readPlace = (path: string, { run, sessionId }: TemplateValues): Json | undefined =>
  path === SESSION_ID ? sessionId : resolveReference(run, path);

/** A value as text: nothing where it is missing, the JSON of a list or an object. */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? canonicalize(value) : String(value);
}
