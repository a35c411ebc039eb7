import { languageNames, languages } from '../text/language.ts';
import type { LanguageChoice } from '../text/use-text.ts';
import { useText } from '../text/use-text.ts';

/** A native list: it works with every keyboard, screen reader and phone. */
export const LanguageSwitch = ({ choice }: { choice: LanguageChoice }) => {
  const text = useText();
  const onChange = (value: string) => {
    const language = languages.find((known) => known === value);
    if (language !== undefined) choice.choose(language);
  };
  return (
    <label class="language">
      <span class="visually-hidden">{text.page.language}</span>
      <select value={choice.language} onChange={(event) => onChange(event.currentTarget.value)}>
        {languages.map((language) => (
          <option key={language} value={language} lang={language}>
            {languageNames[language]}
          </option>
        ))}
      </select>
    </label>
  );
};
