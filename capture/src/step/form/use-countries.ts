import { countryCodes } from '@gatehouse/core/node/country.ts';
import type { FieldView } from '@gatehouse/core/node/view.ts';
import { useMemo } from 'preact/hooks';
import { useText } from '../../text/use-text.ts';

/** All countries, named and sorted in the language of the page. */
export const useCountries = (): FieldView['options'] => {
  const { language } = useText();
  return useMemo(() => {
    const names = new Intl.DisplayNames([language], { type: 'region' });
    const { compare } = new Intl.Collator(language);
    return countryCodes
      .map((code) => ({ value: code, label: names.of(code) ?? code }))
      .sort((one, other) => compare(one.label, other.label));
  }, [language]);
};
