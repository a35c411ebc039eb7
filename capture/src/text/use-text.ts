import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Text } from './en.ts';
import { en } from './en.ts';
import type { Language } from './language.ts';
import { directionOf, keepLanguage, readLanguage } from './language.ts';

export const TextContext = createContext<Text>(en);

/** The sentences of the language in use. */
export const useText = (): Text => useContext(TextContext);

export interface LanguageChoice {
  readonly language: Language;
  choose(language: Language): void;
}

/** The language in use; tells the document too, for screen readers, hyphenation and the direction of writing. */
export const useLanguage = (): LanguageChoice => {
  const [language, setLanguage] = useState(readLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
  }, [language]);
  const choose = (chosen: Language) => {
    keepLanguage(chosen);
    setLanguage(chosen);
  };
  return { language, choose };
};
