import { useEffect } from 'preact/hooks';
import type { Scheme } from './accent.ts';
import { accentColors, parseColor } from './accent.ts';

const schemes: readonly Scheme[] = ['light', 'dark'];

/** Gives the style sheet the customer's colour, made readable in both schemes; without one the product's own stays. */
export const useAccent = (accentColor: string | null): void => {
  useEffect(() => {
    const color = accentColor === null ? null : parseColor(accentColor);
    if (color === null) return;
    const { style } = document.documentElement;
    for (const scheme of schemes) {
      const { link, fill, onFill } = accentColors(color, scheme);
      style.setProperty(`--accent-link-${scheme}`, link);
      style.setProperty(`--accent-fill-${scheme}`, fill);
      style.setProperty(`--accent-on-fill-${scheme}`, onFill);
    }
  }, [accentColor]);
};
