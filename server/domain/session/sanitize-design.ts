import { allowedDesignHtml } from '@gatehouse/core/node/html-text.ts';
import type { DesignView } from '@gatehouse/core/node/view.ts';
import { LRUCache } from 'lru-cache';
import sanitize from 'sanitize-html';
import { isPictureUrl, sanitizeStyleAttribute, sanitizeStyleSheet } from './sanitize-css.ts';
import { libraryRules } from './sanitize-html.ts';

/** Html without anything that acts, and the rules that stood in its `style` elements. */
interface CleanPart {
  readonly html: string;
  readonly css: string;
}

/** It comes back in the query of a request. */
const MAX_ADDRESS = 2_000;

const isWebAddress = (src: string): boolean => src.length <= MAX_ADDRESS && /^https:\/\/[^\s"<>]+$/i.test(src);

/**
 * The page's content security policy lets no `style` attribute act, so that none can slip through: what is left of one
 * goes into `data-style`, which the page sets by script. The address of a picture that is not in the text goes into
 * `data-src`: the page has the server fetch it.
 */
const cleanAttributes: sanitize.Transformer = (tagName, source) => {
  const { style = '', src = '', 'data-style': _, 'data-src': __, ...attribs } = source;
  const clean = style === '' ? '' : sanitizeStyleAttribute(style);
  return {
    tagName,
    attribs: {
      ...attribs,
      ...(isPictureUrl(src) && { src }),
      ...(isWebAddress(src) && { 'data-src': src }),
      ...(clean !== '' && { 'data-style': clean }),
    },
  };
};

const base = libraryRules(allowedDesignHtml);

const rules: sanitize.IOptions = {
  ...base,
  allowedTags: [...allowedDesignHtml.tags, 'design-main'],
  allowedAttributes: {
    ...base.allowedAttributes,
    '*': [...allowedDesignHtml.attributes['*'], 'data-style'],
    img: [...allowedDesignHtml.attributes.img, 'data-src'],
  },
  allowedSchemesByTag: { img: ['data'] },
  // A document of its own has a title and more that is no text of the page.
  nonTextTags: ['script', 'style', 'textarea', 'option', 'xmp', 'title', 'iframe', 'noscript', 'template', 'svg'],
  // The design lies in the page's own main part, and there can be no other.
  transformTags: { ...base.transformTags, main: 'design-main', '*': cleanAttributes },
};

/** What stands in `style` elements, which are taken out of the html: the page shows it as a style sheet. */
const readStyleElements = (html: string): string => {
  if (!/<style/i.test(html)) return '';
  const found: string[] = [];
  sanitize(html, {
    allowedTags: ['style'],
    allowVulnerableTags: true,
    allowedAttributes: { style: ['media'] },
    exclusiveFilter: ({ tag, text, attribs: { media } }) => {
      if (tag === 'style') found.push(sanitizeStyleSheet(media === undefined ? text : `@media ${media}{${text}}`));
      return false;
    },
  });
  return found.join('\n');
};

/** In UTF-16 units. */
const CACHE_SIZE = 8_000_000;

/** 100 KB of html take about 50 ms, and a page asks for its step again and again. */
const cleanParts = new LRUCache<string, CleanPart>({
  maxSize: CACHE_SIZE,
  sizeCalculation: ({ html, css }, source) => html.length + css.length + source.length + 1,
  memoMethod: (source) => ({ html: sanitize(source, rules), css: readStyleElements(source) }),
});

const cleanSheets = new LRUCache<string, string>({
  maxSize: CACHE_SIZE,
  sizeCalculation: (clean, source) => clean.length + source.length + 1,
  memoMethod: sanitizeStyleSheet,
});

/** A design that can do no harm, wherever it comes from; null where there is none. */
export const sanitizeDesign = (design: DesignView | null): DesignView | null => {
  if (design === null) return null;
  const clean = (part: string | null): CleanPart | null => (part === null ? null : cleanParts.memo(part));
  const header = clean(design.header);
  const body = clean(design.body);
  const footer = clean(design.footer);
  const sheets = [cleanSheets.memo(design.styleSheet ?? ''), header?.css, body?.css, footer?.css];
  const styleSheet = sheets.filter((css) => css !== undefined && css !== '').join('\n');
  return {
    header: header?.html ?? null,
    body: body?.html ?? null,
    footer: footer?.html ?? null,
    styleSheet: styleSheet === '' ? null : styleSheet,
  };
};

const asAttribute = (text: string): string => text.replaceAll('&', '&amp;');

/** Whether a clean design has a picture with this address on another server. */
export const hasPicture = ({ header, body, footer }: DesignView, url: string): boolean =>
  isWebAddress(url) && [header, body, footer].some((part) => part?.includes(`data-src="${asAttribute(url)}"`) === true);
