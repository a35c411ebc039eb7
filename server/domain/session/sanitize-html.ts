import type { View } from '@gatehouse/core/node/view.ts';
import sanitize from 'sanitize-html';

/**
 * What a customer's text may hold: words, emphasis, lists, links. No script, style, image, form or frame; the page's
 * content security policy is the second wall.
 */
const rules: sanitize.IOptions = {
  allowedTags: [
    'p',
    'br',
    'b',
    'strong',
    'i',
    'em',
    'u',
    'ul',
    'ol',
    'li',
    'a',
    'h2',
    'h3',
    'h4',
    'blockquote',
    'span',
  ],
  allowedAttributes: { a: ['href', 'rel', 'target'], span: ['lang', 'dir'], p: ['lang', 'dir'] },
  allowedSchemes: ['https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  transformTags: { a: sanitize.simpleTransform('a', { rel: 'noopener noreferrer', target: '_blank' }) },
};

export const sanitizeHtml = (html: string): string => sanitize(html, rules);

/** A view whose html texts can do no harm. */
export const sanitizeView = (view: View): View =>
  view.kind === 'form'
    ? {
        ...view,
        fields: view.fields.map((field) =>
          field.html === null ? field : { ...field, html: sanitizeHtml(field.html) },
        ),
      }
    : view;
