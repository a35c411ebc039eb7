import { allowedHtml, type HtmlRules } from '@gatehouse/core/node/html-text.ts';
import { LRUCache } from 'lru-cache';
import sanitize from 'sanitize-html';

/** What the library is told of a table of core's. Links open beside the page, which would be lost otherwise. */
export const libraryRules = ({ tags, attributes, schemes }: HtmlRules): sanitize.IOptions => ({
  allowedTags: [...tags],
  allowedAttributes: Object.fromEntries(Object.entries(attributes).map(([tag, names]) => [tag, [...names]])),
  allowedSchemes: [...schemes],
  allowProtocolRelative: false,
  transformTags: { a: sanitize.simpleTransform('a', { rel: 'noopener noreferrer', target: '_blank' }) },
});

const rules = libraryRules(allowedHtml);

/** In UTF-16 units, of the text as it was written and as it is shown. */
const CACHE_SIZE = 4_000_000;

/** A page asks again and again for the same texts, and 20 KB take about 10 ms. */
const cleaned = new LRUCache<string, string>({
  maxSize: CACHE_SIZE,
  sizeCalculation: (clean, html) => clean.length + html.length + 1,
  memoMethod: (html) => sanitize(html, rules),
});

export const sanitizeHtml = (html: string): string => cleaned.memo(html);
