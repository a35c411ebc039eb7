import { allowedHtml } from '@gatehouse/core/node/html-text.ts';
import type { View } from '@gatehouse/core/node/view.ts';
import sanitize from 'sanitize-html';

/** The page's content security policy is the second wall. */
const rules: sanitize.IOptions = {
  allowedTags: [...allowedHtml.tags],
  allowedAttributes: Object.fromEntries(
    Object.entries(allowedHtml.attributes).map(([tag, names]) => [tag, [...names]]),
  ),
  allowedSchemes: [...allowedHtml.schemes],
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
