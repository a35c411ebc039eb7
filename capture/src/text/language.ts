import { de } from './de.ts';
import type { Text } from './en.ts';
import { en } from './en.ts';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

export const texts: Readonly<Record<Language, Text>> = { en, de };

/** Each language under its own name. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

const rightToLeft: readonly string[] = ['ar', 'fa', 'he', 'ur'];

export const directionOf = (language: string): 'ltr' | 'rtl' =>
  rightToLeft.includes(language.split('-')[0] ?? language) ? 'rtl' : 'ltr';

const isLanguage = (tag: string | null | undefined): tag is Language => languages.some((language) => language === tag);

/** The first language of the person's own list that we speak, whatever the region; else English. */
export const pickLanguage = (wanted: readonly string[]): Language => {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    if (isLanguage(base)) return base;
  }
  return 'en';
};

const STORAGE_KEY = 'gatehouse.language';

/** The language chosen on this device, else the browser's. Storage may be forbidden, which is no reason to fail. */
export const readLanguage = (): Language => {
  try {
    const kept = localStorage.getItem(STORAGE_KEY);
    if (isLanguage(kept)) return kept;
  } catch {
    // Storage is switched off: the browser's language it is.
  }
  return pickLanguage(navigator.languages);
};

/** The only thing that the page ever stores; it says nothing about the person's case. */
export const keepLanguage = (language: Language): void => {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Storage is switched off: the choice holds until the page is closed.
  }
};
