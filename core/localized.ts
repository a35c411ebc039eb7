import { z } from 'zod';

/** A BCP 47 language tag in its short form: `en`, `de`, `pt-BR`. */
export const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'A language is written like en, de or pt-BR.');

/** A text per language, `{ "en": "Name", "de": "Name" }`. A version never changes, so its texts carry every language with them. */
export const localized = z
  .record(languageTag, z.string().max(10_000))
  .refine((texts) => Object.keys(texts).length > 0, 'Give the text in at least one language.');

export type Localized = z.infer<typeof localized>;

/** The text in the wanted language, else in its base language, else in English, else in the first language given. */
export const pickText = (texts: Localized, language: string): string => texts[pickLanguage(texts, language)] ?? '';

/** The language of the text that `pickText` gives. */
export const pickLanguage = (texts: Localized, language: string): string => {
  const base = language.split('-')[0] ?? language;
  const known = [language, base, 'en'].find((candidate) => Object.hasOwn(texts, candidate));
  return known ?? Object.keys(texts)[0] ?? 'en';
};
