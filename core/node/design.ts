import { z } from 'zod';
import { type Localized, localized, pickText } from '../localized.ts';
import type { HtmlText } from './node-type.ts';
import type { ActionLabels, DesignView } from './view.ts';

/** Of each part of a design, in UTF-16 units. */
const MAX_DESIGN_LENGTH = 200_000;

const html = z.string().max(MAX_DESIGN_LENGTH);

/**
 * The customer's own html and style around what a step asks. In the html `<slot name="buttons">`, `<slot name="qr">`,
 * `<slot name="summary">` and `<slot name="field:NAME">` mark where the page puts its controls; what has no slot comes
 * after the body in its usual order. The server removes what `allowedDesignHtml` does not name.
 */
const design = z.strictObject({
  header: html.optional(),
  body: html.optional(),
  footer: html.optional(),
  styleSheet: z.string().max(MAX_DESIGN_LENGTH).optional(),
});

export type Design = z.infer<typeof design>;

/** The member of a config that holds a step's design. */
export const designMember = {
  design: design
    .optional()
    .describe(
      'Html of your own around the step (`header`, `body`, `footer`) and its `styleSheet`. In the html, `<slot name="buttons">`, `<slot name="qr">`, `<slot name="summary">` and `<slot name="field:NAME">` mark where the page puts its controls. What may stand in it, and what becomes of it, is in `docs/designs.md`.',
    ),
};

const buttonLabel = localized.optional();

/** The member of a config that names the button back. */
export const backLabelMember = {
  backLabel: buttonLabel.describe('Words of the button back, in place of the page’s own.'),
};

/** The members of a config that name the buttons. */
export const labelMembers = {
  nextLabel: buttonLabel.describe('Words of the button on, in place of the page’s own.'),
  ...backLabelMember,
};

export const designView = (source: Design | undefined): DesignView | null => {
  if (source === undefined) return null;
  const { header = null, body = null, footer = null, styleSheet = null } = source;
  return { header, body, footer, styleSheet };
};

export const actionLabels = (
  { nextLabel, backLabel }: { readonly nextLabel?: Localized | undefined; readonly backLabel?: Localized | undefined },
  language: string,
): ActionLabels => ({ nextLabel: textOrNull(nextLabel, language), backLabel: textOrNull(backLabel, language) });

/** The text in the wanted language; null where the author wrote none. */
export const textOrNull = (text: Localized | undefined, language: string): string | null =>
  text === undefined ? null : pickText(text, language);

const parts = ['header', 'body', 'footer'] as const;

/** The html of a design, for the lint. */
export const designHtmlTexts = (source: Design | undefined): HtmlText[] =>
  parts.flatMap((part) => {
    const text = source?.[part];
    return text === undefined ? [] : [{ html: text, pointer: `/design/${part}`, isDesign: true }];
  });
