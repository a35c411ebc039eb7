import type { CaptureState } from '@gatehouse/core/contract/capture.ts';
import { sanitizeDesign } from './sanitize-design.ts';
import { sanitizeHtml } from './sanitize-html.ts';

type View = CaptureState['view'];

/** A view whose html and style can do no harm. The page's content security policy is the second wall. */
export const sanitizeView = (view: View): View => {
  const designed = 'design' in view ? { ...view, design: sanitizeDesign(view.design) } : view;
  if (designed.kind === 'consent') return { ...designed, html: sanitizeHtml(designed.html) };
  if (designed.kind !== 'form') return designed;
  const fields = designed.fields.map((field) =>
    field.html === null ? field : { ...field, html: sanitizeHtml(field.html) },
  );
  return { ...designed, fields };
};
