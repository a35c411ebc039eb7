import { z } from 'zod';
import type { Json } from '../json.ts';
import { languageTag } from '../localized.ts';
import { readSecretPlace } from '../secret-name.ts';
import { canonicalize, pointerToken } from '../workflow/canonical.ts';
import { referencePath, resolveReference } from '../workflow/reference.ts';
import type { Run } from '../workflow/run.ts';
import type { Reference } from './node-type.ts';

/*
 * Texts with places for values: `Dear {{nodes.form.name}}`. A place holds a reference, or `session.id`, or, where the text goes
 * to a service of the organization alone, a secret of it by its name.
 */

const PLACE = /\{\{([^{}]*)\}\}/g;

const SESSION_ID = 'session.id';

/** Where the values of places come from. */
export interface TemplateValues {
  readonly run: Pick<Run, 'results' | 'given'>;
  readonly sessionId: string;
  /** By their names; none when left out. */
  readonly secrets?: ReadonlyMap<string, string>;
}

/** Which places a text may have beyond those that every one may. */
export interface TemplatePlaces {
  readonly takesSecrets: boolean;
}

const plainPlaces: TemplatePlaces = { takesSecrets: false };

/** A text with places for values, of that many characters at most. */
export const templateText = (maxLength: number, places = plainPlaces) =>
  z
    .string()
    .max(maxLength)
    .superRefine((text, context) => {
      const problem = templateProblem(text, places);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    });

/** A template per language. */
export const localizedTemplate = (maxLength: number) =>
  z
    .record(languageTag, templateText(maxLength).min(1))
    .refine((texts) => Object.keys(texts).length > 0, 'Give the text in at least one language.');

/** What is wrong with the places of a text, in a sentence; null where they are right. */
export function templateProblem(text: string, { takesSecrets } = plainPlaces): string | null {
  if (/\{\{|\}\}/.test(text.replace(PLACE, ''))) return 'A place for a value is written {{nodes.form.name}}.';
  const wrong = placesOf(text).find(
    (path) =>
      path !== SESSION_ID &&
      !(takesSecrets && readSecretPlace(path) !== null) &&
      !referencePath.safeParse(path).success,
  );
  if (wrong === undefined) return null;
  if (readSecretPlace(wrong) !== null)
    return `{{${wrong}}} may not stand here: a secret goes into the headers and the body of an http node alone.`;
  return wrong.startsWith('session.')
    ? `{{${wrong}}} is not there: of the session only {{session.id}} is, because its link is kept as a hash alone.`
    : `{{${wrong}}} is no reference: write nodes.<id>.<field>, entity.<member>, prefill.<member> or session.id.`;
}

const placesOf = (text: string): string[] => [...text.matchAll(PLACE)].map(([, path = '']) => path.trim());

/** The references of a template; `pointer` is its own place in the config. */
export const templateReferences = (text: string, pointer: string): Reference[] =>
  [...new Set(placesOf(text))]
    .filter((path) => path !== SESSION_ID && readSecretPlace(path) === null)
    .map((path) => ({ path, pointer }));

/** The names of the secrets that a template asks for. */
export const templateSecrets = (text: string): string[] => [
  ...new Set(placesOf(text).flatMap((path) => readSecretPlace(path) ?? [])),
];

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

function readPlace(path: string, { run, sessionId, secrets }: TemplateValues): Json | undefined {
  if (path === SESSION_ID) return sessionId;
  const secret = readSecretPlace(path);
  return secret === null ? resolveReference(run, path) : secrets?.get(secret);
}

/** A value as text: nothing where it is missing, the JSON of a list or an object. */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? canonicalize(value) : String(value);
}
