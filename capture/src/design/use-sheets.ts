import type { DesignView } from '@gatehouse/core/node/view.ts';
import { useMemo } from 'preact/hooks';

/** What holds for every design, until its own rules say otherwise. */
const BASE = `
  design-html { display: flow-root; position: relative; }
  design-body, design-main { display: block; }
  design-canvas { position: absolute; inset: 0; z-index: -1; background: inherit; pointer-events: none; }
  design-body { margin: 0 1rem; }
  img { max-inline-size: 100%; }
  :focus-visible { outline: 3px solid var(--accent-text); outline-offset: 2px; }
`;

const makeSheet = (css: string): CSSStyleSheet => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
};

/** Constructed sheets: they apply to the design's shadow roots alone, import nothing and need no exception of the page's policy. */
export const useSheets = (design: DesignView | null): readonly CSSStyleSheet[] =>
  useMemo(() => [BASE, design?.styleSheet ?? ''].map(makeSheet), [design?.styleSheet]);
