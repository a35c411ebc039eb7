import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { buildDesign } from './build-design.ts';
import { usePictures } from './use-pictures.ts';

interface DesignPartProps {
  /** The author's html; the server has cleaned it. */
  readonly html: string;
  readonly sheets: readonly CSSStyleSheet[];
  /** Controls of ours; each has the slot in which it is drawn. */
  readonly children?: ComponentChildren;
}

/**
 * The author's html in a shadow root, where its style stays inside and the page's stays outside. The element around it
 * clips it (`design.css`), so that nothing in it covers the rest of the page. Our controls lie in the page's own tree:
 * labels, errors and the focus work as everywhere.
 */
export const DesignPart = ({ html, sheets, children }: DesignPartProps) => {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [...sheets];
    root.replaceChildren(buildDesign(html));
  }, [html, sheets]);
  usePictures(host, html);
  return (
    <div ref={host} class="design-part">
      {children}
    </div>
  );
};
